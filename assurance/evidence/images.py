"""References to container images, wherever a template holds one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assurance.evidence.chart_images import PARTS, chart_images
from assurance.evidence.encoded import decoded
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.manifests import CHART_VALUES, OBJECT, RELEASE
from assurance.evidence.values import Reference, Text, Unknown, Value, render, walk

REPOSITORY = "AWS::ECR::Repository"
PROPERTY = re.compile(r"^(?:Container)?Image(?:U[Rr][Ii]|Identifier)?$")
"""Names of properties that take a container image: SageMaker, ECS, Batch, Lambda, CodeBuild, App Runner. `ImageId` is a disk image."""

IN_CLUSTER = ("image", "reference")
"""Kubernetes' names: of a container's image, and of a volume's."""

OCI = "oci://"
"""How Helm writes that a chart lies in a registry."""

SYMBOL = r"\$\{[^}]*\}"
NAME = rf"(?:{SYMBOL}|[A-Za-z0-9._/-])+"
ENDING = rf"(?:@sha256:(?:{SYMBOL}|[A-Fa-f0-9])+|:(?:{SYMBOL}|[A-Za-z0-9._-])+)?"
REGISTRY = rf"(?:{SYMBOL}|[0-9]{{12}})\.dkr[.-]ecr(?:-fips)?\.(?:{SYMBOL}|[a-z0-9.-])+"
PUBLIC = (
    r"(?:docker\.io|(?:[a-z0-9-]+\.)?gcr\.io|ghcr\.io|quay\.io|nvcr\.io|public\.ecr\.aws|registry\.k8s\.io|mcr\.microsoft\.com"
    r"|registry\.[a-z0-9.-]+)"
)
IN_TEXT = re.compile(rf"(?:{REGISTRY}|{PUBLIC})/{NAME}{ENDING}")
"""An image inside a longer text (user data, a manifest, an environment variable), known by its registry's host."""

PULLED = re.compile(rf"\b(?:docker|podman|nerdctl|crictl)\s+(?:image\s+)?pull\s+(?:--?\S+\s+)*[\"']?(?P<image>{NAME}{ENDING})")
SHELL_VARIABLE = re.compile(rf"(?:{SYMBOL})+$")
DIGEST = re.compile(r"@sha256:(?P<digest>[a-f0-9]{64})$")
OWN_REGISTRY = re.compile(r"^(?P<account>[0-9]{12})\.dkr[.-]ecr(?:-fips)?\.")
NOBODY = "0" * 64


@dataclass(frozen=True, slots=True)
class Image:
    """One reference to an image: who holds it, where, and what it says."""

    holder: Resource
    place: str
    says: Value

    @property
    def text(self) -> str:
        """The reference as one line."""
        return render(self.says)

    @property
    def digest(self) -> str | None:
        """The SHA-256 that it ends with, if it does."""
        match = DIGEST.search(self.text)
        return match["digest"] if match else None


def images(graph: TemplateGraph) -> Iterator[Image]:
    """Every reference to a container image: in properties made for one, and inside texts, base64 too, where a registry's host tells it.

    A Helm chart is an image, too: it comes from the same registry, and a tag of it moves as easily.
    """
    for resource in graph.resources.values():
        in_parts = resource.type == CHART_VALUES
        if in_parts:
            yield from (Image(resource, ".".join(path), text) for path, text in chart_images(resource.properties))
        for path, value in walk(resource.properties):
            name = next((part for part in reversed(path) if not part.isdigit()), "")
            if in_parts and name in PARTS:
                continue
            if _holds_an_image(resource, name) and isinstance(value, (str, Text, Reference, Unknown)) and not _is_code(resource, path):
                yield Image(resource, ".".join(path), value.removeprefix(OCI) if isinstance(value, str) else value)
            elif isinstance(value, (str, Text)):
                text = render(value)
                for found in _inside(decoded(text) or text):
                    yield Image(resource, ".".join(path), found)


def _inside(text: str) -> Iterator[str]:
    found = [match[0] for match in IN_TEXT.finditer(text)] + [match["image"] for match in PULLED.finditer(text)]
    yield from dict.fromkeys(each.rstrip(".") for each in found if not SHELL_VARIABLE.match(each))


def _holds_an_image(resource: Resource, name: str) -> bool:
    """Whether a property takes a container image: Kubernetes writes it small, and a chart's place is one."""
    if resource.type == RELEASE:
        return name == "chart"
    return name in IN_CLUSTER if resource.type.startswith(OBJECT) else bool(PROPERTY.match(name))


def _is_code(resource: Resource, path: tuple[str, ...]) -> bool:
    """Whether `Image` stands in something else than a container: a CloudFormation custom resource names its own properties."""
    return resource.type.startswith(("Custom::", "AWS::CloudFormation::")) or "Statement" in path

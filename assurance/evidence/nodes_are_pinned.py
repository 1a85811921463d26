"""Claim: what a node starts from is named, and does not change by itself."""

import re
from collections.abc import Iterator

from assurance.evidence import node_starts
from assurance.evidence.claim import Finding, Remark, paragraphs
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.node_starts import HYPERPOD, Said, Taken
from assurance.evidence.start_code import fetched, not_ours
from assurance.evidence.values import Absent, Reference, Text, Unknown, Value, render

NAME = "nodes_are_pinned"
STATEMENT = (
    "Every node starts from a named machine image, by a fixed version of its launch template, and fetches no start-up code but this"
    " deployment's."
)
RULES = paragraphs("""
A machine image is named by its id. A parameter, an alias, a name or an owner names whatever AWS or somebody else published last. Where a
service offers releases only (HyperPod, managed node groups of EKS without an image of their own), the release is named.

A launch template is taken in the version that the template itself tells (LatestVersionNumber) or by a number. $Latest and $Default change
without a deployment.

Start-up code stands in the template, or in a bucket of this deployment: HyperPod's lifecycle scripts, those of PCS with a checksum. User
data, with whatever is packed in it, names no address, bucket, package or repository of another place.

Nodes answer metadata calls with a token alone (IMDSv2).

What a script asks a variable for, what is packed by other means than gzip, tar and base64, what a machine image brings along and what
AWS::CloudFormation::Init holds, this claim does not read.
""")
IMAGE = re.compile(r"^ami-[0-9a-f]+$")
RELEASE = re.compile(r"^[0-9]+(?:\.[0-9]+)+(?:-[0-9A-Za-z.]+)?$")
SHA256 = re.compile(r"^[0-9a-fA-F]{64}$")
PUBLISHED = "the value of the published parameter"
PARAMETER = ("resolve:ssm:", "{{resolve:ssm")
S3 = "s3://"


def looks_at(graph: TemplateGraph) -> Iterator[Resource]:
    """Whatever starts a node."""
    return graph.of_type(*node_starts.STARTS)


def broken_by(graph: TemplateGraph) -> Iterator[Finding]:
    """Images, versions and code that may be another tomorrow, and metadata without a token."""
    yield from _images(graph)
    for each in node_starts.taken(graph):
        if wrong := _version(each):
            yield _finding(Said(each.holder, each.place, each.version), wrong)
    for said in node_starts.metadata(graph):
        if said.says != "required" and not _is_open(said.says):
            yield _finding(said, "answers metadata calls without a token")
    yield from _code(graph)


def remarks(graph: TemplateGraph) -> Iterator[Remark]:
    """Values that the template does not tell, releases in place of images, scripts without a checksum."""
    for said in (*node_starts.images(graph), *node_starts.releases(graph), *node_starts.metadata(graph), *node_starts.texts(graph)):
        if isinstance(said.says, Unknown) and not _is_published(said.says):
            yield Remark(said.holder.path, f"{said.place} is {render(said.says)}, which the template does not tell.")
    for each in node_starts.taken(graph):
        if isinstance(each.version, (Unknown, Text)):
            yield Remark(each.holder.path, f"{each.place} is {render(each.version)}, which the template does not tell.")
    for said in node_starts.releases(graph):
        if isinstance(said.says, str):
            yield Remark(said.holder.path, f"starts from release {said.says} of the service's own image, whose content AWS answers for.")
    for said, _ in node_starts.scripts(graph):
        if said.holder.type == HYPERPOD:
            yield Remark(said.holder.path, "fetches its lifecycle scripts by their folder's name: HyperPod takes no checksum.")


def _images(graph: TemplateGraph) -> Iterator[Finding]:
    for said in node_starts.images(graph):
        if wrong := _image(said.says):
            yield _finding(said, wrong)
    for said in node_starts.selectors(graph):
        if wrong := _selector(said.says):
            yield _finding(said, wrong)
    for said in node_starts.releases(graph):
        if isinstance(said.says, Absent) or (isinstance(said.says, str) and not RELEASE.match(said.says)):
            yield _finding(said, "starts from whichever release of the service's image is the newest")


def _image(image: Value) -> str | None:
    if isinstance(image, Absent):
        return "names no machine image: the service takes its newest"
    if _is_published(image) or (isinstance(image, (str, Text)) and render(image).startswith(PARAMETER)):
        return "asks a parameter for its machine image, which may be another tomorrow"
    if isinstance(image, str) and not IMAGE.match(image) and "$" not in image:
        return "names its machine image by something else than an id"
    return None


def _selector(term: Value) -> str | None:
    if isinstance(term, Absent) or term is None:
        return "names no machine image: Karpenter takes the newest"
    if not isinstance(term, dict):
        return None
    if set(term) != {"id"}:
        return f"chooses its machine image by {', '.join(sorted(set(term) - {'id'})) or 'nothing'}, of which the newest is taken"
    return _image(term["id"])


def _version(each: Taken) -> str | None:
    version, template = each.version, each.template
    if isinstance(version, Absent):
        return "takes its launch template's default version, which may be moved"
    if isinstance(version, Reference):
        if isinstance(template, Reference) and version.resource != template.resource:
            return "takes its launch template in a version that another one tells"
        return None if version.attribute == "LatestVersionNumber" else "takes its launch template's default version, which may be moved"
    if isinstance(version, (str, int, float)) and not (render(version).isdecimal() and int(render(version)) > 0):
        return "takes its launch template in a version that changes without a deployment"
    return None


def _code(graph: TemplateGraph) -> Iterator[Finding]:
    for said in node_starts.texts(graph):
        if isinstance(said.says, (str, Text)):
            for place in dict.fromkeys(fetched(render(said.says), graph)):
                yield Finding(said.holder.path, said.holder.type, f"takes start-up code from {place}", (said.place,))
    for said, checksum in node_starts.scripts(graph):
        place = render(said.says)
        if isinstance(said.says, (str, Text)):
            if not place.startswith((S3, "$")):
                yield _finding(said, "takes start-up code from a place that is no bucket")
            elif place.startswith(S3) and not_ours(bucket := place.removeprefix(S3).partition("/")[0], graph):
                yield _finding(said, f"takes start-up code from the bucket {bucket}, which these templates do not make")
        if said.holder.type != HYPERPOD and not _is_open(checksum) and not (isinstance(checksum, str) and SHA256.match(checksum)):
            yield _finding(said, "runs a script without its checksum")


def _is_open(value: Value) -> bool:
    """Whether only the deployment knows a value."""
    return isinstance(value, (Unknown, Reference, Text))


def _is_published(value: Value) -> bool:
    return isinstance(value, Unknown) and value.expression.startswith(PUBLISHED)


def _finding(said: Said, sentence: str) -> Finding:
    return Finding(said.holder.path, said.holder.type, sentence, (f"{said.place} = {render(said.says)[:160]}",))

"""What `cdk synth` left in `cdk.out`, as far as the rehearsal needs it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import boto3  # type: ignore[import-untyped]

from assurance.rehearsal.errors import RehearsalFailed
from assurance.rehearsal.resolve import Resolver
from assurance.rehearsal.values import Json

IMAGE = re.compile(r"ami-[0-9a-f]{8,17}")
CAPACITY = re.compile(r"cr-[0-9a-f]{8,17}")
MADE_ELSEWHERE = ("TransitGatewayId", "DirectConnectGatewayId", "CertificateAuthorityArn", "CertificateArn", "PrincipalArn")
"""Properties that name, as plain text, what others have made in the account or shared with it."""

SERVICE_ROLE = re.compile(r":role/aws-service-role/([a-z0-9.-]+)/(AWSServiceRoleFor\w+)$")
"""One by its whole name; a key's policy names others by pattern, for they need not be there."""

EXTERNAL_KEYS = "ExternalKeys"
"""The metadata of a template that says which policy each key from outside has to carry."""

VERSION_PARAMETER = re.compile(r"/cdk-bootstrap/([^/]+)/version")


ENVIRONMENT = re.compile(r"aws://(\d{12})/([a-z0-9-]+)")


@dataclass(frozen=True)
class Place:
    """An account and region that stacks are deployed to, by its own people.

    Attributes:
        bootstrap: The templates of what it needs first, by the stack's name: the limits and rights, then the CDK's own things.
        stacks: Names of its stacks, in the manifest's order.
    """

    account: str
    region: str
    bootstrap: Mapping[str, Path]
    stacks: tuple[str, ...]


class Assembly:
    """A cloud assembly with the deployment that it was made for.

    Args:
        path: the folder `cdk.out`.

    Raises:
        RehearsalFailed: when a file that the rehearsal reads is missing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        deployment = self._json("deployment.json")
        self.name: str = deployment["name"]
        self.account: str = deployment["account"]
        self.region: str = deployment["region"]
        manifest = self._json("manifest.json")
        self.qualifier = _qualifier(manifest)
        self.templates: dict[str, dict[str, Json]] = {
            artifact["properties"].get("stackName", identity): self._json(artifact["properties"]["templateFile"])
            for identity, artifact in manifest["artifacts"].items()
            if artifact["type"] == "aws:cloudformation:stack"
        }

        self.backup: Mapping[str, Json] | None = deployment.get("backup")
        self.places = tuple(self._places(manifest))

    def _places(self, manifest: Mapping[str, Json]) -> Iterator[Place]:
        """The deployment's own account, and before it the one that its copies go to."""
        here: dict[tuple[str, str], list[str]] = {(self.account, self.region): []}
        for identity, artifact in manifest["artifacts"].items():
            if artifact["type"] == "aws:cloudformation:stack":
                found = ENVIRONMENT.fullmatch(artifact.get("environment", ""))
                where = (found[1], found[2]) if found else (self.account, self.region)
                here.setdefault(where, []).append(artifact["properties"].get("stackName", identity))
        for where in sorted(here, key=lambda each: each == (self.account, self.region)):
            prefix = "" if where == (self.account, self.region) else "vault-"
            place = Place(*where, self._bootstrap(prefix), tuple(here[where]))
            self.before(place)
            yield place

    def _bootstrap(self, prefix: str) -> dict[str, Path]:
        more = sorted(self.path.glob(f"{prefix}rights-*.template.json"))
        parts = [self.path / f"{prefix}rights.template.json", *more]
        stacks = {f"{part.name.removeprefix(prefix).removesuffix('.template.json')}-{self.name}": part for part in parts}
        return {**stacks, "CDKToolkit": self.path / f"{prefix}bootstrap.template.json"}

    def _json(self, name: str) -> dict[str, Json]:
        try:
            content: dict[str, Json] = json.loads((self.path / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise RehearsalFailed(f"{self.path / name}: not there; run `blueprint synth` first") from None
        except ValueError as error:
            raise RehearsalFailed(f"{self.path / name}: no JSON: {error}") from None
        return content

    def before(self, place: Place) -> dict[str, dict[str, Json]]:
        """The templates of the stacks that a place needs first, by the stack's name."""
        return {stack: self._json(file.name) for stack, file in place.bootstrap.items()}

    def images(self) -> set[str]:
        """Machine images that the templates name."""
        return {image for template in self.templates.values() for image in _texts(template) if IMAGE.fullmatch(image)}

    def assumed(self) -> set[str]:
        """What the templates name and others make: gateways, authorities, certificates and people's roles by id or ARN."""
        return {found for template in self.templates.values() for found in _named(template)}

    def external_keys(self) -> dict[str, str]:
        """Keys from outside by ARN, each with the policy that the templates' metadata say it has to carry."""
        partition = boto3.Session().get_partition_for_region(self.region)
        return {
            arn: json.dumps(Resolver(template, {"AWS::Partition": partition}, _no_attribute, {})(policy))
            for template in self.templates.values()
            for arn, policy in template.get("Metadata", {}).get(EXTERNAL_KEYS, {}).items()
        }

    def service_roles(self) -> dict[str, str]:
        """Roles of AWS services that the templates expect in the account, by name with the service's principal."""
        texts = (text for template in self.templates.values() for text in _texts(template["Resources"]))
        return {found[2]: found[1] for text in texts if (found := SERVICE_ROLE.search(text))}

    def reservations(self) -> set[str]:
        """Reserved capacity that the templates name."""
        return {found for template in self.templates.values() for found in _texts(template) if CAPACITY.fullmatch(found)}


def _no_attribute(logical_id: str, attribute: str) -> Json:
    raise LookupError(f"the policy of a key from outside rests on {attribute} of {logical_id}")


def _qualifier(manifest: Mapping[str, Json]) -> str | None:
    """What tells this deployment's bootstrap from another's in one account: every stack names the parameter that holds its version."""
    for artifact in manifest["artifacts"].values():
        if named := VERSION_PARAMETER.fullmatch(artifact.get("properties", {}).get("bootstrapStackVersionSsmParameter", "")):
            return named[1]
    return None


def _named(value: Json) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from (text for name, text in value.items() if name in MADE_ELSEWHERE and isinstance(text, str))
        for item in value.values():
            yield from _named(item)
    elif isinstance(value, list):
        for item in value:
            yield from _named(item)


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)

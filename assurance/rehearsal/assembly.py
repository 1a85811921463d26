"""What `cdk synth` left in `cdk.out`, as far as the rehearsal needs it."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from assurance.rehearsal.errors import RehearsalFailed
from assurance.rehearsal.values import Json

IMAGE = re.compile(r"ami-[0-9a-f]{8,17}")
CAPACITY = re.compile(r"cr-[0-9a-f]{8,17}")

VERSION_PARAMETER = re.compile(r"/cdk-bootstrap/([^/]+)/version")


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
        self.bootstrap_template = path / "bootstrap.template.json"
        if not self.bootstrap_template.is_file():
            raise RehearsalFailed(f"{self.bootstrap_template}: not there; run `blueprint synth` first")
        manifest = self._json("manifest.json")
        self.qualifier = _qualifier(manifest)
        self.templates: dict[str, dict[str, Json]] = {
            artifact["properties"].get("stackName", identity): self._json(artifact["properties"]["templateFile"])
            for identity, artifact in manifest["artifacts"].items()
            if artifact["type"] == "aws:cloudformation:stack"
        }

    def _json(self, name: str) -> dict[str, Json]:
        try:
            content: dict[str, Json] = json.loads((self.path / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise RehearsalFailed(f"{self.path / name}: not there; run `blueprint synth` first") from None
        except ValueError as error:
            raise RehearsalFailed(f"{self.path / name}: no JSON: {error}") from None
        return content

    def bootstrap(self) -> dict[str, Json]:
        """The bootstrap stack's template."""
        return self._json(self.bootstrap_template.name)

    def images(self) -> set[str]:
        """Machine images that the templates name."""
        return {image for template in self.templates.values() for image in _texts(template) if IMAGE.fullmatch(image)}

    def reservations(self) -> set[str]:
        """Reserved capacity that the templates name."""
        return {found for template in self.templates.values() for found in _texts(template) if CAPACITY.fullmatch(found)}


def _qualifier(manifest: Mapping[str, Json]) -> str | None:
    """What tells this deployment's bootstrap from another's in one account: every stack names the parameter that holds its version."""
    for artifact in manifest["artifacts"].values():
        if named := VERSION_PARAMETER.fullmatch(artifact.get("properties", {}).get("bootstrapStackVersionSsmParameter", "")):
            return named[1]
    return None


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)

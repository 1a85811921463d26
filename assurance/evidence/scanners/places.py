"""A scanner names a file and a logical id; a reader knows the stack's part and the construct."""

from collections.abc import Iterator
from json import JSONDecodeError, loads
from pathlib import Path
from typing import Any

from assurance.evidence.assembly import Assembly, Template

LOGICAL_ID = "aws:cdk:logicalId"
RESOURCES = "Resources"


class Places:
    """Where things stand in one assembly, under names that are the same in every deployment.

    `example-eu-audit/AccessLogs/Bucket/Resource` is `audit/AccessLogs/Bucket`; a resource that no construct made keeps its logical id
    (`bootstrap/StagingBucket`), and what is no resource its section (`bootstrap/Parameters/Qualifier`).
    """

    def __init__(self, assembly: Assembly, name: str) -> None:
        self._prefix = f"{name}-"
        self._templates = {str((assembly.folder / template.file).resolve()): template for template in assembly.templates}
        self._constructs = {file: _constructs(Path(file)) for file in self._templates}

    @property
    def files(self) -> list[str]:
        """Every template: absolute paths without links, as scanners report them."""
        return list(self._templates)

    def template(self, file: str) -> Template:
        """The template in a file; `KeyError` where a scanner names one that it was not given."""
        return self._templates[file]

    def place(self, file: str, section: str, name: str) -> str:
        """The name of one entry of a template."""
        stack = self.template(file).stack.removeprefix(self._prefix)
        construct = self._constructs[file].get(name) or self._path_in_template(file, name)
        if section != RESOURCES:
            return "/".join(part for part in (stack, section, name) if part)
        if construct is None:
            return f"{stack}/{name}"
        return construct.strip("/").removesuffix("/Resource").removeprefix(self._prefix)

    def type(self, file: str, section: str, name: str) -> str:
        """A resource's type; empty for anything else."""
        return str(self._resource(file, name).get("Type", "")) if section == RESOURCES else ""

    def all(self) -> Iterator[tuple[str, str]]:
        """Every place that a row may name, with its type."""
        for file, template in self._templates.items():
            for section in template.body:
                yield from ((self.place(file, section, name), self.type(file, section, name)) for name in template.section(section))

    def _resource(self, file: str, name: str) -> dict[str, Any]:
        resource = self.template(file).section(RESOURCES).get(name)
        return resource if isinstance(resource, dict) else {}

    def _path_in_template(self, file: str, name: str) -> str | None:
        path = (self._resource(file, name).get("Metadata") or {}).get("aws:cdk:path")
        return path if isinstance(path, str) else None


def _constructs(template: Path) -> dict[str, str]:
    """Construct path by logical id, from the metadata that the CDK writes beside a template; empty where there are none."""
    beside = template.with_name(template.name.removesuffix(".template.json") + ".metadata.json")
    try:
        content = loads(beside.read_text(encoding="utf-8"))
    except (FileNotFoundError, JSONDecodeError):
        return {}
    return {str(entry["data"]): path for path, entries in content.items() for entry in entries if entry.get("type") == LOGICAL_ID}

"""The templates of one deployment, as a test wants to ask them."""

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

Properties = dict[str, Any]
VAULT = "vault"
"""The part that stands in the second account."""


class Templates:
    """All templates of a cloud assembly.

    Attributes:
        folder: The assembly.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def stacks(self) -> dict[str, dict[str, Any]]:
        """Templates of the deployment's own account by part: `keys`, `network` …"""
        return {part: template for part, template in self.everywhere.items() if part != VAULT}

    @cached_property
    def everywhere(self) -> dict[str, dict[str, Any]]:
        """Those and the second account's, `vault`."""
        name = self.deployment["name"]
        files = sorted(self.folder.glob(f"{name}-*.template.json"))
        return {file.name.removeprefix(f"{name}-").removesuffix(".template.json"): json.loads(file.read_text()) for file in files}

    @cached_property
    def deployment(self) -> dict[str, Any]:
        return json.loads((self.folder / "deployment.json").read_text())

    @cached_property
    def bootstrap(self) -> dict[str, Any]:
        """The bootstrap's template, with the resources of the rights' before its own."""
        return self._bootstrap("")

    @cached_property
    def vault_bootstrap(self) -> dict[str, Any]:
        """The same of the second account."""
        return self._bootstrap("vault-")

    def _bootstrap(self, prefix: str) -> dict[str, Any]:
        rest = json.loads((self.folder / f"{prefix}bootstrap.template.json").read_text())
        rights = [json.loads(file.read_text())["Resources"] for file in sorted(self.folder.glob(f"{prefix}rights*.template.json"))]
        assert rights
        return rest | {"Resources": {name: resource for part in (*rights, rest["Resources"]) for name, resource in part.items()}}

    def resources(self, kind: str, part: str | None = None) -> dict[str, dict[str, Any]]:
        """Resources of a type by logical id, of one part or of all in the deployment's own account."""
        chosen = [self.everywhere[part]] if part else list(self.stacks.values())
        return {name: resource for stack in chosen for name, resource in stack["Resources"].items() if resource["Type"] == kind}

    def properties(self, kind: str, part: str | None = None) -> list[Properties]:
        return [resource.get("Properties", {}) for resource in self.resources(kind, part).values()]

    def one(self, kind: str, part: str | None = None) -> Properties:
        (only,) = self.properties(kind, part)
        return only


def statements(policy: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Statements with their actions as a list."""
    for statement in policy["Statement"]:
        actions = statement["Action"]
        yield statement | {"Action": [actions] if isinstance(actions, str) else actions}


def text(value: object) -> str:
    """A value as a reader sees it: joins joined, references in angle brackets."""
    match value:
        case {"Fn::Join": [separator, parts]}:
            return str(separator).join(text(part) for part in parts)
        case {"Fn::Sub": str(inner)}:
            return inner
        case {"Ref": name}:
            return f"<{name}>"
        case {"Fn::GetAtt": [name, attribute]}:
            return f"<{name}.{attribute}>"
        case {"Fn::ImportValue": name}:
            return f"<{name}>"
        case _:
            return str(value)

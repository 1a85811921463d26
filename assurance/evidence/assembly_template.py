"""One template of a cloud assembly."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Template:
    """One CloudFormation template.

    Attributes:
        stack: Name of its stack; for a nested template, its file's name.
        file: Path relative to the assembly.
        body: The template as JSON, checked to be an object whose resources have types.
        region: Where the manifest deploys it; None where it does not say.
        account: Into which account; None where the manifest does not say.
        is_in_manifest: Whether the manifest lists it as a stack; nested and bootstrap templates are found beside it.
    """

    stack: str
    file: str
    body: dict[str, Any]
    region: str | None = None
    account: str | None = None
    is_in_manifest: bool = True

    def section(self, name: str) -> dict[str, Any]:
        """A section of the template (`Resources`, `Outputs` …), empty where it is missing."""
        content = self.body.get(name)
        return content if isinstance(content, dict) else {}

"""What a claim is: a sentence about the templates, what it looked at, and what breaks it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from assurance.evidence.graph import Resource, TemplateGraph


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that breaks a claim.

    Attributes:
        resource: Construct path, or `stack/logical id`.
        type: CloudFormation type; empty for a stack.
        sentence: What is wrong; reads on after the resource's name.
        path: How it comes about: a property path, or the chain of resources.
    """

    resource: str
    type: str
    sentence: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader has to know although it breaks nothing: an exception with its reason, or the limit of what a template shows."""

    subject: str
    sentence: str


class Verdict(StrEnum):
    """How a claim came out."""

    HOLDS = "holds"
    BROKEN = "broken"
    NOTHING = "nothing to look at"


class Claim(Protocol):
    """A module that makes one claim."""

    NAME: str
    STATEMENT: str
    RULES: tuple[str, ...]

    def looks_at(self, graph: TemplateGraph) -> Iterator[Resource]:
        """The resources that the claim judges."""
        ...

    def broken_by(self, graph: TemplateGraph) -> Iterator[Finding]:
        """Everything that breaks the claim."""
        ...

    def remarks(self, graph: TemplateGraph) -> Iterator[Remark]:
        """What the reader has to know beside it."""
        ...


@dataclass(frozen=True, slots=True)
class Result:
    """A claim, judged."""

    name: str
    statement: str
    rules: tuple[str, ...]
    looked_at: dict[str, int]
    findings: tuple[Finding, ...]
    remarks: tuple[Remark, ...]

    @property
    def verdict(self) -> Verdict:
        """Broken by any finding; holds only if it looked at something."""
        if self.findings:
            return Verdict.BROKEN
        return Verdict.HOLDS if self.looked_at else Verdict.NOTHING


def paragraphs(text: str) -> tuple[str, ...]:
    """A text's paragraphs, each on one line."""
    return tuple(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))


def judge(claim: Claim, graph: TemplateGraph) -> Result:
    """Hold one claim against the templates."""
    counts = Counter(resource.type for resource in claim.looks_at(graph))
    findings = tuple(dict.fromkeys(claim.broken_by(graph)))
    return Result(
        claim.NAME, claim.STATEMENT, claim.RULES, dict(sorted(counts.items())), findings, tuple(dict.fromkeys(claim.remarks(graph)))
    )

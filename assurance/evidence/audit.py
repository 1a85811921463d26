"""An audit: all claims held against one cloud assembly."""

from collections.abc import Sequence
from dataclasses import dataclass

from assurance.evidence import (
    apis_have_endpoints,
    copies_are_kept,
    identities_are_narrow,
    images_by_digest,
    logs_are_kept,
    no_other_place,
    no_way_out,
    nodes_are_pinned,
    our_keys,
    stores_are_in_the_trail,
    tls_in_transit,
)
from assurance.evidence.assembly import Assembly
from assurance.evidence.claim import Claim, Result, Verdict, judge
from assurance.evidence.graph import TemplateGraph
from assurance.evidence.nag import NagResult, nag_result
from assurance.evidence.scanners.run import Scanned
from assurance.evidence.scope import Scope

CLAIMS: tuple[Claim, ...] = (
    no_way_out,
    our_keys,
    no_other_place,
    images_by_digest,
    logs_are_kept,
    apis_have_endpoints,
    identities_are_narrow,
    tls_in_transit,
    stores_are_in_the_trail,
    copies_are_kept,
    nodes_are_pinned,
)


@dataclass(frozen=True, slots=True)
class Audit:
    """What the claims and the synthesis' own checks say about a deployment."""

    scope: Scope
    folder: str
    stacks: tuple[str, ...]
    resources: int
    results: tuple[Result, ...]
    nag: NagResult | None
    scanners: Scanned | None = None

    @property
    def claims_hold(self) -> bool:
        """Whether no claim is broken and at least one looked at something."""
        verdicts = {result.verdict for result in self.results}
        return Verdict.BROKEN not in verdicts and Verdict.HOLDS in verdicts

    @property
    def holds(self) -> bool:
        """Whether the claims hold, no check of the synthesis failed, and the scanners, where they were asked, left nothing open."""
        return self.claims_hold and (self.nag is None or self.nag.passed) and (self.scanners is None or self.scanners.passed)


def audit(assembly: Assembly, scope: Scope, claims: Sequence[Claim] = CLAIMS) -> Audit:
    """Hold the claims against an assembly."""
    graph = TemplateGraph(assembly, scope)
    return Audit(
        scope=scope,
        folder=str(assembly.folder),
        stacks=tuple(template.stack for template in assembly.templates),
        resources=len(graph.resources),
        results=tuple(judge(claim, graph) for claim in claims),
        nag=nag_result(assembly.validation) if assembly.validation else None,
    )

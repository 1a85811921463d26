"""Every mutation, one at a time, on the real templates of a deployment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assurance.evidence.assembly import Assembly
from assurance.evidence.claim import Claim, Finding
from assurance.evidence.graph import TemplateGraph
from assurance.evidence.mutations.draft import NothingToChangeError
from assurance.evidence.mutations.mutation import Mutation, mutations_of
from assurance.evidence.scope import Scope


@dataclass(frozen=True, slots=True)
class Attack:
    """How one mutation ended.

    Attributes:
        mutation: Which.
        findings: By which its own claim noticed it.
        noticed_by: Other claims that noticed it, asked only where its own did not.
        trouble: Why it could not be made; empty where it could.
    """

    mutation: Mutation
    findings: tuple[Finding, ...] = ()
    noticed_by: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def is_caught(self) -> bool:
        """Whether the claim that has to notice it did."""
        return bool(self.findings)


@dataclass(frozen=True, slots=True)
class Campaign:
    """All attacks on one deployment.

    Attributes:
        broken_before: Claims that the unmutated templates break already; then nothing was attacked.
        unattacked: Claims for which nobody has written a mutation.
        attacks: One a mutation.
    """

    broken_before: tuple[str, ...]
    unattacked: tuple[str, ...]
    attacks: tuple[Attack, ...]

    @property
    def caught(self) -> int:
        """How many were caught by their own claim."""
        return sum(attack.is_caught for attack in self.attacks)

    @property
    def survivors(self) -> tuple[Attack, ...]:
        """Those that were made and not caught, and those that could not be made."""
        return tuple(attack for attack in self.attacks if not attack.is_caught)

    @property
    def holds(self) -> bool:
        """Whether the templates were clean, every claim was attacked, and every attack was caught."""
        return not (self.broken_before or self.unattacked or self.survivors) and bool(self.attacks)


def attack_all(
    assembly: Assembly, scope: Scope, claims: Sequence[Claim], progress: Callable[[int, int], None] = lambda _done, _of: None
) -> Campaign:
    """Attack the templates in memory, once a mutation.

    Args:
        assembly: Read once; it is not changed.
        scope: What the deployment may name.
        claims: Those to be tried, each with its own mutations.
        progress: Told after each attack how many are done, and of how many.
    """
    untouched = TemplateGraph(assembly, scope)
    broken = tuple(claim.NAME for claim in claims if any(True for _ in claim.broken_by(untouched)))
    plans = [(claim, mutation) for claim in claims for mutation in mutations_of(claim)]
    unattacked = tuple(claim.NAME for claim in claims if not mutations_of(claim))
    if broken:
        return Campaign(broken, unattacked, ())
    attacks = []
    for number, (claim, mutation) in enumerate(plans, start=1):
        attacks.append(_attack(mutation, claim, [each for each in claims if each is not claim], assembly, scope))
        progress(number, len(plans))
    return Campaign((), unattacked, tuple(attacks))


def _attack(mutation: Mutation, own: Claim, others: Sequence[Claim], assembly: Assembly, scope: Scope) -> Attack:
    scope = scope if mutation.minds_services else replace(scope, services=frozenset())
    try:
        graph = TemplateGraph(mutation.of(assembly, scope), scope)
    except NothingToChangeError as error:
        return Attack(mutation, trouble=str(error))
    if findings := tuple(dict.fromkeys(own.broken_by(graph))):
        return Attack(mutation, findings)
    return Attack(mutation, noticed_by=tuple(each.NAME for each in others if any(True for _ in each.broken_by(graph))))

"""Who controls a key: what its policy, its rotation and its deletion leave to others."""

from collections.abc import Iterator

from assurance.evidence.claim import Finding
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.key_source import ALIAS, what_is_wrong
from assurance.evidence.ownership import is_ours
from assurance.evidence.policy import Statement, statements
from assurance.evidence.values import ABSENT, Reference, Value, render, truth

KEY = "AWS::KMS::Key"
SYMMETRIC = "SYMMETRIC_DEFAULT"
LONGEST_WINDOW_DAYS = 30
"""What KMS waits at most, and by default, before a key that somebody deleted is gone (API reference, ScheduleKeyDeletion)."""

LOOKING = ("kms:describe", "kms:get", "kms:list")


def control_findings(graph: TemplateGraph) -> Iterator[Finding]:
    """Keys that others may use, that are never rotated or are gone too soon, and aliases that lead to somebody else's key."""
    for alias in graph.of_type(ALIAS):
        for target in alias.at("TargetKeyId"):
            if what_is_wrong(target, graph):
                yield Finding(alias.path, ALIAS, "is an alias of a key that is not ours", (f"TargetKeyId = {render(target)}",))
    for key in graph.of_type(KEY):
        yield from _kept(key)
        for statement in statements(key, graph.scope.accounts):
            if statement.effect == "Allow" and not all(action.startswith(LOOKING) for action in statement.actions):
                yield from _given_away(key, statement, graph)


def _kept(key: Resource) -> Iterator[Finding]:
    can_rotate = all(value in (ABSENT, SYMMETRIC) for value in key.at("KeySpec")) and all(
        value in (ABSENT, "AWS_KMS") for value in key.at("Origin")
    )
    for value in key.at("EnableKeyRotation") if can_rotate else ():
        if truth(value) is not True:
            yield Finding(key.path, KEY, "is never rotated", (f"EnableKeyRotation = {render(value)}",))
    for days in key.at("PendingWindowInDays"):
        if days != ABSENT and not (render(days).isdecimal() and int(render(days)) >= LONGEST_WINDOW_DAYS):
            sentence = f"is gone sooner than {LONGEST_WINDOW_DAYS} days after somebody deletes it"
            yield Finding(key.path, KEY, sentence, (f"PendingWindowInDays = {render(days)}",))
    for value in key.at("BypassPolicyLockoutSafetyCheck"):
        if value != ABSENT and truth(value) is not False:
            yield Finding(key.path, KEY, "may be locked out of its own account", (f"BypassPolicyLockoutSafetyCheck = {render(value)}",))


def _given_away(key: Resource, statement: Statement, graph: TemplateGraph) -> Iterator[Finding]:
    if statement.confines("who") or statement.names_our_context:
        return
    for kind, principal in statement.principals:
        if not _is_own(kind, principal, graph):
            yield Finding(key.path, KEY, f"lets {_named(principal)} use it", (statement.name, f"{kind} = {render(principal)}"))


def _is_own(kind: str, principal: Value, graph: TemplateGraph) -> bool:
    if kind != "AWS":
        return False
    return isinstance(principal, Reference) or render(principal) in graph.scope.accounts or is_ours(principal, graph)


def _named(principal: Value) -> str:
    text = render(principal)
    return "everybody" if text == "*" else f"{text}, for any of its customers," if "/" not in text and ":" not in text else text

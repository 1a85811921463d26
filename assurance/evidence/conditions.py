"""Conditions of a template, three-valued: true, false, or open until somebody deploys."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from assurance.evidence.values import Value


@dataclass(frozen=True, slots=True)
class Conditions:
    """The `Conditions` of one template.

    Attributes:
        rules: The section as it stands in the template.
        operand: Reads an operand of `Fn::Equals` as text; None where it is open.
    """

    rules: dict[str, Any]
    operand: Callable[[Value], str | None]

    def holds(self, name: str, above: frozenset[str] = frozenset()) -> bool | None:
        """Whether a condition holds; one that leads back to itself stays open."""
        return None if name in above else self._evaluate(self.rules.get(name), above | {name})

    def _evaluate(self, rule: Value, above: frozenset[str]) -> bool | None:
        if not isinstance(rule, dict) or len(rule) != 1:
            return None
        function, argument = next(iter(rule.items()))
        if function == "Condition":
            return self.holds(argument, above) if isinstance(argument, str) else None
        if not isinstance(argument, list):
            return None
        if function == "Fn::Equals" and len(argument) == 2:
            left, right = self.operand(argument[0]), self.operand(argument[1])
            return None if left is None or right is None else left == right
        verdicts = [self._evaluate(inner, above) for inner in argument]
        if function == "Fn::Not" and len(verdicts) == 1:
            return None if verdicts[0] is None else not verdicts[0]
        return _decided(verdicts, by=function == "Fn::Or") if function in {"Fn::And", "Fn::Or"} and verdicts else None


def _decided(verdicts: list[bool | None], *, by: bool) -> bool | None:
    """`Or` is decided by one that is true, `And` by one that is false; otherwise all must be known."""
    if by in verdicts:
        return by
    return None if None in verdicts else not by

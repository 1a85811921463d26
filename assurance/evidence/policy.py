"""IAM policy documents as a template holds them: statements, who is let in, and what a condition confines them to."""

from collections.abc import Iterator
from dataclasses import dataclass
from json import JSONDecodeError, loads
from typing import Any, Literal

from assurance.evidence.graph import Resource
from assurance.evidence.values import ABSENT, Text, Value, listed, possible, render, truth, walk

CONFINING = ("stringequals", "stringlike", "stringequalsignorecase", "arnequals", "arnlike")
DENYING = ("stringnotequals", "stringnotequalsifexists", "stringnotlike", "stringnotequalsignorecase")
ACCOUNT_KEYS = {"aws:principalaccount", "kms:calleraccount", "aws:sourceaccount", "aws:resourceaccount", "s3:resourceaccount"}
WHO_KEYS = {
    *("aws:principalaccount", "kms:calleraccount", "aws:sourceaccount", "aws:principalorgid", "aws:principalorgpaths", "aws:sourceorgid"),
    *("aws:principalarn", "aws:sourcearn", "aws:sourcevpc", "aws:sourcevpce"),
}
WHAT_KEYS = {"aws:resourceaccount", "s3:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths"}
NETWORK_KEYS = {"aws:sourcevpc", "aws:sourcevpce"}
MOUNTED = ("bool", "elasticfilesystem:accessedviamounttarget")
"""Who comes through a mount target stands in one of our subnets; what else leads into those, other rules judge (EFS User Guide, Using
IAM to control access to file systems)."""

CONTEXT_KEY = "kms:encryptioncontext:"
ORGANISATION_PREFIX = "o-"
READING = ("get", "list", "describe", "head", "batchget", "batchcheck", "lookup")
"""How the names of actions begin that only read."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a policy document, with the property path where it stands."""

    place: str
    body: dict[str, Any]
    accounts: tuple[str, ...]

    @property
    def effect(self) -> str:
        """`Allow` or `Deny`."""
        return render(self.body.get("Effect", "Allow"))

    @property
    def name(self) -> str:
        """Its place, and its Sid where it has one."""
        sid = self.body.get("Sid")
        return f"{self.place} ({render(sid)})" if sid else self.place

    @property
    def actions(self) -> list[str]:
        """The actions, lower case; everything (`*`) for a statement that excludes some."""
        return ["*"] if "NotAction" in self.body else [render(action).lower() for action in _all(self.body.get("Action", ABSENT))]

    @property
    def resources(self) -> list[Value]:
        """The resources; everything (`*`) for a statement that excludes some or names none."""
        return ["*"] if "NotResource" in self.body else _all(self.body.get("Resource", "*"))

    @property
    def principals(self) -> list[tuple[str, Value]]:
        """Pairs of kind (`AWS`, `Service` …) and principal; `NotPrincipal` lets in everybody else."""
        if "NotPrincipal" in self.body:
            return [("AWS", "*")]
        found: list[tuple[str, Value]] = []
        for principal in _all(self.body.get("Principal", ABSENT)):
            if isinstance(principal, dict):
                found += [(kind, inner) for kind, inners in principal.items() for inner in _all(inners)]
            else:
                found.append(("AWS", principal))
        return found

    @property
    def lets_anybody(self) -> bool:
        """Whether the principal is everybody."""
        return any(principal == "*" for _, principal in self.principals)

    def confines(self, what: Literal["who", "what"]) -> bool:
        """Whether a condition holds it to our accounts, networks or resources: a positive operator, no `IfExists`, no wildcard."""
        keys = WHO_KEYS if what == "who" else WHAT_KEYS
        return any(
            key in keys and values and all(self.is_ours(key, value) for value in values)
            for operator, key, values in self.conditions()
            if operator.removeprefix("foranyvalue:") in CONFINING
        ) or (what == "who" and self._is_mounted())

    @property
    def names_our_context(self) -> bool:
        """Whether a key may be used for something of ours alone: a condition on the encryption context names it."""
        return any(
            key.startswith(CONTEXT_KEY) and operator in CONFINING and values and all(self.is_ours(key, value) for value in values)
            for operator, key, values in self.conditions()
        )

    def denies_elsewhere(self) -> bool:
        """Whether it denies everybody everything on resources that are not ours: the other way to write a closed policy."""
        conditions = [*self.conditions()]
        narrowing = [operator for operator, key, _ in conditions if key != "aws:principalisawsservice"]
        return (
            self.effect == "Deny"
            and self.lets_anybody
            and self.actions == ["*"]
            and self.resources == ["*"]
            and len(narrowing) == 1
            and any(
                operator in DENYING and key in WHAT_KEYS and values and all(self.is_ours(key, value) for value in values)
                for operator, key, values in conditions
            )
        )

    def _is_mounted(self) -> bool:
        return any((operator, key) == MOUNTED and [*map(truth, values)] == [True] for operator, key, values in self.conditions())

    def conditions(self) -> Iterator[tuple[str, str, list[Value]]]:
        """Every condition: operator and key, both lower case, and the values."""
        for block in possible(self.body.get("Condition", {})):
            for operator, keys in block.items() if isinstance(block, dict) else ():
                for key, values in keys.items() if isinstance(keys, dict) else ():
                    yield str(operator).lower(), str(key).lower(), _all(values)

    def is_ours(self, key: str, value: Value) -> bool:
        """Whether a value of a condition key (lower case) is one of our accounts, organisations, networks or things."""
        text = render(value)
        if key in ACCOUNT_KEYS:
            return text in self.accounts
        if "org" in key:
            return text.startswith(ORGANISATION_PREFIX) and "*" not in text.split("/")[0]
        if key in NETWORK_KEYS:  # an id says nothing of whose it is: a network of ours is named by reference
            return text.startswith("${") and not text.startswith("${?")
        return names_something(text, self.accounts)


def names_something(text: str, accounts: tuple[str, ...]) -> bool:
    """Whether an ARN or an id pins down whose it is: not only wildcards, and no other account in an ARN's account field."""
    fields = text.split(":", 5)
    if fields[0] == "arn":
        if len(fields) < 6:
            return False
        account, rest = fields[4], fields[5]
        return (account in accounts) if account else not set(rest.split("/")[0]) <= {"*", "?"}
    return not set(text) <= {"*", "?"} and not text.startswith(("*", "${?"))


def statements(resource: Resource, accounts: tuple[str, ...]) -> Iterator[Statement]:
    """Every statement of every policy document in a resource's properties, those written as JSON text too."""
    for path, value in walk(resource.properties):
        document = _from_text(value) if isinstance(value, (str, Text)) else value
        if isinstance(document, dict) and "Statement" in document:
            for index, body in enumerate(_all(document["Statement"])):
                if isinstance(body, dict):
                    yield Statement(".".join((*path, "Statement", str(index))), body, accounts)


def _from_text(value: str | Text) -> Value:
    text = render(value)
    if not text.lstrip().startswith("{") or '"Statement"' not in text:
        return None
    try:
        return loads(text)
    except (JSONDecodeError, RecursionError):
        return None


def _all(value: Value) -> list[Value]:
    """Every possible entry of a value that is one entry or a list of them."""
    return [each for option in possible(value) for entry in listed(option) for each in possible(entry)]

"""IAM's actions: which there are, and which of them can be held to a resource; read from the table that cfn-lint carries."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from json import loads
from pathlib import Path

from yaml import safe_load


@dataclass(frozen=True, slots=True)
class Service:
    """The actions of one IAM service prefix, lower case: those that take a resource, and all."""

    with_resource: frozenset[str]
    actions: frozenset[str]


@cache
def services() -> dict[str, Service]:
    """Every service that the Service Authorization Reference knows, by its IAM prefix (`cfnlint/data/AdditionalSpecs/Policies.json`)."""
    spec = find_spec("cfnlint")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("cfn-lint is not installed; it holds the table of IAM's actions (pip install '.[rehearsal]')")
    content = loads((Path(spec.origin).parent / "data" / "AdditionalSpecs" / "Policies.json").read_text(encoding="utf-8"))
    return {
        prefix: Service(
            frozenset(name for name, row in each["Actions"].items() if row.get("Resources")),
            frozenset(each["Actions"]),
        )
        for prefix, each in content.items()
    }


@cache
def without_resource() -> dict[str, str]:
    """Actions of which that table says too much or nothing, each with the reason why none can be held to a resource."""
    rows: dict[str, str] = safe_load((files("assurance.evidence") / "actions.yaml").read_text(encoding="utf-8"))
    return rows


@cache
def expand(pattern: str) -> frozenset[str]:
    """Every known action that a pattern stands for, lower case with its prefix; a plain action that nobody knows stands for itself."""
    prefix, _, name = pattern.lower().partition(":")
    if not name:
        return frozenset(f"{each}:{action}" for each, service in services().items() for action in service.actions)
    found = frozenset(
        f"{each}:{action}"
        for each, service in services().items()
        if fnmatchcase(each, prefix)
        for action in service.actions
        if fnmatchcase(action, name)
    )
    return found or frozenset({pattern.lower()})


def is_known(action: str) -> bool:
    """Whether the table has the action, or an action that the pattern stands for."""
    prefix, _, name = action.lower().partition(":")
    return any(
        fnmatchcase(each, prefix) and any(fnmatchcase(known, name) for known in service.actions) for each, service in services().items()
    )


def takes_resource(action: str) -> bool:
    """Whether an action, or any for which the pattern stands, can be held to a resource; one that nobody knows could be."""
    if action.lower() in without_resource():
        return False
    if not is_known(action):
        return True
    return any(name in services()[prefix].with_resource for prefix, _, name in (each.partition(":") for each in expand(action)))


def matches(pattern: str, action: str) -> bool:
    """Whether a pattern stands for an action; IAM does not mind the case."""
    pattern, action = pattern.lower(), action.lower()
    return pattern == action or (("*" in pattern or "?" in pattern) and fnmatchcase(action, pattern))


def overlap(one: str, other: str) -> bool:
    """Whether two patterns of a resource's name can stand for the same one."""
    return one == other or fnmatchcase(one, _brackets(other)) or fnmatchcase(other, _brackets(one))


def covers(wide: str, narrow: str) -> bool:
    """Whether a pattern of a resource's name stands for all that another one stands for."""
    return wide == narrow or fnmatchcase(narrow, _brackets(wide))


def _brackets(pattern: str) -> str:
    """IAM knows `*` and `?` alone; to fnmatch a bracket would be a pattern too."""
    return pattern.replace("[", "[[]")

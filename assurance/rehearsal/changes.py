"""What a change of a resource's properties means: it is changed in place, or another one takes its place.

The CloudFormation registry says which: a type's schema lists its `createOnlyProperties`. Those that it calls
`conditionalCreateOnlyProperties` may be either; here a type's model decides, by having an update for the property or none.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from assurance.evidence.schemas import registry_schema
from assurance.rehearsal.values import Json

PREFIX = "/properties/"


def changed(before: Mapping[str, Json], after: Mapping[str, Json]) -> list[str]:
    """Names of the properties that differ, in the order of their names."""
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))


def replaced_by(kind: str, before: Mapping[str, Json], after: Mapping[str, Json]) -> list[str]:
    """Those of the changed properties that no resource of this type can change: a new one has to take its place."""
    return [path for path in create_only(kind) if list(_at(before, path.split("/"))) != list(_at(after, path.split("/")))]


@cache
def create_only(kind: str) -> tuple[str, ...]:
    """Paths of the properties that are given once, with `*` for the entries of a list.

    Raises:
        LookupError: when the registry has no such type.
    """
    return _listed(kind, "createOnlyProperties")


@cache
def may_be_create_only(kind: str) -> tuple[str, ...]:
    """Paths of the properties that are given once in some cases."""
    return _listed(kind, "conditionalCreateOnlyProperties")


def _listed(kind: str, member: str) -> tuple[str, ...]:
    schema = registry_schema(kind)
    if schema is None:
        raise LookupError(f"{kind}: the registry has no such type")
    return tuple(pointer.removeprefix(PREFIX) for pointer in schema.get(member, []))


def _at(value: Json, path: list[str]) -> Iterator[Json]:
    """What stands at a path, in the order of the lists on the way."""
    if not path:
        yield value
        return
    first, *rest = path
    if first == "*":
        for item in value if isinstance(value, list) else ():
            yield from _at(item, rest)
    elif isinstance(value, Mapping) and first in value:
        yield from _at(value[first], rest)

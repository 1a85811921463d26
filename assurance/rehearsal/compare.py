"""Whether what boto3 found is what the template says."""

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from assurance.rehearsal.shapes import other_case
from assurance.rehearsal.values import Json

NOTHING = object()


class Difference(NamedTuple):
    """One place where the account is not what the template says."""

    path: str
    expected: Json
    found: Json

    def __str__(self) -> str:
        found = "nothing" if self.found is NOTHING else _short(self.found)
        return f"{self.path}: the template says {_short(self.expected)}, boto3 finds {found}"


def _short(value: Json) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return text if len(text) <= 160 else f"{text[:157]}..."


def differences(expected: Json, found: Json, path: str, *, shared: bool = False) -> Iterator[Difference]:
    """Every difference; what the service adds beside the template's members is none, an item more in a list is one.

    Args:
        expected: the template's value, resolved.
        found: what the service told, in the template's or the API's spelling.
        path: where the value stands.
        shared: whether other resources may add items to this list.
    """
    if found is NOTHING or found is None:
        if expected in ("", [], {}):
            return
        yield Difference(path, expected, NOTHING)
        return
    found = _as_written(expected, found)
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        for name, value in expected.items():
            yield from differences(value, member(found, name), f"{path}.{name}")
    elif isinstance(expected, list) and isinstance(found, list):
        yield from _lists(expected, found, path, shared=shared)
    elif _scalar(expected) != _scalar(found) and not _one_key(expected, found):
        yield Difference(path, expected, found)


def member(found: Mapping[str, Json], name: str) -> Json:
    """A member by the template's name or the API's, which differ in their first letter at most."""
    return found.get(name, found.get(other_case(name), NOTHING))


def _as_written(expected: Json, found: Json) -> Json:
    """Policies come back as text, single values as lists of one, and the other way round."""
    if isinstance(expected, Mapping) and isinstance(found, str):
        try:
            return json.loads(found)
        except ValueError:
            return found
    if isinstance(expected, list) and not isinstance(found, list):
        return [found]
    if isinstance(found, list) and not isinstance(expected, list) and len(found) == 1:
        return found[0]
    return found


def _lists(expected: list[Json], found: list[Json], path: str, *, shared: bool) -> Iterator[Difference]:
    """Order says nothing in these APIs: every item has to have a partner of its own."""
    left = list(found)
    for at, item in enumerate(expected):
        partner = next((other for other in left if not any(differences(item, other, ""))), NOTHING)
        if partner is NOTHING:
            yield Difference(f"{path}[{at}]", item, found)
        else:
            left.remove(partner)
    if not shared and len(found) > len(expected):
        yield Difference(path, f"{len(expected)} items", f"{len(found)}: also {_short(left)}")


def _one_key(one: Json, other: Json) -> bool:
    """KMS takes a key's id where it takes its ARN, and tells either."""
    return any(
        str(arn).partition(":key/")[2] == str(key) and str(arn).split(":")[2:3] == ["kms"] for arn, key in ((one, other), (other, one))
    )


def _scalar(value: Json) -> Json:
    """`True` and `"true"`, `2400` and `"2400"`, `1` and `1.0` are one value in a template."""
    if isinstance(value, Mapping | list):
        return value
    text = str(value).lower() if isinstance(value, bool) or str(value).lower() in {"true", "false"} else str(value)
    return text.removesuffix(".0") if isinstance(value, float) else text

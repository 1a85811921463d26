"""Which property of which type takes a key: read from the CloudFormation registry schemas that cfn-lint carries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from json import loads
from pathlib import Path
from typing import Any

KEY = re.compile(
    r"(?:kms|cmk).*(?:key|arn|id|identifier)$|^kms_?key|^cmk$|customer_?managed_?key$|encryption_?key(?:_?(?:id|arn|identifier))?$",
    re.IGNORECASE,
)
KEY_IN_ENCRYPTION = re.compile(r"^(?:key|key_?(?:id|arn|identifier)|resource_?arn)$", re.IGNORECASE)
NOT_A_KEY = re.compile(r"context|enabled|policy|role|state|type|alias|grant|secret(?!KmsKey|sKms)", re.IGNORECASE)
ENCRYPTION = re.compile(r"[Ee]ncrypt|SSE|Sse|K[Mm][Ss]|kms|Cmk")
SWITCH = re.compile(r"^(?:Storage)?Encrypted$|^SSEEnabled$|^AtRestEncryptionEnabled$|^KMSEncrypted$")


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """A property that takes a key.

    Attributes:
        path: Where it is, with `*` for the entries of a list.
        holder: The part of the path above it that is about something else than encryption: where the holder is, the key has to be.
        switch: The boolean beside it that turns encryption on, if there is one.
    """

    path: tuple[str, ...]
    holder: tuple[str, ...]
    switch: tuple[str, ...] | None


@cache
def key_places(type_name: str) -> tuple[KeyPlace, ...] | None:
    """The places of one type, in the order of the schema; None where the registry has no such type."""
    schema = _schema(type_name)
    if schema is None:
        return None
    read_only = {pointer.removeprefix("/properties/") for pointer in schema.get("readOnlyProperties", [])}
    found = (_place(path, siblings) for path, siblings in _leaves(schema) if "/".join(path) not in read_only and _takes_key(path))
    return tuple(dict.fromkeys(found))


@cache
def _index() -> dict[str, str]:
    """Type to file, from the fullest of the region lists: those of the sovereign and isolated partitions only repeat it."""
    fullest = max((_folder() / "providers").glob("*.json"), key=lambda path: (path.stat().st_size, path.name))
    return {str(name): str(digest) for name, digest in loads(fullest.read_text(encoding="utf-8")).items()}


@cache
def _folder() -> Path:
    spec = find_spec("cfnlint")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("cfn-lint is not installed; it holds the registry schemas (pip install '.[rehearsal]')")
    return Path(spec.origin).parent / "data" / "schemas"


def _schema(type_name: str) -> dict[str, Any] | None:
    digest = _index().get(type_name)
    if digest is None:
        return None
    schema: dict[str, Any] = loads((_folder() / "resources" / f"{digest}.json").read_text(encoding="utf-8"))
    return schema


def _leaves(schema: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], frozenset[str]]]:
    """Every property that may hold text, with its path and its siblings' names."""
    definitions = schema.get("definitions", {})

    def inside(node: dict[str, Any], path: tuple[str, ...], above: frozenset[str]) -> Iterator[tuple[tuple[str, ...], frozenset[str]]]:
        pointer = node.get("$ref")
        if isinstance(pointer, str):
            if pointer not in above:
                yield from inside(definitions.get(pointer.rpartition("/")[2], {}), path, above | {pointer})
            return
        for branch in (each for word in ("oneOf", "anyOf", "allOf") for each in node.get(word, [])):
            yield from inside(branch, path, above)
        properties = node.get("properties", {})
        for name, inner in properties.items():
            if _may_be_text(inner, definitions):
                yield (*path, name), frozenset(properties)
            else:
                yield from inside(inner, (*path, name), above)
        if isinstance(node.get("items"), dict):
            yield from inside(node["items"], (*path, "*"), above)
        for inner in node.get("patternProperties", {}).values():
            if isinstance(inner, dict):
                yield from inside(inner, (*path, "*"), above)

    yield from inside({"properties": schema.get("properties", {})}, (), frozenset())


def _may_be_text(node: dict[str, Any], definitions: dict[str, Any]) -> bool:
    pointer = node.get("$ref")
    target = definitions.get(pointer.rpartition("/")[2], {}) if isinstance(pointer, str) else node
    kinds = target.get("type", [])
    return "string" in (kinds if isinstance(kinds, list) else [kinds])


def _takes_key(path: tuple[str, ...]) -> bool:
    *above, name = path
    if NOT_A_KEY.search(name):
        return False
    if KEY.search(name):
        return True
    parents = [part for part in above if part != "*"]
    if name in {"Id", "Arn"}:
        return bool(parents and KEY.search(parents[-1]))
    return bool(KEY_IN_ENCRYPTION.search(name)) and any(ENCRYPTION.search(part) for part in parents)


def _place(path: tuple[str, ...], siblings: frozenset[str]) -> KeyPlace:
    holder = path[:-1]
    while holder and any(ENCRYPTION.search(part) for part in holder):
        holder = holder[:-1]
    switch = next((name for name in sorted(siblings) if SWITCH.search(name)), None)
    return KeyPlace(path, holder, (*path[:-1], switch) if switch else None)


def registry_schema(type_name: str) -> dict[str, Any] | None:
    """The registry's schema of a type, or None where it has no such type."""
    return _schema(type_name)

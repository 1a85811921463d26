"""CloudFormation properties made into the parameters of an API call, checked against botocore's own model of that call.

CloudFormation writes `StorageCapacity: "2400"` or `ImageTagMutability` where the API wants an integer or `imageTagMutability`; both
come from one service model, so the model says what a name or a value has to be. A name that the model does not know is refused.
"""

import json
import re
from collections.abc import Mapping, Sequence

from botocore.model import ListShape, MapShape, Shape, StructureShape  # type: ignore[import-untyped]

from assurance.rehearsal.errors import Refused
from assurance.rehearsal.values import Json

NUMBERS = {"integer": int, "long": int, "float": float, "double": float}


def other_case(name: str) -> str:
    """The same name with its first letter in the other case: `RepositoryName`, `repositoryName`."""
    return name[:1].swapcase() + name[1:]


def fit(value: Json, shape: Shape, path: str) -> Json:
    """The value in the types and with the names of a botocore shape.

    Raises:
        Refused: for a name the shape lacks, or a value outside its enumeration, bounds or pattern.
    """
    if isinstance(shape, StructureShape):
        return _structure(value, shape, path)
    if isinstance(shape, ListShape):
        return [fit(item, shape.member, f"{path}[{at}]") for at, item in enumerate(_sequence(value, path))]
    if isinstance(shape, MapShape):
        return {key: fit(item, shape.value, f"{path}.{key}") for key, item in _mapping(value, path).items()}
    return _scalar(value, shape, path)


def _structure(value: Json, shape: StructureShape, path: str) -> dict[str, Json]:
    fitted = {}
    for name, item in _mapping(value, path).items():
        member = next((known for known in (name, other_case(name)) if known in shape.members), None)
        if member is None:
            raise Refused(f"{path}.{name}: no such property; known: {', '.join(sorted(shape.members))}")
        fitted[member] = fit(item, shape.members[member], f"{path}.{name}")
    return fitted


def _mapping(value: Json, path: str) -> Mapping[str, Json]:
    if not isinstance(value, Mapping):
        raise Refused(f"{path}: {value!r} is not a mapping")
    return value


def _sequence(value: Json, path: str) -> Sequence[Json]:
    if not isinstance(value, list | tuple):
        raise Refused(f"{path}: {value!r} is not a list")
    return value


def _scalar(value: Json, shape: Shape, path: str) -> Json:
    kind = shape.type_name
    if kind in NUMBERS:
        try:
            number = NUMBERS[kind](value)
        except (TypeError, ValueError):
            raise Refused(f"{path}: {value!r} is not a number") from None
        _bounds(number, number, shape, path)
        return number
    if kind == "boolean":
        if str(value).lower() not in {"true", "false"}:
            raise Refused(f"{path}: {value!r} is neither true nor false")
        return str(value).lower() == "true"
    if kind == "string":
        return _string(value, shape, path)
    return value


def _string(value: Json, shape: Shape, path: str) -> str:
    text = json.dumps(value) if isinstance(value, dict | list) else str(value)
    if shape.enum and text not in shape.enum:
        raise Refused(f"{path}: {text!r} is not one of {', '.join(shape.enum)}")
    _bounds(len(text), text, shape, path)
    pattern = shape.metadata.get("pattern")
    if pattern and not _matches(pattern, text):
        raise Refused(f"{path}: {text!r} does not match {pattern}")
    return text


def _bounds(size: float, value: Json, shape: Shape, path: str) -> None:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if (low is not None and size < low) or (high is not None and size > high):
        raise Refused(f"{path}: {value!r} is outside {low} to {high}")


def _matches(pattern: str, text: str) -> bool:
    """True also where the pattern is Java's and Python cannot read it."""
    try:
        return re.fullmatch(pattern, text) is not None
    except re.error:
        return True


def request(client: Json, operation: str, **properties: Json) -> dict[str, Json]:
    """The parameters of one API call, from CloudFormation properties; those that are None are left out."""
    api_name = client.meta.method_to_api_mapping[operation]
    shape = client.meta.service_model.operation_model(api_name).input_shape
    given = {name: value for name, value in properties.items() if value is not None}
    fitted: dict[str, Json] = fit(given, shape, api_name)
    return fitted


def call(client: Json, operation: str, **properties: Json) -> dict[str, Json]:
    """Makes the API call that `request` describes."""
    answer: dict[str, Json] = getattr(client, operation)(**request(client, operation, **properties))
    return answer

"""The commands of a runbook, and what the AWS CLI would send for them."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import botocore.session  # type: ignore[import-untyped]
from botocore import xform_name  # type: ignore[import-untyped]
from botocore.exceptions import ParamValidationError  # type: ignore[import-untyped]
from botocore.model import OperationModel, Shape  # type: ignore[import-untyped]
from botocore.validate import validate_parameters  # type: ignore[import-untyped]

FENCE = re.compile(r"^```bash\n(.*?)^```", re.MULTILINE | re.DOTALL)
NUMBERS = {"integer": int, "long": int, "double": float, "float": float}
SESSION = botocore.session.get_session()


class WrongCommandError(Exception):
    """A command that the command line would refuse."""


@dataclass(frozen=True)
class Call:
    """One call of an AWS API: `fsx`, `update_file_system` and its parameters."""

    service: str
    operation: str
    parameters: dict[str, Any]


def commands(page: Path) -> Iterator[list[str]]:
    """The words of each command in a page's bash blocks, comments left out."""
    for block in FENCE.findall(page.read_text("utf-8")):
        for line in block.splitlines():
            if words := shlex.split(line, comments=True):
                yield words


def call(words: list[str]) -> Call:
    """What `aws SERVICE OPERATION --a-parameter VALUE …` asks for, as the service's own model has it.

    Raises:
        WrongCommandError: There is no such service, operation or parameter, or a value is not of its kind.
    """
    _, service, operation, *rest = words
    if service not in SESSION.get_available_services():
        raise WrongCommandError(f"{service}: no such service")
    model = SESSION.get_service_model(service)
    known = {xform_name(name, "-"): name for name in model.operation_names}
    if operation not in known:
        raise WrongCommandError(f"{service} {operation}: no such command")
    found = model.operation_model(known[operation])
    parameters = _parameters(found, rest)
    try:
        validate_parameters(parameters, found.input_shape)
    except ParamValidationError as error:
        raise WrongCommandError(f"{service} {operation}: {error}") from None
    return Call(service, xform_name(found.name), parameters)


def _parameters(operation: OperationModel, words: list[str]) -> dict[str, Any]:
    options = {f"--{xform_name(name, '-')}": (name, shape) for name, shape in operation.input_shape.members.items()}
    given: dict[str, list[str]] = {}
    for word in words:
        if word.startswith("--"):
            if word not in options:
                raise WrongCommandError(f"{operation.name}: no option {word}")
            given[word] = []
        elif given:
            given[next(reversed(given))].append(word)
    return {options[option][0]: _value(values, options[option][1], option) for option, values in given.items()}


def _value(values: list[str], shape: Shape, option: str) -> Any:
    first = values[0] if values else ""
    if first[:1] in "[{" and first:
        return _known(json.loads(first), shape, option)
    if shape.type_name == "list":
        return [_scalar(value, shape.member) for value in values]
    if len(values) != 1:
        raise WrongCommandError(f"{option}: takes one value")
    return _scalar(first, shape)


def _known(value: Any, shape: Shape, path: str) -> Any:
    """JSON as it is, with no name that the model lacks and no word that an enumeration lacks."""
    if shape.type_name == "structure":
        for name in value:
            if name not in shape.members:
                raise WrongCommandError(f"{path}: no {name}")
            _known(value[name], shape.members[name], f"{path}.{name}")
    elif shape.type_name == "list":
        for item in value:
            _known(item, shape.member, path)
    else:
        _scalar(str(value), shape)
    return value


def _scalar(value: str, shape: Shape) -> Any:
    if shape.type_name in NUMBERS:
        return NUMBERS[shape.type_name](value)
    if value not in (getattr(shape, "enum", None) or [value]):
        raise WrongCommandError(f"{value!r} is not one of {', '.join(shape.enum)}")
    return value

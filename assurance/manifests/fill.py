"""Manifests as an assembly holds them, filled with what only the deployed stacks know.

A place to be filled is `${Name}`: the name of an output of one of the stacks. `cdk deploy --outputs-file` writes them all.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

PLACE = re.compile(r"\$\{([A-Za-z][A-Za-z0-9]*)\}")
PLAIN = re.compile(r"[A-Za-z0-9:/._=+-]+")
"""What an id, a name, an address or an ARN is made of: nothing that YAML would read as more than a text."""


class BadValuesError(ValueError):
    """The outputs do not fill the manifests; the message names every one that is missing or cannot be one."""


def read_outputs(file: Path) -> dict[str, str]:
    """The outputs of all stacks by name.

    Args:
        file: JSON, an object of objects: `{"stack": {"Name": "value"}}`.

    Raises:
        BadValuesError: It is not that, or two stacks give one name two values.
    """
    try:
        stacks = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise BadValuesError(f"{file}: is not there; `cdk deploy --all --outputs-file {file}` writes it") from None
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise BadValuesError(f"{file}: is not JSON") from None
    if not isinstance(stacks, dict) or not all(isinstance(outputs, dict) for outputs in stacks.values()):
        raise BadValuesError(f"{file}: holds no outputs; one object a stack, with the outputs by name")
    found: dict[str, str] = {}
    for outputs in stacks.values():
        for name, value in outputs.items():
            if found.setdefault(name, str(value)) != str(value):
                raise BadValuesError(f"{file}: two stacks say {name}, and not the same")
    return found


def places(texts: Mapping[str, str]) -> tuple[str, ...]:
    """Every name that the manifests ask for, each once, in their order."""
    return tuple(dict.fromkeys(name for text in texts.values() for name in PLACE.findall(text)))


def fill(texts: Mapping[str, str], outputs: Mapping[str, str]) -> dict[str, str]:
    """The manifests with every place filled.

    Raises:
        BadValuesError: An output is missing, or is no plain text.
    """
    if problems := list(_problems(places(texts), outputs)):
        raise BadValuesError("\n".join(problems))
    return {name: PLACE.sub(lambda place: outputs[place[1]], text) for name, text in texts.items()}


def _problems(names: tuple[str, ...], outputs: Mapping[str, str]) -> Iterator[str]:
    for name in names:
        if name not in outputs:
            yield f"{name}: no stack has this output; the manifests ask for it"
        elif not PLAIN.fullmatch(outputs[name]):
            yield f"{name}: is no id, name, address or ARN"

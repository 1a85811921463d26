"""CloudFormation's intrinsic functions, resolved as far as a template alone allows (its template reference, Intrinsic functions).

A value that only the deployment knows becomes a symbol. Nothing here raises: what is malformed becomes `Unknown` with its expression.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from json import dumps
from typing import Any

from assurance.evidence.assembly import Template
from assurance.evidence.conditions import Conditions
from assurance.evidence.values import ABSENT, Absent, Choice, Reference, Text, Unknown, Value, possible, references, render

DEEPEST = 100
MOST_COMBINATIONS = 256
SPLIT_ARN = "an ARN split at its colons"
PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")
ARN_FIELDS = {1: "partition", 3: "region", 4: "account"}
PUBLISHED_PARAMETER = "AWS::SSM::Parameter::"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stack is deployed: what the pseudo parameters say."""

    partition: str
    region: str
    account: str
    url_suffix: str


class Resolver:
    """Reads the values of one template."""

    def __init__(
        self, template: Template, place: Place, imported: Callable[[str], Value], parameters: dict[str, Value] | None = None
    ) -> None:
        """Make a resolver.

        Args:
            template: Whose values are read.
            place: Where its stack goes.
            imported: Gives the value of an export of another stack.
            parameters: What the parent stack passes in, for a nested template.
        """
        self._template = template
        self._place = place
        self._imported = imported
        self._parameters = parameters or {}
        self._pseudo: dict[str, Value] = {
            "AWS::Partition": place.partition,
            "AWS::Region": place.region,
            "AWS::AccountId": place.account,
            "AWS::URLSuffix": place.url_suffix,
            "AWS::StackName": template.stack,
            "AWS::NoValue": ABSENT,
        }
        self._functions: dict[str, Callable[[Value, int], Value]] = {
            "Ref": self._ref,
            "Fn::GetAtt": self._get_att,
            "Fn::Join": self._join,
            "Fn::Sub": self._sub,
            "Fn::Select": self._select,
            "Fn::Split": self._split,
            "Fn::If": self._if,
            "Fn::ImportValue": self._import,
            "Fn::FindInMap": self._find_in_map,
            "Fn::Base64": lambda argument, depth: self.resolve(argument, depth + 1),
            "Fn::GetAZs": lambda argument, _: Unknown(f"the zones of {_short(argument)}"),
            "Fn::Cidr": lambda argument, depth: self._unknown("Fn::Cidr", argument, depth),
            "Fn::ToJsonString": lambda argument, depth: self.resolve(argument, depth + 1),
            "Fn::Transform": lambda argument, depth: self._unknown("Fn::Transform", argument, depth),
            "Fn::Length": lambda argument, depth: self._unknown("Fn::Length", argument, depth),
        }

    def node(self, logical_id: str) -> str:
        """A resource's name in the graph."""
        return f"{self._template.stack}/{logical_id}"

    def condition(self, name: str) -> bool | None:
        """Whether a condition of the template holds; None where only the deployment knows."""
        return Conditions(self._template.section("Conditions"), self._operand).holds(name)

    def resolve(self, value: Value, depth: int = 0) -> Value:
        """Read one value; lists and objects are read through and lose what is `AWS::NoValue`."""
        if depth > DEEPEST:
            return Unknown("a value nested too deeply")
        if isinstance(value, list):
            entries = (self.resolve(entry, depth + 1) for entry in value)
            return [entry for entry in entries if not isinstance(entry, Absent)]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            name, argument = next(iter(value.items()))
            if function := self._functions.get(name):
                return function(argument, depth)
        read = {str(key): self.resolve(inner, depth + 1) for key, inner in value.items()}
        return {key: inner for key, inner in read.items() if not isinstance(inner, Absent)}

    def _operand(self, value: Value) -> str | None:
        """A condition's operand as text, None where a parameter or another symbol is in it: who deploys may change it."""
        if _mentions_parameter(value, self._template.section("Parameters")):
            return None
        read = self.resolve(value)
        return None if isinstance(read, (dict, list)) or any(references(read)) or isinstance(read, (Unknown, Choice)) else render(read)

    def _ref(self, name: Value, depth: int) -> Value:
        if not isinstance(name, str):
            return self._unknown("Ref", name, depth)
        if name in self._template.section("Resources"):
            return Reference(self.node(name))
        known = self._pseudo | self._parameters
        return known[name] if name in known else self._parameter(name)

    def _parameter(self, name: str) -> Value:
        """The default of a parameter, if it has one that says something."""
        parameter = self._template.section("Parameters").get(name)
        if not isinstance(parameter, dict):
            return Unknown(name)
        kind, default = str(parameter.get("Type", "")), parameter.get("Default")
        if kind.startswith(PUBLISHED_PARAMETER) and default is not None:
            return Unknown(f"the value of the published parameter {default}")
        if "List" in kind and isinstance(default, str):
            return [entry.strip() for entry in default.split(",")]
        return default if isinstance(default, (str, int, float, bool)) else Unknown(f"parameter {name}")

    def _get_att(self, argument: Value, depth: int) -> Value:
        parts = argument.split(".", 1) if isinstance(argument, str) else argument
        if not (isinstance(parts, list) and len(parts) == 2 and isinstance(parts[0], str)):
            return self._unknown("Fn::GetAtt", argument, depth)
        attribute = self.resolve(parts[1], depth + 1)
        if parts[0] not in self._template.section("Resources") or not isinstance(attribute, str):
            return Unknown(f"{parts[0]}.{render(attribute)}")
        return Reference(self.node(parts[0]), attribute)

    def _join(self, argument: Value, depth: int) -> Value:
        if not (isinstance(argument, list) and len(argument) == 2 and isinstance(argument[0], str)):
            return self._unknown("Fn::Join", argument, depth)
        entries = self.resolve(argument[1], depth + 1)
        if not isinstance(entries, list):
            return Unknown(f"Fn::Join of {render(entries)}", tuple(references(entries)))
        pieces: list[Value] = []
        for index, entry in enumerate(entries):
            pieces.extend([argument[0], entry] if index else [entry])
        return concatenate(pieces)

    def _sub(self, argument: Value, depth: int) -> Value:
        text, given = argument if isinstance(argument, list) and len(argument) == 2 else (argument, {})
        if not isinstance(text, str) or not isinstance(given, dict):
            return self._unknown("Fn::Sub", argument, depth)
        pieces: list[Value] = []
        for index, piece in enumerate(PLACEHOLDER.split(text)):
            name = piece.strip()
            if index % 2 == 0:
                pieces.append(piece)
            elif name.startswith("!"):
                pieces.append("${" + name[1:] + "}")
            elif name in given:
                pieces.append(self.resolve(given[name], depth + 1))
            else:
                pieces.append(self._get_att(name, depth) if "." in name else self._ref(name, depth))
        return concatenate(pieces)

    def _select(self, argument: Value, depth: int) -> Value:
        if not (isinstance(argument, list) and len(argument) == 2):
            return self._unknown("Fn::Select", argument, depth)
        index, entries = self.resolve(argument[0], depth + 1), self.resolve(argument[1], depth + 1)
        position = int(index) if isinstance(index, (int, str)) and str(index).isdecimal() and len(str(index)) < 6 else None
        if position is not None and isinstance(entries, list) and position < len(entries):
            return entries[position]
        if position in ARN_FIELDS and isinstance(entries, Unknown) and entries.expression == SPLIT_ARN:
            return str(getattr(self._place, ARN_FIELDS[position]))
        return Unknown(f"entry {render(index)} of {render(entries)}", tuple(references(entries)))

    def _split(self, argument: Value, depth: int) -> Value:
        if not (isinstance(argument, list) and len(argument) == 2 and isinstance(argument[0], str) and argument[0]):
            return self._unknown("Fn::Split", argument, depth)
        text = self.resolve(argument[1], depth + 1)
        if isinstance(text, str):
            return [*text.split(argument[0])]
        if argument[0] == ":" and isinstance(text, Reference) and text.attribute.endswith("Arn"):
            return Unknown(SPLIT_ARN, (text,))
        return Unknown(f"{render(text)} split at {argument[0]}", tuple(references(text)))

    def _if(self, argument: Value, depth: int) -> Value:
        if not (isinstance(argument, list) and len(argument) == 3 and isinstance(argument[0], str)):
            return self._unknown("Fn::If", argument, depth)
        verdict = self.condition(argument[0])
        if verdict is not None:
            return self.resolve(argument[1 if verdict else 2], depth + 1)
        return Choice(argument[0], (self.resolve(argument[1], depth + 1), self.resolve(argument[2], depth + 1)))

    def _import(self, argument: Value, depth: int) -> Value:
        name = self.resolve(argument, depth + 1)
        return self._imported(name) if isinstance(name, str) else Unknown(f"the export {render(name)}", tuple(references(name)))

    def _find_in_map(self, argument: Value, depth: int) -> Value:
        if not (isinstance(argument, list) and len(argument) >= 3):
            return self._unknown("Fn::FindInMap", argument, depth)
        level: Any = self._template.section("Mappings")
        for key in (self.resolve(entry, depth + 1) for entry in argument[:3]):
            level = level.get(key) if isinstance(key, str) and isinstance(level, dict) else None
        return self._unknown("Fn::FindInMap", argument, depth) if level is None else self.resolve(level, depth + 1)

    def _unknown(self, function: str, argument: Value, depth: int) -> Unknown:
        return Unknown(f"{function} {_short(argument)}", tuple(references(self.resolve(argument, depth + 1))))


def concatenate(pieces: list[Value]) -> Value:
    """Join pieces to a string, to a `Text` where symbols are among them, or to a `Choice` of such where pieces have several values."""
    choices = [[*possible(piece)] for piece in pieces]
    combinations = 1
    for options in choices:
        combinations *= len(options)
    if combinations > MOST_COMBINATIONS:
        return Unknown("a string with too many possible values", tuple(reference for piece in pieces for reference in references(piece)))
    results = [_text(combination) for combination in product(*choices)]
    return results[0] if len(results) == 1 else Choice("several", tuple(results))


def _text(pieces: tuple[Value, ...]) -> Value:
    parts: list[str | Reference | Unknown] = []
    for piece in pieces:
        for part in piece.parts if isinstance(piece, Text) else (piece,):
            symbol = part if isinstance(part, (Reference, Unknown)) else "" if isinstance(part, Absent) else render(part)
            if isinstance(symbol, str) and parts and isinstance(parts[-1], str):
                parts[-1] += symbol
            elif symbol != "":
                parts.append(symbol)
    if not parts:
        return ""
    return parts[0] if len(parts) == 1 else Text(tuple(parts))


def _mentions_parameter(value: Value, parameters: dict[str, Any], depth: int = 0) -> bool:
    if depth > DEEPEST:
        return True
    if isinstance(value, dict):
        name = value.get("Ref")
        if isinstance(name, str) and name in parameters:
            return True
        return any(_mentions_parameter(inner, parameters, depth + 1) for inner in value.values())
    if isinstance(value, list):
        return any(_mentions_parameter(inner, parameters, depth + 1) for inner in value)
    return isinstance(value, str) and any(name in parameters for name in PLACEHOLDER.findall(value))


def _short(value: Value) -> str:
    text = dumps(value, default=str)
    return text if len(text) <= 80 else text[:77] + "..."

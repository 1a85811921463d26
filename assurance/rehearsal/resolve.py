"""The value of a template's expressions, from what CloudFormation and the services answer.

The simulator resolves them too, when it makes a resource. This is a second, separate reading: what boto3 found is compared with it.
"""

import base64
import json
import re
from collections.abc import Callable, Mapping

from assurance.rehearsal.values import Json

ABSENT = object()
SUBSTITUTED = re.compile(r"\$\{(?!!)([^}]+)\}")


class Resolver:
    """Resolves the intrinsic functions of one stack's template.

    Args:
        template: the template.
        names: what `Ref` gives: physical ids, parameters and pseudo parameters.
        attribute: what `Fn::GetAtt` gives for a logical id and an attribute.
        exports: the value of every export.
    """

    def __init__(
        self,
        template: Mapping[str, Json],
        names: Mapping[str, Json],
        attribute: Callable[[str, str], Json],
        exports: Mapping[str, str],
    ) -> None:
        self._template, self._names, self._attribute, self._exports = template, names, attribute, exports
        self._functions: dict[str, Callable[[Json], Json]] = {
            "Ref": self._ref,
            "Fn::GetAtt": self._get_att,
            "Fn::Join": lambda argument: argument[0].join(str(part) for part in self(argument[1])),
            "Fn::Sub": self._sub,
            "Fn::Split": lambda argument: self(argument[1]).split(argument[0]),
            "Fn::Select": lambda argument: self(argument[1])[int(argument[0])],
            "Fn::ImportValue": lambda argument: exports[self(argument)],
            "Fn::If": lambda argument: self(argument[1] if self.holds(argument[0]) else argument[2]),
            "Fn::Base64": lambda argument: base64.b64encode(str(self(argument)).encode()).decode(),
            "Fn::FindInMap": self._find_in_map,
            "Fn::ToJsonString": lambda argument: json.dumps(self(argument)),
        }

    def __call__(self, value: Json) -> Json:
        """The value with every function resolved; `ABSENT` members are left out."""
        if isinstance(value, list):
            return [item for item in map(self, value) if item is not ABSENT]
        if not isinstance(value, Mapping):
            return value
        if len(value) == 1:
            (name, argument), *_ = value.items()
            if name in self._functions:
                return self._functions[name](argument)
            if name.startswith("Fn::"):
                raise LookupError(f"{name}: this function is not modelled")
        resolved = {name: self(item) for name, item in value.items()}
        return {name: item for name, item in resolved.items() if item is not ABSENT}

    def holds(self, condition: str) -> bool:
        """Whether a condition of the template is true."""
        return self._condition(self._template["Conditions"][condition])

    def _condition(self, written: Mapping[str, Json]) -> bool:
        (name, argument), *_ = written.items()
        if name == "Condition":
            return self.holds(argument)
        if name == "Fn::Equals":
            return str(self(argument[0])) == str(self(argument[1]))
        parts = [self._condition(part) for part in argument]
        return {"Fn::Not": lambda: not parts[0], "Fn::And": lambda: all(parts), "Fn::Or": lambda: any(parts)}[name]()

    def _ref(self, name: str) -> Json:
        return ABSENT if name == "AWS::NoValue" else self._names[name]

    def _get_att(self, argument: Json) -> Json:
        logical_id, attribute = argument.split(".", 1) if isinstance(argument, str) else argument
        return self._attribute(logical_id, attribute)

    def _sub(self, argument: Json) -> str:
        text, given = (argument, {}) if isinstance(argument, str) else argument

        def value(match: re.Match[str]) -> str:
            name = match[1]
            if name in given:
                return str(self(given[name]))
            return str(self._get_att(name) if "." in name else self._ref(name))

        return SUBSTITUTED.sub(value, text).replace("${!", "${")

    def _find_in_map(self, argument: list[Json]) -> Json:
        table, first, second = map(self, argument)
        return self._template["Mappings"][table][first][second]

"""Reads every resource of a deployed stack back with boto3, and compares it with its template, property by property."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.compare import NOTHING, differences, member
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.resolve import Resolver
from assurance.rehearsal.types import MODELLED
from assurance.rehearsal.unmodelled import unmodelled
from assurance.rehearsal.values import Json


@dataclass
class Checked:
    """One resource of a template, and what boto3 says of it.

    Attributes:
        verified: the template's properties that boto3 finds so.
        unread: those that no call tells, each with the reason.
        problems: what is missing or different.
    """

    stack: str
    logical_id: str
    type: str
    physical_id: str
    is_modelled: bool = True
    verified: list[str] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


class StackReader:
    """Reads one stack of the account.

    Args:
        aws: the account.
        name: the stack.
        template: the template that it was deployed from.
    """

    def __init__(self, aws: Aws, name: str, template: Mapping[str, Json]) -> None:
        self._aws, self._name, self._template = aws, name, template
        stack = aws.cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        pages = aws.cloudformation.get_paginator("list_stack_resources").paginate(StackName=name)
        self._ids = {known["LogicalResourceId"]: known["PhysicalResourceId"] for page in pages for known in page["StackResourceSummaries"]}
        names: dict[str, Json] = {
            "AWS::AccountId": aws.account,
            "AWS::Region": aws.region,
            "AWS::Partition": aws.partition,
            "AWS::URLSuffix": aws.dns_suffix,
            "AWS::StackName": name,
            "AWS::StackId": stack["StackId"],
            **{known["ParameterKey"]: known["ParameterValue"] for known in stack.get("Parameters", [])},
            **self._ids,
        }
        exports = {
            known["Name"]: known["Value"]
            for page in aws.cloudformation.get_paginator("list_exports").paginate()
            for known in page["Exports"]
        }
        self._resolve = Resolver(template, names, self._attribute, exports)
        self._found: dict[str, Mapping[str, Json]] = {}

    def _read(self, logical_id: str) -> Mapping[str, Json]:
        if logical_id not in self._found:
            kind = self._template["Resources"][logical_id]["Type"]
            self._found[logical_id] = MODELLED[kind].read(self._aws, self._ids[logical_id])
        return self._found[logical_id]

    def _attribute(self, logical_id: str, attribute: str) -> Json:
        value = member(self._read(logical_id), attribute)
        if value is NOTHING:
            raise LookupError(f"boto3 tells no {attribute} of {logical_id}")
        return value

    def check(self) -> Iterator[Checked]:
        """Every resource whose condition holds."""
        for logical_id, resource in self._template["Resources"].items():
            condition = resource.get("Condition")
            if condition is None or self._resolve.holds(condition):
                yield self._check(logical_id, resource["Type"], resource.get("Properties", {}))

    def _check(self, logical_id: str, kind: str, properties: Mapping[str, Json]) -> Checked:
        checked = Checked(self._name, logical_id, kind, self._ids.get(logical_id, ""), is_modelled=kind in MODELLED)
        if not checked.is_modelled:
            if kind not in unmodelled():
                checked.problems.append(f"{kind} is neither modelled nor in the list")
            return checked
        try:
            self._compare(checked, MODELLED[kind], properties)
        except (ClientError, LookupError, Refused) as error:
            checked.problems.append(f"not there: {error}")
        return checked

    def _compare(self, checked: Checked, known: Json, properties: Mapping[str, Json]) -> None:
        found, expected = self._read(checked.logical_id), self._resolve(properties)
        for name, value in expected.items():
            if name in known.unread:
                checked.unread[name] = known.unread[name]
                continue
            problems = list(differences(value, member(found, name), name, shared=name in known.shared))
            checked.problems += map(str, problems)
            if not problems:
                checked.verified.append(name)

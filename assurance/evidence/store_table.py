"""How CloudTrail sees each type that stores data: `stores.yaml`, read and checked."""

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any

from yaml import safe_load

from assurance.evidence.doors import Test, read_test
from assurance.evidence.graph import Resource
from assurance.evidence.key_table import key_table, row_for
from assurance.evidence.schemas import key_places

PLACES = ("Custom::", "AWS::CDK::", "AWS::CloudFormation::")


class Seen(StrEnum):
    """How the use of a store is recorded, or why it is not."""

    INSIDE = "inside"
    MANAGEMENT = "management"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class DataEvents:
    """Data events of one CloudFormation type.

    Attributes:
        type: The CloudFormation type.
        records: CloudTrail's `resources.type` of it.
        name: The property with which its ARN ends.
        test: Only where a property has a certain value; None for always.
    """

    type: str
    records: str
    name: str
    test: Test | None

    def are_of(self, resource: Resource) -> bool:
        """Whether a resource has such events."""
        if resource.type != self.type:
            return False
        return self.test is None or any(self.test.agrees(value) for value in self.test.values(resource))


@dataclass(frozen=True, slots=True)
class StoreTable:
    """Everything in `stores.yaml`."""

    events: tuple[DataEvents, ...]
    others: tuple[tuple[str, Seen], ...]
    network_sources: frozenset[str]
    network_names: dict[str, str]

    def events_of(self, resource: Resource) -> DataEvents | None:
        """The data events of a resource, if CloudTrail has any."""
        return next((row for row in self.events if row.are_of(resource)), None)

    def seen(self, type_name: str) -> Seen | None:
        """How a type without data events is recorded; None where nobody has reviewed it."""
        return next((seen for pattern, seen in self.others if fnmatchcase(type_name, pattern)), None)

    def source_of(self, service: str) -> str | None:
        """The event source of an endpoint's short name (`sagemaker.api`), if CloudTrail watches it."""
        first = self.network_names.get(service, service.partition(".")[0])
        return first if first in self.network_sources else None


@cache
def store_table() -> StoreTable:
    """The table."""
    content: dict[str, Any] = safe_load((files("assurance.evidence") / "stores.yaml").read_text(encoding="utf-8"))
    return StoreTable(
        events=tuple(
            DataEvents(row["type"], row["records"], row["name"], read_test(row) if "property" in row else None) for row in content["events"]
        ),
        others=tuple((pattern, seen) for seen in Seen for pattern in content[seen]),
        network_sources=frozenset(content["network_sources"]),
        network_names=content["network_names"],
    )


def stores_data(type_name: str) -> bool:
    """Whether a type stores data by the registry schemas: it takes a key for something of its own."""
    if type_name.startswith(PLACES):
        return False
    places = key_places(type_name) or ()
    return any(row_for(key_table().not_a_key, type_name, place.path) is None for place in places)

"""Which types CloudTrail records the use of, beside objects in buckets."""

from collections.abc import Iterable
from functools import cache

from blueprint.facts.table import Row, Table, read


class DataEvents(Row):
    """One CloudFormation type, and CloudTrail's name for it (`resources.type`)."""

    records: str


@cache
def data_events() -> Table[DataEvents]:
    """The table, by CloudFormation type."""
    return read("data_events.yaml", DataEvents)


def recorded_types(types: Iterable[str]) -> tuple[str, ...]:
    """The `resources.type` of each CloudFormation type that has data events, each once, in alphabetical order."""
    return tuple(sorted({data_events()[name].records for name in types if name in data_events()}))

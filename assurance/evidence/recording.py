"""Whether selectors together record everything that happens to a store."""

from collections.abc import Sequence
from dataclasses import dataclass

from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.key_excuses import takes_access_logs
from assurance.evidence.ownership import BUCKET
from assurance.evidence.selectors import BOTH, Selector
from assurance.evidence.store_table import DataEvents
from assurance.evidence.trails import TRAIL, bucket_of
from assurance.evidence.values import Absent, Unknown, render

OBJECTS = "AWS::S3::Object"
DELIVERIES = ("eventName NotEquals PutObject",)


@dataclass(frozen=True, slots=True)
class Records:
    """What is recorded of one thing: reads, writes or both; and why it is not more."""

    taken: frozenset[str]
    narrowed: tuple[str, ...] = ()

    @property
    def missing(self) -> str:
        """What is not recorded, as text; empty where everything is."""
        if self.taken == BOTH:
            return ""
        if self.taken:
            return f"only its {', '.join(sorted(self.taken))} are recorded"
        return f"recorded only where {self.narrowed[0]}" if self.narrowed else "no selector takes it"


def whole_category(reading: Sequence[Selector], category: str) -> Records:
    """What is taken of a whole category of events."""
    return _sum([each for each in reading if each.category == category], ())


def recorded(reading: Sequence[Selector], kind: str, prefixes: tuple[str, ...], *, is_delivered_to: bool) -> Records:
    """What is taken of the data events of one store.

    Args:
        reading: All selectors.
        kind: The store's `resources.type`.
        prefixes: Ways in which its ARN may be written.
        is_delivered_to: Whether AWS delivers records there; then the deliveries may be left out.
    """
    about = [each for each in reading if each.category == "Data" and each.type == kind]
    whole = [each for each in about if each.takes_all_of(prefixes)]
    found = _sum(whole, DELIVERIES if is_delivered_to else ())
    in_part = next((each for each in about if each not in whole and each.touches(prefixes)), None)
    if in_part is None or found.taken == BOTH:
        return found
    return Records(found.taken, (*found.narrowed, f"resources.ARN {in_part.fields['resources.ARN']}"))


def _sum(selectors: Sequence[Selector], may_leave_out: tuple[str, ...]) -> Records:
    taken: frozenset[str] = frozenset()
    narrowed: list[str] = []
    for each in selectors:
        by = [text for text in each.narrowed_by("resources.type", "resources.ARN", "readOnly") if text not in may_leave_out]
        if by:
            narrowed += by
        else:
            taken |= each.takes
    return Records(taken, tuple(narrowed))


def prefixes_of(store: Resource, row: DataEvents, graph: TemplateGraph) -> tuple[str, ...]:
    """How an ARN of the store may be written: by its name, or by a reference to it."""
    names = [render(name) for name in store.at(row.name) if not isinstance(name, (Absent, Unknown))] or [f"${{{store.id}}}"]
    service = row.records.split("::")[1].lower()
    if row.records == OBJECTS:
        return tuple(f"{start}/" for start in (*(f"arn:{graph.scope.partition}:s3:::{name}" for name in names), f"${{{store.id}.Arn}}"))
    own = f"arn:{graph.scope.partition}:{service}:{graph.region_of(store)}:{graph.account_of(store)}:"
    middles = ("", "function:", "endpoint/", "table/", "stream/", f"{row.records.rpartition('::')[2].lower()}/")
    by_name = tuple(f"{own}{middle}{name}" for name in names for middle in middles)
    return (*by_name, f"${{{store.id}.Arn}}", f"${{{store.id}.TopicArn}}", f"${{{store.id}}}")


def delivered_to(graph: TemplateGraph) -> list[Resource]:
    """The buckets into which AWS delivers records: a trail's, and those for access logs, which S3's log service may write."""
    trails = [bucket_of(trail, graph) for trail in graph.of_type(TRAIL)]
    return [bucket for bucket in graph.of_type(BUCKET) if bucket in trails or takes_access_logs(bucket, graph)]

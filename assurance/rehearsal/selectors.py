"""Whether CloudTrail would take a trail's advanced event selectors.

Source of the rules: CloudTrail User Guide, Logging data events, Logging network activity events, and Quotas.
"""

from collections.abc import Iterable, Mapping

from assurance.rehearsal.errors import Refused
from assurance.rehearsal.values import Json
from blueprint.facts.network_events import event_sources

FIELDS = {
    "Management": frozenset({"eventCategory", "eventSource", "readOnly"}),
    "Data": frozenset({"eventCategory", "eventName", "eventSource", "eventType", "readOnly", "resources.ARN", "resources.type"})
    | {"sessionCredentialFromConsole", "userIdentity.arn"},
    "NetworkActivity": frozenset({"eventCategory", "eventSource", "eventName", "errorCode", "vpcEndpointId"}),
}
REQUIRED = {"Management": (), "Data": ("resources.type",), "NetworkActivity": ("eventSource",)}
EQUALS_ONLY = frozenset({"eventCategory", "eventSource", "resources.type", "errorCode"})
MOST_VALUES = 500


def check_selectors(selectors: Iterable[Mapping[str, Json]]) -> None:
    """Refuses selectors that CloudTrail refuses.

    Raises:
        Refused: a field that the category has not, one that it needs, an operator or a value that it does not take.
    """
    values = 0
    for selector in selectors:
        fields: dict[str, Mapping[str, Json]] = {field["Field"]: field for field in selector["FieldSelectors"]}
        _check(f"AdvancedEventSelectors {selector.get('Name', '')!r}", fields)
        values += sum(len(given) for field in fields.values() for given in field.values() if isinstance(given, list))
    if values > MOST_VALUES:
        raise Refused(f"AdvancedEventSelectors: {values} values; at most {MOST_VALUES}")


def _check(at: str, fields: Mapping[str, Mapping[str, Json]]) -> None:
    category = _only(at, fields, "eventCategory")
    if category not in FIELDS:
        raise Refused(f"{at}: eventCategory {category!r} is not one of {', '.join(FIELDS)}")
    if unknown := sorted(set(fields) - FIELDS[category]):
        raise Refused(f"{at}: {category} events have no field {', '.join(unknown)}")
    for name in REQUIRED[category]:
        _only(at, fields, name)
    for name in EQUALS_ONLY & set(fields):
        if set(fields[name]) != {"Field", "Equals"} and category != "Management":
            raise Refused(f"{at}: {name} takes Equals alone")
    if category == "NetworkActivity":
        _network(at, fields)


def _network(at: str, fields: Mapping[str, Mapping[str, Json]]) -> None:
    if (source := _only(at, fields, "eventSource")) not in event_sources():
        raise Refused(f"{at}: there are no network activity events of {source}")
    if "errorCode" in fields and _only(at, fields, "errorCode") != "VpceAccessDenied":
        raise Refused(f"{at}: errorCode: VpceAccessDenied alone")


def _only(at: str, fields: Mapping[str, Mapping[str, Json]], name: str) -> str:
    given = fields.get(name, {}).get("Equals", [])
    if len(given) != 1:
        raise Refused(f"{at}: {name} needs Equals with one value")
    return str(given[0])

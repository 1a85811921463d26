"""Properties that a model calls untold: no call of the service tells them, says botocore's own model of it."""

from collections.abc import Iterator

import botocore.session
import pytest
from botocore.model import ListShape, MapShape, Shape, StructureShape

from assurance.rehearsal.types import MODELLED

READS = ("Describe", "Get", "List", "Search", "BatchGet")
UNREAD = [(kind, name) for kind, known in MODELLED.items() for name in known.unread]
SESSION = botocore.session.get_session()


def members(shape: Shape, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """Names of all members at any depth, each shape once on the way."""
    if shape.name in seen:
        return
    seen |= {shape.name}
    if isinstance(shape, StructureShape):
        for name, inner in shape.members.items():
            yield name
            yield from members(inner, seen)
    elif isinstance(shape, ListShape):
        yield from members(shape.member, seen)
    elif isinstance(shape, MapShape):
        yield from members(shape.value, seen)


def told(service: str) -> set[str]:
    """Every name that a reading call of a service answers with, in small letters."""
    model = SESSION.get_service_model(service)
    reads = [model.operation_model(name).output_shape for name in model.operation_names if name.startswith(READS)]
    return {name.lower() for shape in reads if shape is not None for name in members(shape)}


@pytest.mark.parametrize(("kind", "name"), UNREAD)
def test_no_call_of_the_service_tells_it(kind: str, name: str) -> None:
    service = kind.split("::")[1].lower()
    if service not in SESSION.get_available_services():
        pytest.skip(f"botocore has no service {service}")
    assert name.lower() not in told(service)


def test_a_property_that_a_call_does_tell_is_found() -> None:
    assert "encryptionconfiguration" in told("ecr")
    assert "rotationperiodindays" in told("kms")

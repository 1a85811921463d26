"""Exports between stacks: while one is imported, it neither changes nor goes."""

from collections.abc import Iterator

from moto.cloudformation.models import CloudFormationBackend, Stack
from moto.cloudformation.parsing import clean_json

from assurance.rehearsal.simulator.resource_map import ResourceFailed
from assurance.rehearsal.values import Json


def importers(backend: CloudFormationBackend, name: str) -> list[str]:
    """Names of the stacks whose templates import an export."""
    standing = [stack for stack in backend.stacks.values() if getattr(stack.resource_map, "made", None)]
    return sorted(stack.name for stack in standing if name in _imported(stack, stack.template_dict.get("Resources")))


def _imported(stack: Stack, value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        if "Fn::ImportValue" in value:
            yield str(clean_json(value["Fn::ImportValue"], stack.resource_map))
        for inner in value.values():
            yield from _imported(stack, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _imported(stack, inner)


def of_stack(backend: CloudFormationBackend, stack: Stack) -> dict[str, Json]:
    """The exports that stand for a stack, by name."""
    return {name: export for name, export in backend.exports.items() if export.exporting_stack_id == stack.stack_id}


def put(backend: CloudFormationBackend, stack: Stack) -> None:
    """Brings a stack's exports to what its template now says.

    Raises:
        ResourceFailed: where another stack has the name, or where one imports what would change or go.
    """
    before, after = of_stack(backend, stack), {export.name: export for export in stack.exports}
    for name in after:
        if name in backend.exports and name not in before:
            raise ResourceFailed(name, "Export", "another stack exports this name")
    for name, export in before.items():
        if name in after and after[name].value == export.value:
            continue
        if users := importers(backend, name):
            verb = "updated" if name in after else "deleted"
            raise ResourceFailed(name, "Export", f"Export {name} cannot be {verb} as it is in use by {', '.join(users)}")
    for name in before:
        del backend.exports[name]
    backend.exports.update(after)
    list(stack.output_map.values())


def take_away(backend: CloudFormationBackend, stack: Stack) -> None:
    """The end of a stack's exports.

    Raises:
        ResourceFailed: where another stack imports one.
    """
    for name in of_stack(backend, stack):
        if users := [user for user in importers(backend, name) if user != stack.name]:
            raise ResourceFailed(name, "Export", f"Export {name} cannot be deleted as it is in use by {', '.join(users)}")
    for name in of_stack(backend, stack):
        del backend.exports[name]

"""UpdateStack: what is unchanged is left, what changed is changed in place or replaced, and what is no longer named goes last.

Source: "Update behaviors of stack resources" and "Stack failure options", AWS CloudFormation User Guide.
"""

import copy
from collections.abc import Mapping

from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import ChangeSet, CloudFormationBackend, Stack
from moto.core.exceptions import ServiceException

from assurance.rehearsal.changes import changed, may_be_create_only, replaced_by
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.simulator import exports
from assurance.rehearsal.simulator.resource import StrictResource
from assurance.rehearsal.simulator.resource_map import enter, event
from assurance.rehearsal.simulator.stacks import make, remove, tell_failure
from assurance.rehearsal.unmodelled import unmodelled
from assurance.rehearsal.updates import update_of
from assurance.rehearsal.values import Json


class Update:
    """One update: what it did, so that it can be taken back.

    Args:
        stack: already with its new template.
        before: what stood, by logical id.
    """

    def __init__(self, stack: Stack, before: Mapping[str, StrictResource]) -> None:
        self._stack, self._before = stack, before
        self._aws = stack.resource_map.aws  # type: ignore[attr-defined]
        self.created: list[StrictResource] = []
        self.replaced: list[StrictResource] = []
        self._undo: list[tuple[StrictResource, dict[str, Json]]] = []

    def make(self, logical_id: str, kind: str, given: dict[str, Json], name: str) -> StrictResource:
        """The resource as the new template wants it: the one that stood, that one changed, or a new one."""
        stood = self._before.get(logical_id)
        if stood is None:
            return self._new(logical_id, kind, given, name)
        if stood.cf_resource_type != kind:
            raise Refused(f"Update of resource type is not permitted: it was {stood.cf_resource_type}")
        names = [] if kind in unmodelled() else changed(stood.given, given)
        if not names:
            return stood
        if _is_replaced(kind, stood.given, given, names):
            made = self._new(logical_id, kind, given, name)
            self.replaced.append(stood)
            return made
        self._undo.append((stood, stood.given))
        stood.update(self._aws, given)
        event(self._stack, stood, "UPDATE_COMPLETE", f"changed: {', '.join(names)}")
        return stood

    def _new(self, logical_id: str, kind: str, given: dict[str, Json], name: str) -> StrictResource:
        made = StrictResource.create(self._aws, logical_id, kind, given, name)
        self.created.append(made)
        event(self._stack, made, "CREATE_COMPLETE")
        return made

    def clean_up(self, template_before: Mapping[str, Json]) -> None:
        """Removes what was replaced and what the template no longer names, from the last to the first. A refusal is told, not fatal."""
        now, replaced = self._stack.resource_map.made, {id(one) for one in self.replaced}  # type: ignore[attr-defined]
        for logical_id, stood in reversed(list(self._before.items())):
            if id(stood) in replaced:
                remove(self._stack, stood, "UpdateReplacePolicy", is_rollback=False)
            elif logical_id not in now:
                remove(self._stack, stood, "DeletionPolicy", written=template_before["Resources"][logical_id], is_rollback=False)

    def take_back(self) -> bool:
        """Changes back what was changed, removes what was made; false where something would not."""
        is_back = True
        for stood, given in reversed(self._undo):
            try:
                stood.update(self._aws, given)
            except Exception as error:  # noqa: BLE001 - the service's refusal is the event's reason
                event(self._stack, stood, "UPDATE_FAILED", str(error))
                is_back = False
        for made in reversed(self.created):
            is_back &= remove(self._stack, made, "DeletionPolicy", is_rollback=True)
        return is_back


def _is_replaced(kind: str, before: Mapping[str, Json], after: Mapping[str, Json], names: list[str]) -> bool:
    if replaced_by(kind, before, after):
        return True
    return any(name in may_be_create_only(kind) and update_of(kind, name) is None for name in names)


def _parameters(stack: Stack, given: list[dict[str, Json]]) -> dict[str, Json]:
    """Each as given, or as before; one that never was given keeps the template's default."""
    values = {one["ParameterKey"]: one["ParameterValue"] for one in given if "ParameterValue" in one}
    before = [one["ParameterKey"] for one in given if one.get("UsePreviousValue")]
    return values | {key: stack.parameters[key] for key in before if key in stack.parameters}


def update_stack(
    self: CloudFormationBackend,
    name: str,
    template: str,
    role_arn: str | None,
    parameters: list[dict[str, Json]],
    tags: dict[str, str] | None,
) -> Stack:
    """UpdateStack (`cdk deploy --method=direct` of a stack that stands)."""
    stack = self.get_stack(name)
    wanted = _parameters(stack, parameters)
    if stack.has_template(template) and wanted == stack.parameters and tags in (None, stack.tags):
        raise ValidationError(message="No updates are to be performed.")
    change(self, stack, template, wanted)
    stack.role_arn, stack.tags = role_arn, stack.tags if tags is None else tags
    return stack


def change(backend: CloudFormationBackend, stack: Stack, template: str, parameters: dict[str, str]) -> None:
    """Brings a stack from the template that it has to another one, or back."""
    stood = copy.copy(stack.__dict__)
    before: Json = stack.resource_map
    held = exports.of_stack(backend, stack)
    enter(stack, "UPDATE_IN_PROGRESS", "User Initiated")
    stack.template, stack.parameters, stack.cross_stack_resources = template, parameters, backend.exports
    update = None
    try:
        stack._parse_template()  # noqa: SLF001 - moto has no other way to give a stack its template
        resources: Json = stack._create_resource_map()  # noqa: SLF001
        stack.resource_map = resources
        stack.output_map = stack._create_output_map()  # noqa: SLF001
        update = Update(stack, before.made)
        resources.maker = update.make
        for logical_id in stack.template_dict["Resources"]:
            resources[logical_id]
        exports.put(backend, stack)
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is the stack's failure, as on AWS
        tell_failure(stack, error, "UPDATE_FAILED")
        enter(stack, "UPDATE_ROLLBACK_IN_PROGRESS", str(error))
        is_back = update is None or update.take_back()
        for member in ("template", "template_dict", "parameters", "resource_map", "output_map"):
            setattr(stack, member, stood[member])
        for export in exports.of_stack(backend, stack):
            del backend.exports[export]
        backend.exports.update(held)
        enter(stack, "UPDATE_ROLLBACK_COMPLETE" if is_back else "UPDATE_ROLLBACK_FAILED", str(error))
    else:
        resources.is_closed = True
        enter(stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        update.clean_up(stood["template_dict"])
        enter(stack, "UPDATE_COMPLETE")


def execute_change_set(self: CloudFormationBackend, change_set_name: str, stack_name: str | None = None) -> None:  # noqa: ARG001 - moto's signature
    """ExecuteChangeSet (`cdk bootstrap`): moto's own loses the exports and the order."""
    change_set: Json = self.describe_change_set(change_set_name)
    stack = change_set.stack
    change_set.execution_status = "EXECUTE_COMPLETE"
    if change_set.change_set_type != "CREATE":
        change(self, stack, change_set.template, change_set.parameters)
        return
    stack.template, stack.parameters, stack.cross_stack_resources = change_set.template, change_set.parameters, self.exports
    stack._parse_template()  # noqa: SLF001 - moto has no other way to give a stack its template
    stack.resource_map = stack._create_resource_map()  # noqa: SLF001
    stack.output_map = stack._create_output_map()  # noqa: SLF001
    make(self, stack)


def delete_change_set(self: CloudFormationBackend, change_set_name: str) -> None:
    """DeleteChangeSet, which says nothing where there is none; moto breaks there."""
    for identity in [key for key, one in self.change_sets.items() if change_set_name in (key, one.change_set_name)]:
        del self.change_sets[identity]


def describe_change_set(self: CloudFormationBackend, change_set_name: str) -> ChangeSet:
    """DescribeChangeSet; where there is none, with the error that the CLI waits for."""
    found = [one for key, one in self.change_sets.items() if change_set_name in (key, one.change_set_name)]
    if not found:
        raise ChangeSetNotFound(change_set_name)
    return found[-1]


class ChangeSetNotFound(ServiceException):
    """CloudFormation's error for a change set that is not there."""

    code = "ChangeSetNotFound"

    def __init__(self, name: str) -> None:
        super().__init__(f"ChangeSet [{name}] does not exist")

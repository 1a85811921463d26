"""How a stack is made, and how one is taken away: from the last resource to the first, except for what its policy keeps."""

from collections.abc import Mapping

from moto.cloudformation.exceptions import AlreadyExistsException, ValidationError
from moto.cloudformation.models import CloudFormationBackend, Event, Stack
from moto.cloudformation.parsing import OutputMap
from moto.cloudformation.utils import generate_stack_id
from moto.core.responses import ActionResult

from assurance.rehearsal.policy_attributes import is_kept
from assurance.rehearsal.simulator import exports
from assurance.rehearsal.simulator.resource import StrictResource
from assurance.rehearsal.simulator.resource_map import ResourceFailed, enter, event, why
from assurance.rehearsal.values import Json


def make(backend: CloudFormationBackend, stack: Stack) -> None:
    """Makes every resource of a stack, then its exports; a failure is rolled back, with the reason in the events."""
    resources: Json = stack.resource_map
    enter(stack, "CREATE_IN_PROGRESS", "User Initiated")
    told: set[str] = set()
    try:
        for logical_id in stack.template_dict["Resources"]:
            resources[logical_id]
            for made in list(resources.made.values()):
                if made.logical_resource_id not in told:
                    event(stack, made, "CREATE_COMPLETE")
                    told.add(made.logical_resource_id)
        exports.put(backend, stack)
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is the stack's failure, as on AWS
        tell_failure(stack, error, "CREATE_FAILED")
        enter(stack, "ROLLBACK_IN_PROGRESS", str(error))
        stack.output_map = OutputMap(resources, {}, stack.stack_id)
        stands = take_down(stack, resources.made, is_rollback=True)
        enter(stack, "ROLLBACK_FAILED" if stands else "ROLLBACK_COMPLETE", str(error))
    else:
        stack.mark_creation_complete()
    finally:
        # moto would make what is left when somebody asks for it.
        resources.is_closed = True


def tell_failure(stack: Stack, error: Exception, status: str) -> None:
    """Which resource failed, or that the stack did."""
    known = error if isinstance(error, ResourceFailed) else ResourceFailed(stack.name, "AWS::CloudFormation::Stack", why(error))
    stack.events.append(Event(stack.stack_id, stack.name, known.logical_id, "", known.kind, status, known.reason, None))


def take_down(stack: Stack, made: Mapping[str, StrictResource], *, is_rollback: bool = False) -> list[str]:
    """Removes resources from the last that was made to the first; what its policy keeps is left and told.

    Returns:
        The logical ids of those that would not go.
    """
    stands = []
    for resource in reversed(list(made.values())):
        if not remove(stack, resource, "DeletionPolicy", is_rollback=is_rollback):
            stands.append(resource.logical_resource_id)
        else:
            stack.resource_map.forget(resource.logical_resource_id)  # type: ignore[attr-defined]
    return stands


def remove(stack: Stack, resource: StrictResource, attribute: str, *, written: Mapping[str, Json] | None = None, is_rollback: bool) -> bool:
    """Removes one resource, or keeps it where its policy says so; false where the service refuses.

    Args:
        stack: its stack.
        resource: what to remove.
        attribute: the policy attribute that decides.
        written: the template's resource; from the stack's own template unless given.
        is_rollback: whether what made it is being taken back.
    """
    written = stack.template_dict["Resources"][resource.logical_resource_id] if written is None else written
    if is_kept(written, attribute, is_rollback=is_rollback):
        event(stack, resource, "DELETE_SKIPPED", f"{attribute}: {written[attribute]}")
        return True
    try:
        resource.remove(stack.resource_map.aws)  # type: ignore[attr-defined]
    except Exception as error:  # noqa: BLE001 - the service's refusal is the event's reason
        event(stack, resource, "DELETE_FAILED", why(error))
        return False
    event(stack, resource, "DELETE_COMPLETE")
    return True


def create_stack(self: CloudFormationBackend, name: str, template: str, parameters: dict[str, Json], **about: Json) -> Stack:
    """CreateStack (`cdk deploy --method=direct`)."""
    if name in {stack.name for stack in self.stacks.values()}:
        raise AlreadyExistsException(f"Stack {name} already exists")
    known = {key: about[key] for key in ("notification_arns", "tags", "role_arn", "timeout_in_mins") if key in about}
    stack = Stack(  # type: ignore[abstract]
        stack_id=generate_stack_id(name, self.region_name, self.account_id),
        name=name,
        template=template,
        parameters=parameters,
        account_id=self.account_id,
        region_name=self.region_name,
        cross_stack_resources=self.exports,
        **known,
    )
    stack.enable_termination_protection = is_true(about.get("enable_termination_protection"))
    self.stacks[stack.stack_id] = stack
    make(self, stack)
    return stack


def is_true(value: Json) -> bool:
    """A switch as the query protocol sends it."""
    return str(value).lower() == "true"


def delete_stack(self: CloudFormationBackend, name_or_stack_id: str) -> None:
    """DeleteStack: refused under termination protection; an export in use or a service's refusal ends in DELETE_FAILED."""
    stack = next((known for known in self.stacks.values() if name_or_stack_id in (known.name, known.stack_id)), None)
    if stack is None:
        return
    if stack.enable_termination_protection:
        raise ValidationError(stack.name, message=f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled")
    enter(stack, "DELETE_IN_PROGRESS", "User Initiated")
    try:
        exports.take_away(self, stack)
    except ResourceFailed as error:
        enter(stack, "DELETE_FAILED", error.reason)
        return
    stack.output_map = OutputMap(stack.resource_map, {}, stack.stack_id)
    stands = take_down(stack, stack.resource_map.made)  # type: ignore[attr-defined]
    if stands:
        enter(stack, "DELETE_FAILED", f"The following resource(s) failed to delete: [{', '.join(stands)}]")
        return
    enter(stack, "DELETE_COMPLETE")
    self.deleted_stacks[stack.stack_id] = self.stacks.pop(stack.stack_id)


def update_termination_protection(self: Json) -> ActionResult:
    """UpdateTerminationProtection, which moto does not know."""
    stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
    stack.enable_termination_protection = is_true(self._get_param("EnableTerminationProtection"))
    return ActionResult({"StackId": stack.stack_id})


OPERATIONS = {"update_termination_protection": update_termination_protection}

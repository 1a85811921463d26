"""How a stack is made: in the order of its dependencies, and no further than its first failure."""

from collections.abc import Callable

from botocore.exceptions import ClientError  # type: ignore[import-untyped]
from moto.cloudformation.models import CloudFormationBackend, Event, Stack
from moto.cloudformation.parsing import OutputMap, ResourceMap
from moto.utilities.utils import get_partition

from assurance.rehearsal.simulator.resource import account
from assurance.rehearsal.values import Json


class ResourceFailed(Exception):  # noqa: N818 - CloudFormation's own word
    """A resource that could not be made, with CloudFormation's reason."""

    def __init__(self, logical_id: str, kind: str, reason: str) -> None:
        super().__init__(f"{logical_id} ({kind}): {reason}")
        self.logical_id, self.kind, self.reason = logical_id, kind, reason


def why(error: Exception) -> str:
    """An exception as the reason of an event."""
    if isinstance(error, ClientError):
        detail = error.response["Error"]
        return f"{error.operation_name}: {detail.get('Message') or detail.get('Code')}"
    return str(error) or type(error).__name__


def _nobody(_logical_id: str, _resource: Json) -> None:
    """Is told of a made resource when nobody else is."""


class StrictResourceMap(ResourceMap):
    """moto's map makes resources when they are first asked for; this one also honours DependsOn, sees circles and names what failed."""

    def __init__(self, *args: Json, **kwargs: Json) -> None:
        super().__init__(*args, **kwargs)
        self._being_made: list[str] = []
        self.is_closed = False
        self.on_made: Callable[[str, Json], None] = _nobody
        self._parsed_resources["AWS::Partition"] = get_partition(self._region_name)
        self._parsed_resources["AWS::URLSuffix"] = account(self._region_name, self._account_id).dns_suffix

    def __getitem__(self, key: str) -> Json:
        template = self._resource_json_map.get(key)
        if key in self._parsed_resources or template is None:
            return super().__getitem__(key)
        if self.is_closed:
            return None
        if key in self._being_made:
            raise ResourceFailed(key, template["Type"], "circular dependency: " + " -> ".join([*self._being_made, key]))
        self._being_made.append(key)
        try:
            depends = template.get("DependsOn", [])
            for dependency in [depends] if isinstance(depends, str) else depends:
                self[dependency]
            made = super().__getitem__(key)
        except ResourceFailed:
            raise
        except Exception as error:
            raise ResourceFailed(key, template["Type"], why(error)) from error
        finally:
            self._being_made.pop()
        if made is not None:
            self.on_made(key, made)
        return made


def _event(stack: Stack, logical_id: str, physical_id: str, kind: str, status: str, reason: str | None = None) -> None:
    stack.events.append(Event(stack.stack_id, stack.name, logical_id, physical_id, kind, status, reason, None))


def make(backend: CloudFormationBackend, stack: Stack) -> None:
    """Makes every resource of a stack, then its exports; a failure ends in ROLLBACK_COMPLETE with the reason in the events."""
    resources: Json = stack.resource_map
    kinds = {name: resource["Type"] for name, resource in stack.template_dict["Resources"].items()}

    def made(logical_id: str, resource: Json) -> None:
        _event(stack, logical_id, resource.physical_resource_id, kinds[logical_id], "CREATE_COMPLETE")

    resources.on_made = made
    stack.status = "CREATE_IN_PROGRESS"
    stack._add_stack_event("CREATE_IN_PROGRESS", resource_status_reason="User Initiated")  # noqa: SLF001 - moto has no other way
    try:
        for logical_id in kinds:
            resources[logical_id]
        _export(backend, stack)
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is the stack's failure, as on AWS
        failed = error if isinstance(error, ResourceFailed) else ResourceFailed(stack.name, "AWS::CloudFormation::Stack", why(error))
        _event(stack, failed.logical_id, "", failed.kind, "CREATE_FAILED", failed.reason)
        stack._add_stack_event("ROLLBACK_COMPLETE", resource_status_reason=str(failed))  # noqa: SLF001
        stack.status = "ROLLBACK_COMPLETE"
        stack.output_map = OutputMap(resources, {}, stack.stack_id)
    else:
        stack.mark_creation_complete()
    finally:
        # moto would make what is left when somebody asks for it.
        resources.is_closed = True


def _export(backend: CloudFormationBackend, stack: Stack) -> None:
    for export in stack.exports:
        if export.name in backend.exports:
            raise ResourceFailed(export.name, "Export", "another stack exports this name")
        backend.exports[export.name] = export
    list(stack.output_map.values())


def create_stack(self: CloudFormationBackend, name: str, template: str, parameters: dict[str, Json], **about: Json) -> Stack:
    """CreateStack (`cdk deploy --method=direct`)."""
    from moto.cloudformation.exceptions import AlreadyExistsException  # noqa: PLC0415 - beside its only use
    from moto.cloudformation.utils import generate_stack_id  # noqa: PLC0415

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
    self.stacks[stack.stack_id] = stack
    make(self, stack)
    return stack


def execute_change_set(self: CloudFormationBackend, change_set_name: str, stack_name: str | None = None) -> None:  # noqa: ARG001 - moto's signature
    """ExecuteChangeSet of a new stack (`cdk bootstrap`): moto's own loses the exports and the order."""
    change_set = self.describe_change_set(change_set_name)
    if change_set is None or change_set.change_set_type != "CREATE":
        raise NotImplementedError("a rehearsal creates stacks; it does not update them")
    stack = change_set.stack
    stack.template, stack.parameters, stack.cross_stack_resources = change_set.template, change_set.parameters, self.exports
    stack._parse_template()  # noqa: SLF001 - moto has no other way to give a stack its template
    stack.resource_map = stack._create_resource_map()  # noqa: SLF001
    stack.output_map = stack._create_output_map()  # noqa: SLF001
    change_set.execution_status = "EXECUTE_COMPLETE"
    make(self, stack)

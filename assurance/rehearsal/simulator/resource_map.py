"""The resources of one template: made when first asked for, in the order of their dependencies, and no further than the first failure."""

from collections.abc import Callable

from botocore.exceptions import ClientError  # type: ignore[import-untyped]
from moto.cloudformation.models import Event, Stack
from moto.cloudformation.parsing import ResourceMap, parse_resource_and_generate_name
from moto.utilities.utils import get_partition

from assurance.rehearsal.policy_attributes import policy
from assurance.rehearsal.simulator.resource import StrictResource, account, present
from assurance.rehearsal.values import Json

Maker = Callable[[str, str, dict[str, Json], str], StrictResource]
"""Gives the resource of a logical id, a type, its resolved properties and a generated name."""


class ResourceFailed(Exception):  # noqa: N818 - CloudFormation's own word
    """A resource that could not be made, changed or removed, with CloudFormation's reason."""

    def __init__(self, logical_id: str, kind: str, reason: str) -> None:
        super().__init__(f"{logical_id} ({kind}): {reason}")
        self.logical_id, self.kind, self.reason = logical_id, kind, reason


def why(error: Exception) -> str:
    """An exception as the reason of an event."""
    if isinstance(error, ClientError):
        detail = error.response["Error"]
        return f"{error.operation_name}: {detail.get('Message') or detail.get('Code')}"
    return str(error) or type(error).__name__


def event(stack: Stack, resource: StrictResource, status: str, reason: str | None = None) -> None:
    """Tells what happened to a resource."""
    about = (resource.logical_resource_id, resource.physical_resource_id, resource.cf_resource_type)
    stack.events.append(Event(stack.stack_id, stack.name, *about, status, reason, None))


def enter(stack: Stack, status: str, reason: str | None = None) -> None:
    """Brings a stack into a state, and tells it."""
    stack.status = status
    stack._add_stack_event(status, resource_status_reason=reason)  # noqa: SLF001 - moto has no other way


class StrictResourceMap(ResourceMap):
    """moto's map makes resources when they are first asked for; this one also honours DependsOn, sees circles and names what failed.

    Attributes:
        made: what stands, in the order in which it was made: removed from the last to the first.
        maker: makes a resource; an update puts its own here.
        is_closed: whether nothing more is made, whoever asks.
    """

    def __init__(self, *args: Json, **kwargs: Json) -> None:
        super().__init__(*args, **kwargs)
        self._being_made: list[str] = []
        self.is_closed = False
        self.made: dict[str, StrictResource] = {}
        self.aws = account(self._region_name, self._account_id)
        self.maker: Maker = lambda logical_id, kind, given, name: StrictResource.create(self.aws, logical_id, kind, given, name)
        self._parsed_resources["AWS::Partition"] = get_partition(self._region_name)
        self._parsed_resources["AWS::URLSuffix"] = self.aws.dns_suffix

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
            made = self._make(key, template)
        except ResourceFailed:
            raise
        except Exception as error:
            raise ResourceFailed(key, template["Type"], why(error)) from error
        finally:
            self._being_made.pop()
        return made

    def _make(self, key: str, template: dict[str, Json]) -> StrictResource | None:
        condition = template.get("Condition")
        if condition and not self.lazy_condition_map[condition]:
            return None
        for attribute in ("DeletionPolicy", "UpdateReplacePolicy"):
            policy(template, attribute)
        _, written, name = parse_resource_and_generate_name(key, template, self)
        made = self.maker(key, template["Type"], present(written["Properties"]), name)
        self._parsed_resources[key] = self.made[key] = made
        return made

    def forget(self, key: str) -> None:
        """A resource that is no longer there."""
        self._parsed_resources.pop(key, None)
        self.made.pop(key, None)

"""One resource of a stack: made, changed and removed by its type's model."""

from collections.abc import Mapping
from functools import cache

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.changes import changed
from assurance.rehearsal.compare import NOTHING, differences, member
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.removals import REMOVALS
from assurance.rehearsal.simulator import faults
from assurance.rehearsal.types import MODELLED
from assurance.rehearsal.types.model import Made
from assurance.rehearsal.unmodelled import unmodelled
from assurance.rehearsal.updates import update_of
from assurance.rehearsal.values import Json


class Endpoint:
    """Where this process itself listens; the models call the services there, as CloudFormation does on AWS."""

    url: str | None = None


@cache
def account(region: str, account_id: str) -> Aws:
    """The services of one account and region."""
    return Aws(region, account_id, Endpoint.url)


def present(value: Json) -> Json:
    """A value without its `AWS::NoValue` members, which moto leaves in lists as None."""
    if isinstance(value, dict):
        return {name: present(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [present(item) for item in value if item is not None]
    return value


class StrictResource:
    """A made resource; moto asks it for `Ref` and `Fn::GetAtt`.

    Attributes:
        physical_resource_id: what `Ref` gives.
        logical_resource_id: its name in the template.
        cf_resource_type: its type.
        given: its properties, resolved.
    """

    def __init__(self, made: Made, logical_id: str, kind: str, given: dict[str, Json]) -> None:
        self.physical_resource_id = made.physical_id
        self.logical_resource_id, self.cf_resource_type = logical_id, kind
        self.given = given
        self._attributes = dict(made.attributes)

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:  # noqa: ARG003 - moto's signature
        """Always: moto asks the class, which cannot know: `get_cfn_attribute` refuses what is not there."""
        return True

    @classmethod
    def create(cls, aws: Aws, logical_id: str, kind: str, given: dict[str, Json], name: str) -> "StrictResource":
        """Makes the resource by its type's model.

        Args:
            aws: the account.
            logical_id: its name in the template.
            kind: its type.
            given: its properties, resolved.
            name: what CloudFormation would call it, where the template gives no name.

        Raises:
            Refused: when the type is unknown, or a property was not taken by the model.
        """
        if kind in unmodelled():
            return cls(Made(f"unmodelled-{logical_id}"), logical_id, kind, {})
        if kind not in MODELLED:
            raise Refused(f"{kind}: the simulator does not model this type")
        faults.strike(kind)
        taken = Properties(given)
        made = MODELLED[kind].create(aws, taken, name)
        taken.finish()
        return cls(made, logical_id, kind, given)

    def update(self, aws: Aws, after: dict[str, Json]) -> None:
        """Changes it in place, by the service's own calls, and asks the service whether it did.

        Raises:
            Refused: for a property that no update is known for, and for one that is not so afterwards.
        """
        kind, before, names = self.cf_resource_type, self.given, changed(self.given, after)
        updates = {name: update_of(kind, name) for name in names}
        if unknown := [name for name, update in updates.items() if update is None]:
            raise Refused(f"{', '.join(unknown)}: the simulator models no update of {kind} for it")
        # Already here: what breaks off in the middle is taken back as a whole.
        self.given = after
        for update in dict.fromkeys(updates.values()):
            identity = update and update(aws, self.physical_resource_id, after, before)
            self.physical_resource_id = identity or self.physical_resource_id
        found = MODELLED[kind].read(aws, self.physical_resource_id)
        for name in names:
            self._check(name, before, after, member(found, name))
        for name, value in self._attributes.items():
            now = member(found, name)
            self._attributes[name] = value if now is NOTHING else str(now) if isinstance(value, str) else now

    def _check(self, name: str, before: Mapping[str, Json], after: Mapping[str, Json], found: Json) -> None:
        known = MODELLED[self.cf_resource_type]
        if name in known.unread:
            return
        if name in after:
            for problem in differences(after[name], found, name, shared=name in known.shared):
                raise Refused(f"not changed: {problem}")
        elif before[name] and found is not NOTHING and not any(differences(before[name], found, name)):
            raise Refused(f"{name}: still there after it was taken out of the template")

    def remove(self, aws: Aws) -> None:
        """Removes it by its type's own call.

        Raises:
            Refused: when the type's removal is not modelled.
        """
        if self.cf_resource_type in unmodelled():
            return
        if self.cf_resource_type not in REMOVALS:
            raise Refused(f"{self.cf_resource_type}: its removal is not modelled")
        REMOVALS[self.cf_resource_type](aws, self.physical_resource_id, self.given)

    def get_cfn_attribute(self, attribute_name: str) -> Json:
        """The attribute of the made resource."""
        if attribute_name not in self._attributes:
            raise Refused(f"Fn::GetAtt {attribute_name}: not modelled")
        return self._attributes[attribute_name]

    def is_created(self) -> bool:
        """The services answer when the resource is there."""
        return True

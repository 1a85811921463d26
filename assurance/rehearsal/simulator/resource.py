"""One resource of a stack, as moto's CloudFormation handles it."""

from functools import cache

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.types import MODELLED
from assurance.rehearsal.types.model import Made
from assurance.rehearsal.unmodelled import unmodelled
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
    """A made resource; moto asks it for `Ref` and `Fn::GetAtt`."""

    def __init__(self, made: Made) -> None:
        self.physical_resource_id = made.physical_id
        self._attributes = made.attributes

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:  # noqa: ARG003 - moto's signature
        """Always: moto asks the class, which cannot know: `get_cfn_attribute` refuses what is not there."""
        return True

    @classmethod
    def create_from_cloudformation_json(
        cls,
        resource_name: str,
        cloudformation_json: dict[str, Json],
        account_id: str,
        region_name: str,
        **about: Json,
    ) -> "StrictResource":
        """Makes the resource by its type's model.

        Raises:
            Refused: when the type is unknown, or a property was not taken by the model.
        """
        kind, logical_id = about["ResourceType"], about["LogicalId"]
        if kind in unmodelled():
            return cls(Made(f"unmodelled-{logical_id}"))
        if kind not in MODELLED:
            raise Refused(f"{kind}: the simulator does not model this type")
        given = Properties(present(cloudformation_json.get("Properties", {})))
        made = MODELLED[kind].create(account(region_name, account_id), given, resource_name)
        given.finish()
        return cls(made)

    @classmethod
    def update_from_cloudformation_json(cls, **_: Json) -> "StrictResource":
        """A rehearsal starts from nothing each time: there is nothing to update."""
        raise Refused("updates are not modelled")

    def get_cfn_attribute(self, attribute_name: str) -> Json:
        """The attribute of the made resource."""
        if attribute_name not in self._attributes:
            raise Refused(f"Fn::GetAtt {attribute_name}: not modelled")
        return self._attributes[attribute_name]

    def is_created(self) -> bool:
        """The services answer when the resource is there."""
        return True

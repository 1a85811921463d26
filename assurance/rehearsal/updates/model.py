"""How a property of a resource is changed in place."""

from collections.abc import Callable, Mapping

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types import MODELLED
from assurance.rehearsal.values import Json

Given = Mapping[str, Json]
Update = Callable[[Aws, str, Given, Given], str | None]
"""Takes the account, the physical id, the properties as they shall be and as they were; gives the id where it became another."""

ANY = "*"
"""In place of a property's name: the update brings every property."""


def used_later(_aws: Aws, _identity: str, _given: Given, _before: Given) -> None:
    """A property that no service holds: CloudFormation itself uses it, when the resource is updated or removed."""


def put(service: str, operation: str, **parameters: str) -> Update:
    """A call that takes the properties' values: `put("sqs", "set", Url=ID, Colour="Colour")`; ID stands for the physical id.

    A property that is no longer given is not sent; where that changes nothing, the service is found to hold it still, and the update fails.
    """

    def update(aws: Aws, identity: str, given: Given, _before: Given) -> None:
        values = {name: identity if source is ID else given.get(source) for name, source in parameters.items()}
        call(aws.client(service), operation, **values)

    return update


ID = "the physical id"


def again(kind: str) -> Update:
    """For a type whose service takes the same call for a new resource and for a changed one."""

    def update(aws: Aws, identity: str, given: Given, _before: Given) -> str:
        properties = Properties(given)
        made = MODELLED[kind].create(aws, properties, identity.rsplit("|", 1)[-1])
        properties.finish()
        return made.physical_id

    return update


def joint(*names: str, by: Update) -> dict[str, Update]:
    """One update for several properties: it runs once, whichever of them changed."""
    return dict.fromkeys(names, by)


def not_taken_out(given: Given, name: str) -> Json:
    """A property that can be changed and not taken away.

    Raises:
        Refused: when the template no longer gives it.
    """
    if name not in given:
        raise Refused(f"{name}: it can be changed, not taken out")
    return given[name]

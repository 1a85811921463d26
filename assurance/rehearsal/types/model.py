"""What the rehearsal knows of one CloudFormation type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.values import Json


@dataclass(frozen=True)
class Made:
    """A resource that the services have made.

    Attributes:
        physical_id: what `Ref` gives.
        attributes: what `Fn::GetAtt` gives, by name.
    """

    physical_id: str
    attributes: Mapping[str, Json] = field(default_factory=dict)


Create = Callable[[Aws, Properties, str], Made]
Read = Callable[[Aws, str], Mapping[str, Json]]


@dataclass(frozen=True)
class ResourceType:
    """One type: how its service makes it, and how boto3 reads it back.

    Attributes:
        name: as in a template, `AWS::KMS::Key`.
        create: makes the resource through the service's own API, from its properties and a name that CloudFormation would generate.
        read: what boto3 finds, with the template's property names; raises `LookupError` when there is nothing.
        unread: properties that no API of the service tells back, each with the reason.
        shared: lists that other resources may add to (a group's rules, a role's policies): what the template says must be among them.
    """

    name: str
    create: Create
    read: Read
    unread: Mapping[str, str] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()


def found_one(items: list[Json], what: str) -> Json:
    """The only item of an answer.

    Raises:
        LookupError: when the service knows none, or more than one.
    """
    if len(items) != 1:
        raise LookupError(f"{what}: boto3 finds {len(items)}")
    return items[0]

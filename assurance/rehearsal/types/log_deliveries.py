"""Logs that a service delivers: whose, into what, and the tie between them."""

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType
from assurance.rehearsal.values import Json


def create_source(aws: Aws, given: Properties, _name: str) -> Made:
    """One kind of log of one resource."""
    name, tags = given.need("Name"), _mapping(given.take("Tags", []))
    made = call(aws.logs, "put_delivery_source", name=name, tags=tags, **given.rest())["deliverySource"]
    return Made(name, {"Arn": made["arn"], "Service": made["service"]})


def read_source(aws: Aws, name: str) -> dict[str, Json]:
    """The source by its name."""
    found = _asked(aws, name, lambda: aws.logs.get_delivery_source(name=name)["deliverySource"])
    return {**found, "ResourceArn": found["resourceArns"][0]}


def create_destination(aws: Aws, given: Properties, _name: str) -> Made:
    """A log group of this account."""
    name, target, tags = given.need("Name"), given.need("DestinationResourceArn"), _mapping(given.take("Tags", []))
    exists.log_group(aws, target)
    configuration = {"destinationResourceArn": target}
    made = call(aws.logs, "put_delivery_destination", name=name, deliveryDestinationConfiguration=configuration, tags=tags, **given.rest())[
        "deliveryDestination"
    ]
    return Made(name, {"Arn": made["arn"]})


def read_destination(aws: Aws, name: str) -> dict[str, Json]:
    """The destination by its name."""
    found = _asked(aws, name, lambda: aws.logs.get_delivery_destination(name=name)["deliveryDestination"])
    return {**found, "DestinationResourceArn": found["deliveryDestinationConfiguration"]["destinationResourceArn"]}


def create_delivery(aws: Aws, given: Properties, _name: str) -> Made:
    """From a source that is there to a destination that is there."""
    tags = _mapping(given.take("Tags", []))
    made = call(aws.logs, "create_delivery", tags=tags, **given.rest())["delivery"]
    return Made(made["id"], {"DeliveryId": made["id"], "Arn": made["arn"]})


def read_delivery(aws: Aws, identity: str) -> dict[str, Json]:
    """The delivery by its id."""
    return _asked(aws, identity, lambda: aws.logs.get_delivery(id=identity)["delivery"])


def _mapping(tags: Json) -> dict[str, str] | None:
    return {tag["Key"]: tag["Value"] for tag in tags} or None


def _asked(aws: Aws, what: str, ask: Json) -> dict[str, Json]:
    """The answer, with the tags that the resource has now."""
    try:
        found = ask()
    except aws.logs.exceptions.ResourceNotFoundException:
        raise LookupError(f"boto3 finds no {what}") from None
    tags = aws.logs.list_tags_for_resource(resourceArn=found["arn"])["tags"]
    return {**found, "Arn": found["arn"], "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


TYPES = (
    ResourceType("AWS::Logs::DeliverySource", create_source, read_source),
    ResourceType("AWS::Logs::DeliveryDestination", create_destination, read_destination),
    ResourceType("AWS::Logs::Delivery", create_delivery, read_delivery),
)

"""Queues and their policies."""

import json

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.policies import check_policy
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.types.eks import as_list, as_mapping
from assurance.rehearsal.types.model import Made, ResourceType
from assurance.rehearsal.values import Json

ATTRIBUTES = {
    "DelaySeconds": "DelaySeconds",
    "KmsMasterKeyId": "KmsMasterKeyId",
    "KmsDataKeyReusePeriodSeconds": "KmsDataKeyReusePeriodSeconds",
    "MessageRetentionPeriod": "MessageRetentionPeriod",
    "VisibilityTimeout": "VisibilityTimeout",
}
"""By the template's property: the same names in the API (SQS API reference, CreateQueue)."""


def attributes_of(aws: Aws, given: Properties) -> dict[str, str]:
    """The queue's attributes; its key has to be there."""
    found = {api: str(value) for name, api in ATTRIBUTES.items() if (value := given.take(name)) is not None}
    exists.key(aws, found.get("KmsMasterKeyId"))
    return found


def create_queue(aws: Aws, given: Properties, name: str) -> Made:
    """A queue with its key."""
    name, tags = given.take("QueueName", name), as_mapping(given.take("Tags")) or {}
    url = aws.sqs.create_queue(QueueName=name, Attributes=attributes_of(aws, given), tags=tags)["QueueUrl"]
    return Made(url, {"Arn": aws.arn("sqs", name), "QueueName": name, "QueueUrl": url})


def read_queue(aws: Aws, url: str) -> dict[str, Json]:
    """The queue's attributes and tags."""
    found = aws.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return {
        **found,
        "Arn": found["QueueArn"],
        "QueueName": url.rsplit("/", 1)[-1],
        "Tags": as_list(aws.sqs.list_queue_tags(QueueUrl=url).get("Tags")),
    }


def create_policy(aws: Aws, given: Properties, name: str) -> Made:
    """One policy, put on each of its queues."""
    document, queues = given.need("PolicyDocument"), given.need("Queues")
    check_policy(aws, document, principals=True)
    for queue in queues:
        aws.sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps(document)})
    return Made("|".join([name, *queues]))


def read_policy(aws: Aws, physical_id: str) -> dict[str, Json]:
    """The policy that the queues have: a list where they differ."""
    _, *queues = physical_id.split("|")
    found = [aws.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["Policy"])["Attributes"]["Policy"] for queue in queues]
    documents = [json.loads(text) for text in found]
    return {"PolicyDocument": documents[0] if all(each == documents[0] for each in documents) else documents, "Queues": queues}


TYPES = (
    ResourceType("AWS::SQS::Queue", create_queue, read_queue),
    ResourceType("AWS::SQS::QueuePolicy", create_policy, read_policy),
)

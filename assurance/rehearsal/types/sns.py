"""Topics and their policies."""

import json

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.policies import check_policy
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType
from assurance.rehearsal.values import Json


def create_topic(aws: Aws, given: Properties, name: str) -> Made:
    """A topic with its key."""
    name, key = given.take("TopicName", name), given.take("KmsMasterKeyId")
    exists.key(aws, key)
    attributes = {"KmsMasterKeyId": key} if key else {}
    display = given.take("DisplayName")
    if display is not None:
        attributes["DisplayName"] = display
    made = call(aws.sns, "create_topic", Name=name, Attributes=attributes, Tags=given.take("Tags"))
    return Made(made["TopicArn"], {"TopicArn": made["TopicArn"], "TopicName": name})


def read_topic(aws: Aws, arn: str) -> dict[str, Json]:
    """The topic's attributes and tags."""
    attributes = aws.sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    return {**attributes, "TopicName": arn.rsplit(":", 1)[-1], "Tags": aws.sns.list_tags_for_resource(ResourceArn=arn)["Tags"]}


def create_policy(aws: Aws, given: Properties, name: str) -> Made:
    """One policy, put on each of its topics."""
    document, topics = given.need("PolicyDocument"), given.need("Topics")
    check_policy(aws, document, principals=True)
    for topic in topics:
        aws.sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(document))
    return Made("|".join([name, *topics]))


def read_policy(aws: Aws, physical_id: str) -> dict[str, Json]:
    """The policy that the topics have: a list where they differ."""
    _, *topics = physical_id.split("|")
    documents = [json.loads(aws.sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"]) for topic in topics]
    same = all(document == documents[0] for document in documents)
    return {"PolicyDocument": documents[0] if same else documents, "Topics": topics}


TYPES = (
    ResourceType("AWS::SNS::Topic", create_topic, read_topic),
    ResourceType("AWS::SNS::TopicPolicy", create_policy, read_policy),
)

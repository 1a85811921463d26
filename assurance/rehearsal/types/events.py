"""Rules on the default event bus."""

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.policies import allows_service
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType
from assurance.rehearsal.values import Json
from blueprint.facts.partitions import service_principal


def create_rule(aws: Aws, given: Properties, name: str) -> Made:
    """A rule with a pattern, and where it sends what matches: to a topic or a queue that lets EventBridge in."""
    name, targets = given.take("Name", name), given.take("Targets", [])
    pattern = given.need("EventPattern")
    if not isinstance(pattern, dict) or not pattern or not all(isinstance(value, list | dict) for value in pattern.values()):
        raise Refused("EventPattern: has to name fields, each with a list of values or fields below it")
    for target in targets:
        _may_publish(aws, target["Arn"])
    made = call(aws.events, "put_rule", Name=name, EventPattern=pattern, **given.rest())
    if targets:
        call(aws.events, "put_targets", Rule=name, Targets=targets)
    return Made(name, {"Arn": made["RuleArn"]})


def _may_publish(aws: Aws, arn: str) -> None:
    """EventBridge takes a target that refuses it, and drops what it sends there: here that is refused."""
    if ":sqs:" in arn:
        _may_send(aws, arn)
        return
    if ":sns:" not in arn:
        raise Refused(f"Targets: {arn}: only topics and queues are modelled")
    try:
        policy = aws.sns.get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"]
    except aws.sns.exceptions.NotFoundException:
        raise Refused(f"Targets: the topic {arn} does not exist") from None
    if not allows_service(policy, service_principal("events"), "sns:Publish"):
        raise Refused(f"Targets: the policy of {arn} does not let EventBridge publish")


def _may_send(aws: Aws, arn: str) -> None:
    try:
        url = aws.sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
    except aws.sqs.exceptions.QueueDoesNotExist:
        raise Refused(f"Targets: the queue {arn} does not exist") from None
    policy = aws.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]).get("Attributes", {}).get("Policy")
    if not policy or not allows_service(policy, service_principal("events"), "sqs:SendMessage"):
        raise Refused(f"Targets: the policy of {arn} does not let EventBridge send")


def read_rule(aws: Aws, name: str) -> dict[str, Json]:
    """The rule, its targets and tags."""
    rule = aws.events.describe_rule(Name=name)
    tags = aws.events.list_tags_for_resource(ResourceARN=rule["Arn"])["Tags"]
    return {**rule, "Targets": aws.events.list_targets_by_rule(Rule=name)["Targets"], "Tags": tags}


TYPES = (ResourceType("AWS::Events::Rule", create_rule, read_rule),)

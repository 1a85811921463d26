"""Whether a service reaches a topic: it may publish, and the topic's key lets it encrypt."""

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.policies import allows_service


def check_publisher(aws: Aws, at: str, topic: str, principal: str) -> None:
    """Refuses a topic that a service could not publish to: nobody would ever hear of it.

    Args:
        aws: The account.
        at: The property that names the topic.
        topic: Its ARN.
        principal: The service's name in a policy.
    """
    if ":sns:" not in topic:
        raise Refused(f"{at}: {topic}: no topic; other actions are not modelled")
    try:
        attributes = aws.sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    except aws.sns.exceptions.NotFoundException:
        raise Refused(f"{at}: the topic {topic} does not exist") from None
    if not allows_service(attributes["Policy"], principal, "sns:Publish"):
        raise Refused(f"{at}: the policy of {topic} does not allow {principal} sns:Publish")
    key = exists.key(aws, attributes.get("KmsMasterKeyId"))
    if key is None:
        return
    policy = aws.kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
    for action in ("kms:Decrypt", "kms:GenerateDataKey"):
        if not allows_service(policy, principal, action):
            raise Refused(f"{at}: the key of {topic} does not allow {principal} {action}")

"""Log groups."""

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.policies import check_policy
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType, found_one
from assurance.rehearsal.values import Json

# PutRetentionPolicy, CloudWatch Logs API reference.
RETENTION_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)


def create_group(aws: Aws, given: Properties, name: str) -> Made:
    """A group with its key and how long it keeps."""
    name = given.take("LogGroupName", name)
    key, days = given.take("KmsKeyId"), given.take("RetentionInDays")
    exists.key(aws, key)
    tags = {tag["Key"]: tag["Value"] for tag in given.take("Tags", [])}
    call(aws.logs, "create_log_group", logGroupName=name, kmsKeyId=key, tags=tags or None, **given.some("LogGroupClass"))
    if days is not None:
        if int(days) not in RETENTION_DAYS:
            raise Refused(f"RetentionInDays: {days} is not one of {', '.join(map(str, RETENTION_DAYS))}")
        aws.logs.put_retention_policy(logGroupName=name, retentionInDays=int(days))
    return Made(name, {"Arn": f"{aws.arn('logs', f'log-group:{name}')}:*"})


def read_group(aws: Aws, name: str) -> dict[str, Json]:
    """The group and its tags."""
    groups = aws.logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    group = found_one([known for known in groups if known["logGroupName"] == name], name)
    tags = aws.logs.list_tags_for_resource(resourceArn=group["arn"].removesuffix(":*"))["tags"]
    return {
        **group,
        "Arn": f"{group['arn'].removesuffix(':*')}:*",
        "RetentionInDays": group.get("retentionInDays"),
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
    }


def create_resource_policy(aws: Aws, given: Properties, _name: str) -> Made:
    """What lets a service write to groups."""
    name, document = given.need("PolicyName"), given.need("PolicyDocument")
    check_policy(aws, document, principals=True)
    call(aws.logs, "put_resource_policy", policyName=name, policyDocument=document)
    return Made(name)


def read_resource_policy(aws: Aws, name: str) -> dict[str, Json]:
    """The policy by its name."""
    known = aws.logs.describe_resource_policies()["resourcePolicies"]
    return dict(found_one([policy for policy in known if policy["policyName"] == name], name))


TYPES = (
    ResourceType("AWS::Logs::LogGroup", create_group, read_group),
    ResourceType("AWS::Logs::ResourcePolicy", create_resource_policy, read_resource_policy),
)

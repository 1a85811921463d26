"""Tags: each service has its own two calls to give and to take them."""

from collections.abc import Callable

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.updates.model import Given, Update
from assurance.rehearsal.values import Json

Who = Callable[[Aws, str], dict[str, Json]]


def difference(given: Given, before: Given, at: str = "Tags") -> tuple[dict[str, str], list[str]]:
    """Tags to write, and keys to take away."""
    now, then = as_mapping(given.get(at)), as_mapping(before.get(at))
    return {key: value for key, value in now.items() if then.get(key) != value}, sorted(set(then) - set(now))


def as_mapping(tags: Json) -> dict[str, str]:
    """Tags as a template writes them, a list or a mapping, as a mapping."""
    if isinstance(tags, list):
        return {tag.get("Key", tag.get("key")): tag.get("Value", tag.get("value")) for tag in tags}
    return dict(tags or {})


def pairs(tags: dict[str, str]) -> Json:
    """The way most services take tags."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def tagger(  # noqa: PLR0913 - as many as the services' calls differ in
    service: str,
    tag: str,
    untag: str,
    who: Who,
    *,
    at: str = "Tags",
    tags: str = "Tags",
    keys: str = "TagKeys",
    write: Callable[[dict[str, str]], Json] = pairs,
    take: Callable[[list[str]], Json] = list,
) -> Update:
    """An update of tags.

    Args:
        service: its client.
        tag: the call that gives tags.
        untag: the call that takes them.
        who: the parameters that name the resource.
        at: the template's property.
        tags: the parameter of the first call.
        keys: the parameter of the second.
        write: tags as the first call takes them.
        take: keys as the second call takes them.
    """

    def update(aws: Aws, identity: str, given: Given, before: Given) -> None:
        write_these, take_these = difference(given, before, at)
        client, named = aws.client(service), who(aws, identity)
        if write_these:
            getattr(client, tag)(**named, **{tags: write(write_these)})
        if take_these:
            getattr(client, untag)(**named, **{keys: take(take_these)})

    return update


def by_arn(parameter: str, service: str, path: str, *, regional: bool = True) -> Who:
    """Named by the ARN that follows from the physical id."""
    region = {} if regional else {"region": ""}
    return lambda aws, identity: {parameter: identity if identity.startswith("arn:") else aws.arn(service, f"{path}{identity}", **region)}


def ssm(kind: str) -> Update:
    """Parameters, documents, associations."""
    return tagger(
        "ssm",
        "add_tags_to_resource",
        "remove_tags_from_resource",
        lambda _aws, identity: {"ResourceType": kind, "ResourceId": identity},
    )


def resolver(path: str) -> Update:
    """What the network's resolver holds."""
    return tagger("route53resolver", "tag_resource", "untag_resource", by_arn("ResourceArn", "route53resolver", f"{path}/"))


EC2 = tagger(
    "ec2",
    "create_tags",
    "delete_tags",
    lambda _aws, identity: {"Resources": [identity]},
    keys="Tags",
    take=lambda keys: [{"Key": key} for key in keys],
)
KMS = tagger(
    "kms",
    "tag_resource",
    "untag_resource",
    lambda _aws, identity: {"KeyId": identity},
    write=lambda tags: [{"TagKey": key, "TagValue": value} for key, value in tags.items()],
)
LOGS = tagger(
    "logs",
    "tag_resource",
    "untag_resource",
    by_arn("resourceArn", "logs", "log-group:"),
    tags="tags",
    keys="tagKeys",
    write=dict,
)
ECR = tagger("ecr", "tag_resource", "untag_resource", by_arn("resourceArn", "ecr", "repository/"), tags="tags", keys="tagKeys")
ROLE = tagger("iam", "tag_role", "untag_role", lambda _aws, identity: {"RoleName": identity})
TRAIL = tagger(
    "cloudtrail",
    "add_tags",
    "remove_tags",
    by_arn("ResourceId", "cloudtrail", "trail/"),
    tags="TagsList",
    keys="TagsList",
    take=lambda keys: [{"Key": key} for key in keys],
)
TOPIC = tagger("sns", "tag_resource", "untag_resource", lambda _aws, arn: {"ResourceArn": arn})
RULE = tagger("events", "tag_resource", "untag_resource", by_arn("ResourceARN", "events", "rule/"))
ALARM = tagger("cloudwatch", "tag_resource", "untag_resource", by_arn("ResourceARN", "cloudwatch", "alarm:"))
DETECTOR = tagger(
    "guardduty",
    "tag_resource",
    "untag_resource",
    by_arn("ResourceArn", "guardduty", "detector/"),
    write=dict,
)
BUDGET = tagger(
    "budgets",
    "tag_resource",
    "untag_resource",
    by_arn("ResourceARN", "budgets", "budget/", regional=False),
    at="ResourceTags",
    tags="ResourceTags",
    keys="ResourceTagKeys",
)
SAGEMAKER = tagger("sagemaker", "add_tags", "delete_tags", lambda _aws, arn: {"ResourceArn": arn})
FILE_SYSTEM = tagger("fsx", "tag_resource", "untag_resource", by_arn("ResourceARN", "fsx", "file-system/"))
HUB = tagger("securityhub", "tag_resource", "untag_resource", lambda _aws, arn: {"ResourceArn": arn}, write=dict)

"""The audit trail."""

from collections.abc import Mapping

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.policies import allows_service, statements
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.selectors import check_selectors
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType, found_one
from assurance.rehearsal.values import Json
from blueprint.facts.partitions import service_principal

PRINCIPAL = service_principal("cloudtrail")


def create_trail(aws: Aws, given: Properties, name: str) -> Made:
    """A trail that may write to its bucket with its key: CloudTrail tries both before it makes one."""
    name, bucket = given.take("TrailName", name), given.need("S3BucketName")
    key, log_group, role = given.take("KMSKeyId"), given.take("CloudWatchLogsLogGroupArn"), given.take("CloudWatchLogsRoleArn")
    check_trail(aws, {"S3BucketName": bucket, "KMSKeyId": key, "CloudWatchLogsLogGroupArn": log_group, "CloudWatchLogsRoleArn": role})
    selectors = given.some("EventSelectors", "AdvancedEventSelectors")
    check_selectors(selectors.get("AdvancedEventSelectors", []))
    insights, logging, tags = given.take("InsightSelectors"), given.need("IsLogging"), given.take("Tags")
    wired = {"CloudWatchLogsLogGroupArn": log_group, "CloudWatchLogsRoleArn": role}
    trail = call(aws.cloudtrail, "create_trail", Name=name, S3BucketName=bucket, KmsKeyId=key, TagsList=tags, **wired, **given.rest())
    if selectors:
        call(aws.cloudtrail, "put_event_selectors", TrailName=name, **selectors)
    if insights:
        call(aws.cloudtrail, "put_insight_selectors", TrailName=name, InsightSelectors=insights)
    if str(logging).lower() == "true":
        aws.cloudtrail.start_logging(Name=trail["TrailARN"])
    return Made(name, {"Arn": trail["TrailARN"]})


def check_trail(aws: Aws, given: Mapping[str, Json]) -> None:
    """Refuses a trail that could not write to its bucket, with its key, or to its log group."""
    _may_write(aws, given["S3BucketName"])
    if (key := given.get("KMSKeyId")) is not None:
        _may_encrypt(aws, key)
    if (log_group := given.get("CloudWatchLogsLogGroupArn")) is not None:
        exists.log_group(aws, log_group)
    if (role := given.get("CloudWatchLogsRoleArn")) is not None:
        exists.role(aws, role)
        _may_take_on(aws, role)


def _may_write(aws: Aws, bucket: str) -> None:
    exists.bucket(aws, bucket)
    try:
        policy = aws.s3.get_bucket_policy(Bucket=bucket)["Policy"]
    except aws.s3.exceptions.ClientError:
        raise Refused(f"S3BucketName: the bucket {bucket} has no policy that lets CloudTrail write") from None
    for action in ("s3:GetBucketAcl", "s3:PutObject"):
        if not allows_service(policy, PRINCIPAL, action):
            raise Refused(f"S3BucketName: the policy of {bucket} does not allow {PRINCIPAL} {action}")


def _may_take_on(aws: Aws, role: str) -> None:
    """CloudTrail sends neither key when it takes on the role for CloudWatch Logs (CloudTrail User Guide, Role policy document)."""
    trust = aws.iam.get_role(RoleName=role.rsplit("/", 1)[-1])["Role"]["AssumeRolePolicyDocument"]
    keys = {key.lower() for statement in statements(trust) for block in statement.get("Condition", {}).values() for key in block}
    if unmet := sorted(keys & {"aws:sourcearn", "aws:sourceaccount"}):
        raise Refused(f"CloudWatchLogsRoleArn: {PRINCIPAL} cannot take on {role}: its trust asks for {', '.join(unmet)}")


def _may_encrypt(aws: Aws, key: str) -> None:
    arn = exists.key(aws, key)
    policy = aws.kms.get_key_policy(KeyId=arn, PolicyName="default")["Policy"]
    if not allows_service(policy, PRINCIPAL, "kms:GenerateDataKey"):
        raise Refused(f"KMSKeyId: the policy of {key} does not allow {PRINCIPAL} kms:GenerateDataKey")


def read_trail(aws: Aws, name: str) -> dict[str, Json]:
    """The trail, its selectors, and whether it logs."""
    trail = found_one(aws.cloudtrail.describe_trails(trailNameList=[name])["trailList"], name)
    selectors = aws.cloudtrail.get_event_selectors(TrailName=name)
    tags = found_one(aws.cloudtrail.list_tags(ResourceIdList=[trail["TrailARN"]])["ResourceTagList"], name)
    return {
        **trail,
        "Arn": trail["TrailARN"],
        "TrailName": trail["Name"],
        "KMSKeyId": trail.get("KmsKeyId"),
        "EnableLogFileValidation": trail["LogFileValidationEnabled"],
        "IsLogging": aws.cloudtrail.get_trail_status(Name=trail["TrailARN"])["IsLogging"],
        "EventSelectors": selectors.get("EventSelectors"),
        "AdvancedEventSelectors": selectors.get("AdvancedEventSelectors"),
        "InsightSelectors": _insights(aws, name) if trail.get("HasInsightSelectors") else None,
        "Tags": tags["TagsList"],
    }


def _insights(aws: Aws, name: str) -> Json:
    return aws.cloudtrail.get_insight_selectors(TrailName=name).get("InsightSelectors")


TYPES = (ResourceType("AWS::CloudTrail::Trail", create_trail, read_trail),)

"""AWS Config: one recorder and one channel in an account and region, and rules that need both."""

import json

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.policies import allows_service
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType, found_one
from assurance.rehearsal.values import Json
from blueprint.facts.config_rules import catalogue
from blueprint.facts.partitions import service_principal

PRINCIPAL = service_principal("config")
KEY_ACTIONS = ("kms:Decrypt", "kms:GenerateDataKey")


def create_recorder(aws: Aws, given: Properties, name: str) -> Made:
    """A recorder with a role that is there; it starts once there is a channel, as CloudFormation has it."""
    name, role, group = given.take("Name", name), given.need("RoleARN"), given.take("RecordingGroup")
    exists.role(aws, role)
    _one_of_each(aws.config.describe_configuration_recorders()["ConfigurationRecorders"], "recorder")
    call(aws.config, "put_configuration_recorder", ConfigurationRecorder={"name": name, "roleARN": role, "recordingGroup": group})
    if aws.config.describe_delivery_channels()["DeliveryChannels"]:
        aws.config.start_configuration_recorder(ConfigurationRecorderName=name)
    return Made(name)


def read_recorder(aws: Aws, name: str) -> dict[str, Json]:
    """The recorder, where it records."""
    named = {"ConfigurationRecorderNames": [name]}
    found = found_one(aws.config.describe_configuration_recorders(**named)["ConfigurationRecorders"], name)
    status = found_one(aws.config.describe_configuration_recorder_status(**named)["ConfigurationRecordersStatus"], name)
    if not status["recording"]:
        raise LookupError(f"{name} does not record")
    return {"Name": found["name"], "RoleARN": found["roleARN"], "RecordingGroup": found["recordingGroup"]}


def create_channel(aws: Aws, given: Properties, name: str) -> Made:
    """A channel to a bucket that lets AWS Config deliver, under a key that it may use; the waiting recorder starts."""
    name, bucket, key = given.take("Name", name), given.need("S3BucketName"), given.take("S3KmsKeyArn")
    exists.bucket(aws, bucket)
    _check_bucket(aws, bucket)
    if exists.key(aws, key):
        _check_key(aws, str(key))
    recorders = aws.config.describe_configuration_recorders()["ConfigurationRecorders"]
    if not recorders:
        raise Refused("NoAvailableConfigurationRecorderException: a channel needs a recorder")
    _one_of_each(aws.config.describe_delivery_channels()["DeliveryChannels"], "delivery channel")
    channel = {"name": name, "s3BucketName": bucket, "s3KmsKeyArn": key, **given.rest()}
    call(aws.config, "put_delivery_channel", DeliveryChannel={known: value for known, value in channel.items() if value is not None})
    aws.config.start_configuration_recorder(ConfigurationRecorderName=recorders[0]["name"])
    return Made(name)


def read_channel(aws: Aws, name: str) -> dict[str, Json]:
    """The channel by its name."""
    return dict(found_one(aws.config.describe_delivery_channels(DeliveryChannelNames=[name])["DeliveryChannels"], name))


def create_rule(aws: Aws, given: Properties, name: str) -> Made:
    """A rule; AWS Config refuses one before it records."""
    name, parameters = given.take("ConfigRuleName", name), given.take("InputParameters")
    if not aws.config.describe_configuration_recorders()["ConfigurationRecorders"]:
        raise Refused("NoAvailableConfigurationRecorderException: a rule needs a recorder")
    if name in {known["ConfigRuleName"] for known in aws.config.describe_config_rules()["ConfigRules"]}:
        raise Refused(f"ConfigRuleName: {name} already exists")
    source = given.need("Source")
    check_region(aws, source.get("SourceIdentifier", ""))
    written = parameters if parameters is None or isinstance(parameters, str) else json.dumps(parameters)
    call(aws.config, "put_config_rule", ConfigRule=_given(ConfigRuleName=name, InputParameters=written, Source=source, **given.rest()))
    made = read_rule(aws, name)
    return Made(name, {"Arn": made["ConfigRuleArn"], "ConfigRuleId": made["ConfigRuleId"]})


def read_rule(aws: Aws, name: str) -> dict[str, Json]:
    """The rule by its name, its parameters as a mapping."""
    found = dict(found_one(aws.config.describe_config_rules(ConfigRuleNames=[name])["ConfigRules"], name))
    if parameters := found.get("InputParameters"):
        found["InputParameters"] = json.loads(parameters)
    return found


def check_region(aws: Aws, identifier: str) -> None:
    """Not every region has every managed rule."""
    if identifier in catalogue() and aws.region in catalogue()[identifier].not_in:
        raise Refused(f"Source: {aws.region} has no managed rule {identifier}")


def _given(**properties: Json) -> dict[str, Json]:
    return {name: value for name, value in properties.items() if value is not None}


def _one_of_each(known: list[Json], what: str) -> None:
    if known:
        raise Refused(f"the account already has a {what} here: {known[0]['name']}")


def _check_bucket(aws: Aws, bucket: str) -> None:
    """AWS Config tries the bucket before it says yes (PutDeliveryChannel: InsufficientDeliveryPolicyException), and takes no locked one."""
    try:
        policy = aws.s3.get_bucket_policy(Bucket=bucket)["Policy"]
    except aws.s3.exceptions.ClientError:
        raise Refused(f"InsufficientDeliveryPolicyException: {bucket} has no policy") from None
    for action in ("s3:GetBucketAcl", "s3:ListBucket", "s3:PutObject"):
        if not allows_service(policy, PRINCIPAL, action):
            raise Refused(f"InsufficientDeliveryPolicyException: the policy of {bucket} does not allow {PRINCIPAL} {action}")
    try:
        aws.s3.get_object_lock_configuration(Bucket=bucket)
    except aws.s3.exceptions.ClientError:
        return
    raise Refused(f"{bucket} has Object Lock: AWS Config does not deliver there")


def _check_key(aws: Aws, key: str) -> None:
    policy = aws.kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
    for action in KEY_ACTIONS:
        if not allows_service(policy, PRINCIPAL, action):
            raise Refused(f"S3KmsKeyArn: the policy of {key} does not allow {PRINCIPAL} {action}")


TYPES = (
    ResourceType("AWS::Config::ConfigurationRecorder", create_recorder, read_recorder),
    ResourceType("AWS::Config::DeliveryChannel", create_channel, read_channel),
    ResourceType("AWS::Config::ConfigRule", create_rule, read_rule),
)

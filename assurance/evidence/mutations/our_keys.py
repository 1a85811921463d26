"""Attacks on `our_keys`: keys dropped, swapped for somebody else's, switched off, or given away by their own policy."""

from collections.abc import Callable
from typing import Any

from assurance.evidence.cluster_keys import NODE_CLASS, STORAGE_CLASS
from assurance.evidence.mutations.draft import Draft, Found, Properties
from assurance.evidence.mutations.mutation import Register

register = Register("our_keys")

KEY, ALIAS, BUCKET, TEMPLATE = "AWS::KMS::Key", "AWS::KMS::Alias", "AWS::S3::Bucket", "AWS::EC2::LaunchTemplate"
LOGS, TRAIL, REPOSITORY, LUSTRE = "AWS::Logs::LogGroup", "AWS::CloudTrail::Trail", "AWS::ECR::Repository", "AWS::FSx::FileSystem"


def default_of(bucket: Found) -> dict[str, Any]:
    """What a bucket encrypts new objects with, to be changed."""
    default: dict[str, Any] = bucket.properties["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]["ServerSideEncryptionByDefault"]
    return default


def has_own_key(bucket: Properties) -> bool:
    """Whether a bucket names a key."""
    return "KMSMasterKeyID" in str(bucket.get("BucketEncryption"))


def volumes(draft: Draft) -> list[dict[str, Any]]:
    """The volumes of the nodes, to be changed."""
    mappings: list[dict[str, Any]] = draft.first(TEMPLATE).properties["LaunchTemplateData"]["BlockDeviceMappings"]
    return mappings


def statements(key: Found) -> list[dict[str, Any]]:
    """The statements of a key's policy, to be changed."""
    found: list[dict[str, Any]] = key.properties["KeyPolicy"]["Statement"]
    return found


# Dropped


@register
def bucket_without_encryption(draft: Draft) -> None:
    """A bucket that says nothing of encryption: S3 takes a key of its own."""
    del draft.first(BUCKET, has_own_key).properties["BucketEncryption"]


@register
def bucket_with_keys_of_s3(draft: Draft) -> None:
    """A bucket that encrypts with S3's own keys."""
    default = default_of(draft.first(BUCKET, has_own_key))
    default.pop("KMSMasterKeyID")
    default["SSEAlgorithm"] = "AES256"


@register
def bucket_with_kms_and_no_key(draft: Draft) -> None:
    """A bucket that encrypts with KMS and names no key: AWS's own key for S3."""
    del default_of(draft.first(BUCKET, has_own_key))["KMSMasterKeyID"]


@register
def every_log_group_but_one(draft: Draft) -> None:
    """The last log group loses its key."""
    del [*draft.every(LOGS)][-1].properties["KmsKeyId"]


@register
def trail_without_key(draft: Draft) -> None:
    """The trail's records are encrypted with S3's own keys."""
    del draft.first(TRAIL).properties["KMSKeyId"]


@register
def registry_without_key(draft: Draft) -> None:
    """A registry of images that says KMS and names no key."""
    del draft.first(REPOSITORY).properties["EncryptionConfiguration"]["KmsKey"]


@register
def bootstrap_registry_without_key(draft: Draft) -> None:
    """The bootstrap's registry loses its encryption, as in the CDK's own template."""
    del [*draft.every(REPOSITORY)][-1].properties["EncryptionConfiguration"]


@register
def file_system_without_key(draft: Draft) -> None:
    """The lake's file system takes AWS's own key for FSx."""
    del draft.first(LUSTRE).properties["KmsKeyId"]


@register
def endpoint_on_network_volumes(draft: Draft) -> None:
    """The model moves to instances without local disks, and the endpoint still names no key."""
    configuration = draft.first("AWS::SageMaker::EndpointConfig").properties
    configuration.pop("KmsKeyId", None)
    configuration["ProductionVariants"][0]["InstanceType"] = "ml.c5.4xlarge"


@register
def prompts_without_key(draft: Draft) -> None:
    """The endpoint records requests and answers, and names no key for them."""
    capture = {"DestinationS3Uri": f"s3://{draft.scope.name}-raw-{draft.scope.account}/prompts", "InitialSamplingPercentage": 100}
    draft.first("AWS::SageMaker::EndpointConfig").properties["DataCaptureConfig"] = capture


# Switched off


@register
def volume_not_encrypted(draft: Draft) -> None:
    """The nodes' root volume names our key and is not encrypted."""
    volumes(draft)[0]["Ebs"]["Encrypted"] = "false"


@register
def volume_encrypted_by_default(draft: Draft) -> None:
    """The nodes' root volume leaves encryption to what the account has by default."""
    for name in ("Encrypted", "KmsKeyId"):
        volumes(draft)[0]["Ebs"].pop(name, None)


@register
def second_volume_without_key(draft: Draft) -> None:
    """A second volume, encrypted with whatever key the account has by default."""
    volumes(draft).append({"DeviceName": "/dev/sdf", "Ebs": {"VolumeSize": 1000, "Encrypted": True}})


@register
def volumes_of_the_image(draft: Draft) -> None:
    """The launch template names no volume: the image's own settings count."""
    del draft.first(TEMPLATE).properties["LaunchTemplateData"]["BlockDeviceMappings"]


# Somebody else's


@register
def key_of_another_account(draft: Draft) -> None:
    """A bucket with a key of another account, by its ARN."""
    default_of(draft.first(BUCKET, has_own_key))["KMSMasterKeyID"] = draft.elsewhere.key


@register
def keys_of_aws(draft: Draft) -> None:
    """A log group with AWS's own key."""
    draft.first(LOGS).properties["KmsKeyId"] = draft.elsewhere.arn("kms", "alias/aws/logs")


@register
def key_from_a_parameter(draft: Draft) -> None:
    """A file system whose key is whatever the one who deploys says."""
    file_system = draft.first(LUSTRE)
    draft.section(file_system, "Parameters")["VolumeKey"] = {"Type": "String"}
    file_system.properties["KmsKeyId"] = {"Ref": "VolumeKey"}


@register
def key_or_none(draft: Draft) -> None:
    """A log group that has a key under a condition that is open until the deployment."""
    group = draft.first(LOGS)
    draft.section(group, "Parameters")["Sealed"] = {"Type": "String", "Default": "yes"}
    draft.section(group, "Conditions")["IsSealed"] = {"Fn::Equals": [{"Ref": "Sealed"}, "yes"]}
    group.properties["KmsKeyId"] = {"Fn::If": ["IsSealed", group.properties["KmsKeyId"], {"Ref": "AWS::NoValue"}]}


@register
def alias_of_another_key(draft: Draft) -> None:
    """One of our aliases points to a key of another account, and a bucket goes by the alias."""
    alias = draft.first(ALIAS)
    alias.properties["TargetKeyId"] = draft.elsewhere.key
    default_of(draft.first(BUCKET, has_own_key))["KMSMasterKeyID"] = alias.properties["AliasName"]


@register
def alias_that_nobody_uses_here(draft: Draft) -> None:
    """One of our aliases points to a key of another account: whoever encrypts by the alias takes that key."""
    draft.first(ALIAS).properties["TargetKeyId"] = draft.elsewhere.key


@register
def data_hidden_among_access_logs(draft: Draft) -> None:
    """A bucket of the lake takes S3's own keys; another bucket logs into it, as if it were one for access logs."""
    bucket = draft.first(BUCKET, has_own_key)
    default = default_of(bucket)
    default.pop("KMSMasterKeyID")
    default["SSEAlgorithm"] = "AES256"
    other = next(each for each in draft.every(BUCKET, has_own_key) if each.name != bucket.name)
    other.properties["LoggingConfiguration"] = {"DestinationBucketName": bucket.properties["BucketName"]}


# Given away by the key itself


@register
def key_shared_with_another_account(draft: Draft) -> None:
    """The policy of a key lets another account decrypt."""
    stranger = {"AWS": draft.elsewhere.arn("iam", "root", region="", account=draft.elsewhere.account)}
    statements(draft.first(KEY)).append({"Effect": "Allow", "Principal": stranger, "Action": "kms:Decrypt", "Resource": "*"})


@register
def key_for_everybody(draft: Draft) -> None:
    """The policy of a key lets everybody decrypt who comes through S3."""
    through = {"StringLike": {"kms:ViaService": "s3.*"}}
    statements(draft.first(KEY)).append(
        {"Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*", "Condition": through}
    )


@register
def key_for_a_service_of_all_customers(draft: Draft) -> None:
    """A service may use a key for any of its customers: the condition that held it to our resources is gone."""
    for key in draft.every(KEY):
        for statement in statements(key):
            if "Service" in statement.get("Principal", {}):
                statement.pop("Condition", None)


@register
def key_without_rotation(draft: Draft) -> None:
    """A key that is never rotated."""
    draft.first(KEY).properties["EnableKeyRotation"] = False


@register
def key_gone_in_a_week(draft: Draft) -> None:
    """A key that is gone seven days after somebody deletes it: too soon for anybody to notice."""
    draft.first(KEY).properties["PendingWindowInDays"] = 7


@register
def key_with_a_deletable_policy(draft: Draft) -> None:
    """The safety check that keeps a key from being locked out of its own account is bypassed."""
    draft.first(KEY).properties["BypassPolicyLockoutSafetyCheck"] = True


# Disks that a cluster starts


def disk(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - a disk's fields are any JSON
    """A class of nodes with one disk."""
    return {"spec": {"blockDeviceMappings": [{"ebs": {"volumeSize": "200Gi", "encrypted": True, **changes}}]}}


@register
def node_disk_without_a_key(draft: Draft) -> None:
    """Karpenter's nodes have disks under AWS's own key."""
    draft.add(NODE_CLASS, **disk())


@register
def node_disk_under_another_key(draft: Draft) -> None:
    """Karpenter's nodes have disks under a key of another account."""
    draft.add(NODE_CLASS, **disk(kmsKeyID=draft.elsewhere.key))


@register
def node_disk_of_an_output_of_nobody(draft: Draft) -> None:
    """Karpenter's nodes have disks under a key that no stack tells."""
    draft.add(NODE_CLASS, **disk(kmsKeyID="${SomebodysKeyArn}"))


@register
def nodes_of_the_images_own_disks(draft: Draft) -> None:
    """Karpenter's nodes have the disks that the image says."""
    draft.add(NODE_CLASS, spec={"amiFamily": "AL2023"})


@register
def storage_class_without_a_key(draft: Draft) -> None:
    """A storage class makes disks under AWS's own key."""
    draft.add(STORAGE_CLASS, provisioner="ebs.csi.aws.com", parameters={"encrypted": "true"})


# Types that the deployment does not have yet

NEW: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("AWS::SNS::Topic", "topic", {"TopicName": "alarms"}),
    ("AWS::SQS::Queue", "queue with the service's keys", {"SqsManagedSseEnabled": True}),
    ("AWS::DynamoDB::Table", "table", {"SSESpecification": {"SSEEnabled": True}}),
    ("AWS::EFS::FileSystem", "shared files", {"Encrypted": True}),
    ("AWS::SecretsManager::Secret", "secret", {"Name": "token"}),
    ("AWS::EC2::Volume", "disk", {"Encrypted": False, "Size": 100}),
    ("AWS::Kinesis::Stream", "stream", {"ShardCount": 1}),
    ("AWS::Backup::BackupVault", "backup vault", {"BackupVaultName": "copies"}),
    ("AWS::SageMaker::NotebookInstance", "notebook", {"DirectInternetAccess": "Disabled", "InstanceType": "ml.t3.medium"}),
    ("AWS::Bedrock::CustomModel", "type that the registry does not know", {}),
)


def _properties(given: dict[str, Any]) -> Callable[[Draft], dict[str, Any]]:
    return lambda _: dict(given)


for type_name, what, given in NEW:
    sentence = f"A {what} of a type that is new here ({type_name}), with no key."
    register.added(type_name, f"{what} without a key", sentence, _properties(given))

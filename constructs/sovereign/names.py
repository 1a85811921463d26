"""Physical names, decided once: a policy written before its bucket exists has to know what the bucket will be called."""

from hashlib import sha256

from aws_cdk import Stack

from blueprint.facts.data_classes import DataClass
from constructs import Construct


def bucket_name(scope: Construct, deployment: str, data_class: DataClass | str) -> str:
    """Names a bucket. Bucket names are unique in a partition, so the account stands in it (at most 51 of S3's 63 characters)."""
    return f"{deployment}-{data_class}-{Stack.of(scope).account}"


def bucket_arn(scope: Construct, deployment: str, data_class: DataClass | str) -> str:
    """The ARN of a bucket that may stand in another stack."""
    return f"arn:{Stack.of(scope).partition}:s3:::{bucket_name(scope, deployment, data_class)}"


CONFIGURATION = "configuration"
"""The bucket that AWS Config delivers to."""


def log_group_name(deployment: str, part: str) -> str:
    """Every log group lies under the deployment's own path: one key policy condition covers them all."""
    return f"/{deployment}/{part}"


def trail_name(deployment: str) -> str:
    """The name of the audit trail."""
    return f"{deployment}-trail"


def qualifier(deployment: str) -> str:
    """The bootstrap qualifier: at most ten lower-case letters and digits, its own for each deployment of an account."""
    return "s" + sha256(deployment.encode()).hexdigest()[:9]


def endpoint_name(deployment: str) -> str:
    """The name under which the model is called."""
    return f"{deployment}-serving"


def endpoint_log_group_name(deployment: str) -> str:
    """SageMaker alone decides where an endpoint's containers log."""
    return f"/aws/sagemaker/Endpoints/{endpoint_name(deployment)}"


def hyperpod_cluster_name(deployment: str) -> str:
    """The HyperPod cluster."""
    return f"{deployment}-hyperpod"


def cluster_log_groups(deployment: str) -> str:
    """Where SageMaker alone decides that a HyperPod cluster logs: the last part is the cluster's id, which nobody knows beforehand."""
    return f"/aws/sagemaker/Clusters/{hyperpod_cluster_name(deployment)}/*"


def boundary_name(deployment: str) -> str:
    """The permissions boundary that every role of the deployment carries; the bootstrap template makes it."""
    return f"{deployment}-boundary"


def staging_bucket_name(scope: Construct, deployment: str) -> str:
    """The bootstrap's bucket for templates and assets, named as the CDK's own."""
    stack = Stack.of(scope)
    return f"cdk-{qualifier(deployment)}-assets-{stack.account}-{stack.region}"


def assets_key_export(deployment: str) -> str:
    """Under this name the bootstrap tells the stacks the key of its bucket."""
    return f"{deployment}-assets-key"


def topic_name(deployment: str) -> str:
    """The topic that alarms go to."""
    return f"{deployment}-alarms"


def alarm_name(deployment: str, alarm: str) -> str:
    """Every alarm carries the deployment's name: topic and key let these alone publish."""
    return f"{deployment}-{alarm}"


def alarm_arns(scope: Construct, deployment: str) -> str:
    """The ARNs of the deployment's alarms, as a pattern for `aws:SourceArn`."""
    stack = Stack.of(scope)
    return f"arn:{stack.partition}:cloudwatch:{stack.region}:{stack.account}:alarm:{alarm_name(deployment, '*')}"


def budget_name(deployment: str) -> str:
    """The account's budget, as this deployment keeps it."""
    return f"{deployment}-budget"


def budget_arns(scope: Construct) -> str:
    """What AWS Budgets says that it works for, as a pattern for `aws:SourceArn` (Cost Management guide, SNS topic for budgets)."""
    stack = Stack.of(scope)
    return f"arn:{stack.partition}:budgets::{stack.account}:*"


def schedule_name(deployment: str, purpose: str) -> str:
    """A schedule of EventBridge Scheduler, in the account's default group."""
    return f"{deployment}-{purpose}"


def operators_boundary_name(deployment: str) -> str:
    """The boundary of the roles that people take on; the bootstrap template makes it where the file declares such a role."""
    return f"{deployment}-operators-boundary"


def break_glass_role_name(deployment: str) -> str:
    """The emergency role: its name is known beforehand, for nobody looks it up on the day."""
    return f"{deployment}-break-glass"


def operator_role_name(deployment: str) -> str:
    """The role with which operators open sessions."""
    return f"{deployment}-operator"


def session_document_name(deployment: str) -> str:
    """The session document of this deployment.

    Not `SSM-SessionManagerRunShell`: that name is one for the whole account and region, so that two deployments would take it from
    each other, and whoever may change it changes everybody's logging.
    """
    return f"{deployment}-shell"


def backup_vault_name(deployment: str) -> str:
    """The vault beside the data, from which copies leave."""
    return f"{deployment}-backup"


def locked_vault_name(deployment: str) -> str:
    """The vault in the second account, in which copies stay."""
    return f"{deployment}-vault"


def backup_role_name(deployment: str) -> str:
    """With it AWS Backup reads the buckets and copies into the second account, whose key names it."""
    return f"{deployment}-backup"


def restore_role_name(deployment: str) -> str:
    """With it AWS Backup fills a new bucket."""
    return f"{deployment}-restore"


def return_role_name(deployment: str) -> str:
    """With it AWS Backup copies back from the second account."""
    return f"{deployment}-return"


def restored_bucket_name(deployment: str, purpose: str, account: str) -> str:
    """An empty bucket for a restore: the restoring role may fill no other."""
    return f"{deployment}-restored-{purpose}-{account}"


def backup_boundary_name(deployment: str) -> str:
    """The boundary of the roles that AWS Backup takes on; the bootstrap template makes it where the file declares copies."""
    return f"{deployment}-backup-boundary"


def vault_alarm_name(deployment: str) -> str:
    """Rule and topic that tell what happens to the locked vault."""
    return f"{deployment}-vault-alarm"


def cluster_name(deployment: str) -> str:
    """The Kubernetes cluster: its log group and its nodes' policies are named by it before it is there."""
    return f"{deployment}-eks"


def cluster_log_group_name(deployment: str) -> str:
    """EKS alone decides where a control plane logs (Amazon EKS guide, Send control plane logs)."""
    return f"/aws/eks/{cluster_name(deployment)}/cluster"


def cluster_arn(scope: Construct, deployment: str) -> str:
    """The cluster's ARN, for policies that stand before it."""
    stack = Stack.of(scope)
    return f"arn:{stack.partition}:eks:{stack.region}:{stack.account}:cluster/{cluster_name(deployment)}"


def interruptions_name(deployment: str) -> str:
    """Queue, rules and key of the notices that Karpenter hears."""
    return f"{deployment}-eks-interruptions"


def karpenter_profile_name(deployment: str) -> str:
    """The instance profile of Karpenter's nodes, made beforehand: IAM has no endpoint in the network."""
    return f"{deployment}-eks-karpenter"

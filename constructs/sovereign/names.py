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


def boundary_name(deployment: str) -> str:
    """The permissions boundary that every role of the deployment carries; the bootstrap template makes it."""
    return f"{deployment}-boundary"

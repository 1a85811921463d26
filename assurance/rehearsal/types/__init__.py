"""Every CloudFormation type that the rehearsal models, one service a file."""

from assurance.rehearsal.types import (
    cloudtrail,
    compute,
    ecr,
    endpoints,
    fsx,
    iam,
    kms,
    logs,
    network,
    s3,
    s3_policy,
    sagemaker,
    security_groups,
    sns,
    ssm,
)
from assurance.rehearsal.types.model import ResourceType

SERVICES = (
    cloudtrail,
    compute,
    ecr,
    endpoints,
    fsx,
    iam,
    kms,
    logs,
    network,
    s3,
    s3_policy,
    sagemaker,
    security_groups,
    sns,
    ssm,
)

MODELLED: dict[str, ResourceType] = {known.name: known for service in SERVICES for known in service.TYPES}

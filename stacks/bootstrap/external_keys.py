"""What CloudFormation may do with keys from outside: name and use them. It may not change one, nor delete it."""

from blueprint.settings import Deployment
from sovereign.key_policy import USE
from sovereign.services import via
from stacks.bootstrap.names import Statement, allow
from stacks.bootstrap.release import scheduling


def external_keys(deployment: Deployment) -> list[Statement]:
    """The keys that the file names, by their ARNs. They carry no tag of the deployment: it would let CloudFormation delete them."""
    keys = sorted(deployment.keys.external.arns.values())
    if not keys:
        return []
    here = {"kms:ViaService": via(deployment.region, "ec2", "ecr", "fsx", "s3", "sagemaker", *scheduling(deployment))}
    granted = {"StringEquals": here, "Bool": {"kms:GrantIsForAWSResource": "true"}}
    return [
        allow("NameKeysFromOutside", ["kms:CreateAlias", "kms:DeleteAlias", "kms:DescribeKey", "kms:UpdateAlias"], keys),
        allow("UseKeysFromOutside", list(USE), keys, {"StringEquals": here}),
        allow("GrantKeysFromOutside", ["kms:CreateGrant"], keys, granted),
    ]

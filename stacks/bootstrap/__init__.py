"""What an account needs before its first `cdk deploy`, in place of the CDK's own template.

The CDK's template gives CloudFormation AdministratorAccess, leaves images without a key of ours, and fixes the key
policy to one DNS suffix. This one has an own key, a boundary for every role, and lets CloudFormation do what the stacks
here need, to things that carry the deployment's name.
"""

from typing import Any

from blueprint.settings import Deployment
from sovereign.names import assets_key_export, qualifier
from stacks.bootstrap.assets import assets
from stacks.bootstrap.backup import backup_boundary
from stacks.bootstrap.boundary import boundaries
from stacks.bootstrap.execution import execution_policies
from stacks.bootstrap.names import Resource
from stacks.bootstrap.roles import roles
from stacks.bootstrap.split import split
from stacks.bootstrap.tags import tagged, tags
from stacks.bootstrap.vault import vault_resources

VERSION = "33"
"""The version of the CDK's own template whose roles and names this one matches (CLI 2.1148.1)."""
VARIANT = "Sovereign LLM blueprint"


def templates(deployment: Deployment) -> dict[str, dict[str, Any]]:
    """The templates of one deployment for `cdk bootstrap --template`, by name, in the order in which they stand on each other."""
    return _pair(deployment, deployment.name, "", _resources(deployment))


def vault_templates(deployment: Deployment) -> dict[str, dict[str, Any]]:
    """The same for the second account, where the copies of a deployment that declares any stay."""
    return _pair(deployment, f"the second account of {deployment.name}", "vault-", vault_resources(deployment))


def _pair(deployment: Deployment, whose: str, prefix: str, resources: dict[str, Resource]) -> dict[str, dict[str, Any]]:
    rights, rest = split(tagged({**resources, **_version()}, tags(deployment)))
    outputs: dict[str, Any] = {
        "BucketName": {"Value": {"Ref": "StagingBucket"}},
        "BucketDomainName": {"Value": {"Fn::GetAtt": ["StagingBucket", "RegionalDomainName"]}},
        "FileAssetKeyArn": {"Value": {"Fn::GetAtt": ["AssetsKey", "Arn"]}},
        "ImageRepositoryName": {"Value": {"Ref": "ContainerAssetsRepository"}},
    }
    if not prefix:
        outputs["FileAssetKeyArn"]["Export"] = {"Name": assets_key_export(deployment.name)}
    names = [f"{prefix}rights", *(f"{prefix}rights-{number}" for number in range(2, len(rights) + 1))]
    before = f"The limits and rights of {whose}, before its bootstrap"
    return {name: _around(deployment, before, part, {}) for name, part in zip(names, rights, strict=True)} | {
        f"{prefix}bootstrap": _around(deployment, f"What {whose} needs before its first stack", rest, outputs),
    }


def _around(deployment: Deployment, description: str, resources: dict[str, Resource], outputs: dict[str, Any]) -> dict[str, Any]:
    return {
        "Description": description,
        "Parameters": _parameters(qualifier(deployment.name)),
        "Resources": resources,
        "Outputs": {**outputs, "BootstrapVersion": {"Value": VERSION}},
    }


def _resources(deployment: Deployment) -> dict[str, Resource]:
    return {
        **assets(deployment),
        **boundaries(deployment),
        **execution_policies(deployment),
        **roles(deployment),
        **backup_boundary(deployment),
    }


def _version() -> dict[str, Resource]:
    return {
        "CdkBootstrapVersion": {
            "Type": "AWS::SSM::Parameter",
            "Properties": {"Type": "String", "Name": {"Fn::Sub": "/cdk-bootstrap/${Qualifier}/version"}, "Value": VERSION},
        }
    }


def _parameters(own_qualifier: str) -> dict[str, Any]:
    """What the CLI passes to any template; each takes the one value that changes nothing."""
    return {
        "Qualifier": {"Type": "String", "Default": own_qualifier, "AllowedValues": [own_qualifier]},
        "FileAssetsBucketKmsKeyId": {
            "Type": "String",
            "Default": "",
            "AllowedValues": ["", "AWS_MANAGED_KEY"],
            "Description": "The CLI's default, not obeyed: the bucket has its own key",
        },
        "PublicAccessBlockConfiguration": {"Type": "String", "Default": "true", "AllowedValues": ["true"]},
        "BootstrapVariant": {"Type": "String", "Default": VARIANT, "AllowedValues": [VARIANT]},
    }

"""What an account needs before its first `cdk deploy`, in place of the CDK's own template.

The CDK's template gives CloudFormation AdministratorAccess, leaves images without a key of ours, and fixes the key
policy to one DNS suffix. This one has an own key, a boundary for every role, and lets CloudFormation do what the stacks
here need, to things that carry the deployment's name.
"""

from typing import Any

from blueprint.settings import Deployment
from sovereign.names import qualifier
from stacks.bootstrap.assets import assets
from stacks.bootstrap.boundary import boundaries
from stacks.bootstrap.execution import execution_policies
from stacks.bootstrap.roles import roles

VERSION = "33"
"""The version of the CDK's own template whose roles and names this one matches (CLI 2.1148.1)."""
VARIANT = "Sovereign LLM blueprint"


def template(deployment: Deployment) -> dict[str, Any]:
    """The bootstrap template of one deployment, for `cdk bootstrap --template`."""
    return {
        "Description": f"What {deployment.name} needs before its first stack",
        "Parameters": _parameters(qualifier(deployment.name)),
        "Resources": {
            **assets(deployment),
            **boundaries(deployment),
            **execution_policies(deployment),
            **roles(deployment),
            "CdkBootstrapVersion": {
                "Type": "AWS::SSM::Parameter",
                "Properties": {"Type": "String", "Name": {"Fn::Sub": "/cdk-bootstrap/${Qualifier}/version"}, "Value": VERSION},
            },
        },
        "Outputs": {
            "BucketName": {"Value": {"Ref": "StagingBucket"}},
            "BucketDomainName": {"Value": {"Fn::GetAtt": ["StagingBucket", "RegionalDomainName"]}},
            "FileAssetKeyArn": {"Value": {"Fn::GetAtt": ["AssetsKey", "Arn"]}},
            "ImageRepositoryName": {"Value": {"Ref": "ContainerAssetsRepository"}},
            "BootstrapVersion": {"Value": VERSION},
        },
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

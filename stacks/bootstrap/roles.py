"""The roles that the CLI takes on, and CloudFormation's own."""

from typing import Any

from blueprint.settings import Deployment
from sovereign.key_policy import USE
from sovereign.services import principal
from stacks.bootstrap.backup import backup_policies
from stacks.bootstrap.names import Resource, Statement, allow, arn, deny, document, own, sub
from stacks.bootstrap.pcs import pcs_policies
from stacks.bootstrap.ways import ways_policies

READ_STACKS = [
    "cloudformation:DescribeChangeSet",
    "cloudformation:DescribeEvents",
    "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStackResources",
    "cloudformation:DescribeStacks",
    "cloudformation:ListChangeSets",
    "cloudformation:ListStackResources",
]
READ_TEMPLATES = ["cloudformation:GetTemplate", "cloudformation:GetTemplateSummary"]
CHANGE_STACKS = [
    "cloudformation:ContinueUpdateRollback",
    "cloudformation:CreateChangeSet",
    "cloudformation:CreateStack",
    "cloudformation:DeleteChangeSet",
    "cloudformation:DeleteStack",
    "cloudformation:ExecuteChangeSet",
    "cloudformation:RollbackStack",
    "cloudformation:TagResource",
    "cloudformation:UpdateStack",
    "cloudformation:UpdateTerminationProtection",
]
KEY = {"Fn::GetAtt": ["AssetsKey", "Arn"]}
BUCKET = [sub("${StagingBucket.Arn}"), sub("${StagingBucket.Arn}/*")]
REPOSITORY = {"Fn::GetAtt": ["ContainerAssetsRepository", "Arn"]}
VERSION = arn("ssm", "parameter/cdk-bootstrap/${Qualifier}/version")
EXECUTION = ("ExecuteKeysAndAudit", "ExecuteData", "ExecuteDetection", "ExecuteNetwork", "ExecuteModels", "ExecuteRoles")


def roles(deployment: Deployment, policies: tuple[str, ...] = ()) -> dict[str, Resource]:
    """Deploy, lookup, file publishing, image publishing: trusted by this account alone. And the execution role, by CloudFormation."""
    return {
        "CloudFormationExecutionRole": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "RoleName": own("cfn-exec-role"),
                "AssumeRolePolicyDocument": document(_trust({"Service": principal("cloudformation")})),
                "ManagedPolicyArns": [{"Ref": policy} for policy in policies or (*EXECUTION, *_declared(deployment))],
            },
        },
        "DeploymentActionRole": _role("deploy", _deploy(deployment.name)),
        "LookupRole": _role("lookup", _lookup(deployment.name)),
        "FilePublishingRole": _role("file-publishing", _publish_files()),
        "ImagePublishingRole": _role("image-publishing", _publish_images()),
    }


def _declared(deployment: Deployment) -> tuple[str, ...]:
    """The rights of what the file declares beside the rest."""
    return (*ways_policies(deployment), *backup_policies(deployment), *pcs_policies(deployment))


def _role(kind: str, statements: list[Statement]) -> Resource:
    account = {"AWS": arn("iam", "root", regional=False)}
    trust = [_trust(account) | {"Condition": {"Null": {"sts:ExternalId": "true"}}}, _trust(account, "sts:TagSession")]
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": own(f"{kind}-role"),
            "AssumeRolePolicyDocument": document(*trust),
            "Policies": [{"PolicyName": "work", "PolicyDocument": document(*statements)}],
            "Tags": [{"Key": "aws-cdk:bootstrap-role", "Value": kind}],
        },
    }


def _trust(who: dict[str, Any], action: str = "sts:AssumeRole") -> Statement:
    return {"Effect": "Allow", "Principal": who, "Action": action}


def _stacks(name: str) -> list[dict[str, str]]:
    return [arn("cloudformation", f"{kind}/{name}-*/*") for kind in ("stack", "changeSet")]


def _deploy(name: str) -> list[Statement]:
    return [
        allow("ChangeOwnStacks", CHANGE_STACKS, _stacks(name)),
        allow("ReadStacks", READ_STACKS, "*"),
        allow("ReadOwnTemplates", READ_TEMPLATES, _stacks(name)),
        allow("ReadAssets", ["s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket"], BUCKET),
        allow("OpenAssets", ["kms:Decrypt"], KEY),
        allow("HandOverToCloudFormation", ["iam:PassRole"], {"Fn::GetAtt": ["CloudFormationExecutionRole", "Arn"]}),
        allow("ReadTheVersion", ["ssm:GetParameter", "ssm:GetParameters"], VERSION),
    ]


def _lookup(name: str) -> list[Statement]:
    """`cdk diff` reads templates; synthesis itself looks nothing up."""
    return [
        allow("ReadOwnStacks", [*READ_STACKS, *READ_TEMPLATES], _stacks(name)),
        allow("ReadTheVersion", ["ssm:GetParameter", "ssm:GetParameters"], VERSION),
        deny("ReadNoSecrets", ["kms:Decrypt"], "*"),
    ]


def _publish_files() -> list[Statement]:
    actions = [
        "s3:AbortMultipartUpload",
        "s3:GetBucketLocation",
        "s3:GetEncryptionConfiguration",
        "s3:GetObject",
        "s3:ListBucket",
        "s3:PutObject",
    ]
    own_account = {"StringEquals": {"aws:ResourceAccount": {"Ref": "AWS::AccountId"}}}
    return [allow("PublishFiles", actions, BUCKET, own_account), allow("CloseFiles", list(USE), KEY)]


def _publish_images() -> list[Statement]:
    push = [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:DescribeImages",
        "ecr:DescribeRepositories",
        "ecr:GetDownloadUrlForLayer",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
    ]
    return [allow("PublishImages", push, REPOSITORY), allow("LogIn", ["ecr:GetAuthorizationToken"], "*")]

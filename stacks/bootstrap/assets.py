"""Where the CLI puts templates and images: a bucket and a repository under one key of our own."""

import json

from blueprint.settings import Deployment
from sovereign.data_bucket import LEAST_TLS
from sovereign.image_registry import UNTAGGED_GO
from sovereign.key_policy import ADMINISTRATION, USE
from sovereign.services import via
from stacks.bootstrap.names import Resource, Statement, arn, document, own, sub

ROOT = arn("iam", "root", regional=False)


def assets(deployment: Deployment) -> dict[str, Resource]:
    """Key, bucket, bucket policy and repository."""
    key = {"Fn::GetAtt": ["AssetsKey", "Arn"]}
    return {
        "AssetsKey": _key(deployment),
        "AssetsKeyAlias": {
            "Type": "AWS::KMS::Alias",
            "Properties": {"AliasName": sub("alias/cdk-${Qualifier}-assets-key"), "TargetKeyId": {"Ref": "AssetsKey"}},
        },
        "StagingBucket": _bucket(key),
        "StagingBucketPolicy": {
            "Type": "AWS::S3::BucketPolicy",
            "Properties": {"Bucket": {"Ref": "StagingBucket"}, "PolicyDocument": document(*_bucket_policy())},
        },
        "ContainerAssetsRepository": {
            "Type": "AWS::ECR::Repository",
            "DeletionPolicy": "RetainExceptOnCreate",
            "UpdateReplacePolicy": "Retain",
            "Properties": {
                "RepositoryName": own("container-assets"),
                "ImageTagMutability": "IMMUTABLE",
                "ImageScanningConfiguration": {"ScanOnPush": True},
                "EncryptionConfiguration": {"EncryptionType": "KMS", "KmsKey": key},
                "LifecyclePolicy": {"LifecyclePolicyText": json.dumps(UNTAGGED_GO)},
            },
        },
    }


def _key(deployment: Deployment) -> Resource:
    here = {"kms:CallerAccount": {"Ref": "AWS::AccountId"}, "kms:ViaService": via(deployment.region, "s3", "ecr")}
    statements: list[Statement] = [
        _to_account("AdministerTheKey", ADMINISTRATION),
        _to_account("UseThroughTheServices", USE) | {"Condition": {"StringEquals": here}},
        _to_account("GrantToTheServices", ("kms:CreateGrant",))
        | {"Condition": {"StringEquals": here, "Bool": {"kms:GrantIsForAWSResource": "true"}}},
    ]
    return {
        "Type": "AWS::KMS::Key",
        "DeletionPolicy": "RetainExceptOnCreate",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "Description": f"{deployment.name}: bootstrap assets",
            "EnableKeyRotation": True,
            "PendingWindowInDays": deployment.keys.deletion_window_days,
            "KeyPolicy": document(*statements),
        },
    }


def _to_account(sid: str, actions: tuple[str, ...]) -> Statement:
    return {"Sid": sid, "Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": sorted(actions), "Resource": "*"}


def _bucket(key: object) -> Resource:
    return {
        "Type": "AWS::S3::Bucket",
        "DeletionPolicy": "RetainExceptOnCreate",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "BucketName": own("assets"),
            "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [
                    {"BucketKeyEnabled": True, "ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}}
                ]
            },
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
            "PublicAccessBlockConfiguration": dict.fromkeys(
                ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
            ),
            "VersioningConfiguration": {"Status": "Enabled"},
            "LifecycleConfiguration": {
                "Rules": [
                    {
                        "Id": "tidy",
                        "Status": "Enabled",
                        "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
                        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
                    }
                ]
            },
        },
    }


def _bucket_policy() -> list[Statement]:
    everything = [sub("${StagingBucket.Arn}"), sub("${StagingBucket.Arn}/*")]
    closed: Statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": everything}
    return [
        closed | {"Sid": "DenyPlainHttp", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        closed | {"Sid": "DenyOldTls", "Condition": {"NumericLessThan": {"s3:TlsVersion": LEAST_TLS}}},
        closed
        | {
            "Sid": "DenyOtherAccounts",
            "Condition": {
                "StringNotEquals": {"aws:PrincipalAccount": {"Ref": "AWS::AccountId"}},
                "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
            },
        },
    ]

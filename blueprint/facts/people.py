"""What a role that people take on may do at most: the boundary in the bootstrap and the roles' own policies use these lists."""

LOOK = (
    "autoscaling:DescribeAutoScalingGroups",
    "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStackResources",
    "cloudformation:DescribeStacks",
    "cloudformation:ListStacks",
    "cloudtrail:DescribeTrails",
    "cloudtrail:GetEventSelectors",
    "cloudtrail:GetTrailStatus",
    "cloudtrail:LookupEvents",
    "ec2:DescribeFlowLogs",
    "ec2:DescribeInstanceStatus",
    "ec2:DescribeInstances",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroupRules",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcEndpoints",
    "ec2:DescribeVpcs",
    "fsx:DescribeFileSystems",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:GetRole",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
    "iam:ListRoles",
    "kms:DescribeKey",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListAliases",
    "kms:ListKeys",
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "s3:GetBucketLocation",
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketPolicy",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketVersioning",
    "s3:GetEncryptionConfiguration",
    "s3:ListAllMyBuckets",
    "sagemaker:DescribeEndpoint",
    "sagemaker:ListEndpoints",
    "ssm:DescribeInstanceInformation",
    "ssm:DescribeSessions",
    "ssm:GetConnectionStatus",
)
"""How things are set up and what they did; no object, no log line, no secret."""

LOOK_AT_SESSIONS = (
    "ec2:DescribeInstances",
    "ssm:DescribeInstanceInformation",
    "ssm:DescribeSessions",
    "ssm:GetConnectionStatus",
)
"""What an operator looks at before opening a session."""

RESTORE = ("kms:CancelKeyDeletion", "kms:EnableKey")
"""A key within its deletion window comes back disabled, and has to be enabled."""

OPEN_SESSIONS = ("kms:GenerateDataKey", "ssm:ResumeSession", "ssm:StartSession", "ssm:TerminateSession")

NEVER = (
    "cloudtrail:DeleteTrail",
    "cloudtrail:PutEventSelectors",
    "cloudtrail:StopLogging",
    "cloudtrail:UpdateTrail",
    "events:DeleteRule",
    "events:DisableRule",
    "events:RemoveTargets",
    "iam:AttachRolePolicy",
    "iam:CreatePolicyVersion",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DetachRolePolicy",
    "iam:PassRole",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:DisableKey",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "sns:DeleteTopic",
    "sns:Unsubscribe",
    "sts:AssumeRole",
)
"""Denied by name beside what is not allowed anyway: the trail, the keys, the alarm, and the role's own limits."""

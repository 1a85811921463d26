"""What CloudFormation and AWS Backup may do for declared copies, at either end: nothing where none is declared."""

from typing import Any

from blueprint.settings import Deployment
from sovereign import backup_roles as work
from sovereign.backup_places import End, data_end, vault_end
from sovereign.names import backup_boundary_name, backup_role_name, restore_role_name, return_role_name
from sovereign.services import principal, via
from stacks.bootstrap.names import Resource, Statement, allow, arn, managed_policy

Condition = dict[str, Any]

WORK = sorted(
    {
        *work.READ_BUCKET,
        *work.READ_OBJECTS,
        *work.FOLLOW_EVENTS,
        *work.LOOK_AROUND,
        *work.FILL_BUCKET,
        *work.FILL_OBJECTS,
        *work.COPY,
        *work.USE_VAULT_KEY,
        "backup:TagResource",
    }
)
"""What the roles of AWS Backup use between them."""

VAULT = (
    "CreateBackupVault DeleteBackupVault DescribeBackupVault GetBackupVaultAccessPolicy GetBackupVaultNotifications ListTags "
    "PutBackupVaultAccessPolicy PutBackupVaultLockConfiguration TagResource UntagResource"
)
"""No call that takes a lock or a policy off: CloudFormation itself could not."""

PLAN = (
    "CreateBackupPlan CreateBackupSelection DeleteBackupPlan DeleteBackupSelection GetBackupPlan GetBackupSelection ListTags "
    "TagResource UntagResource UpdateBackupPlan"
)
ROLE = "AttachRolePolicy CreateRole DetachRolePolicy PutRolePermissionsBoundary"
LINKED = ("backup", "replication.ecr")
"""Services that make themselves a role when the first selection or replication rule is made."""


def backup_policies(deployment: Deployment) -> dict[str, Resource]:
    """One managed policy for the end where the data is."""
    if deployment.backup is None:
        return {}
    name, here = deployment.name, data_end(deployment)
    statements = [
        *vault_rights(deployment, here),
        allow("KeepThePlan", _calls("backup", PLAN), arn("backup", "backup-plan:*")),
        allow("ReplicateImages", ["ecr:DescribeRegistry", "ecr:PutReplicationConfiguration"], "*"),
        *role_rights(name, (backup_role_name(name), restore_role_name(name))),
    ]
    return {"ExecuteBackup": managed_policy(f"{name}-execute-backup", "Copies for a second account", *statements)}


def backup_boundary(deployment: Deployment) -> dict[str, Resource]:
    """The most that a role of AWS Backup can do: read, fill and copy, in the regions of both ends."""
    if deployment.backup is None:
        return {}
    regions = sorted({data_end(deployment).region, vault_end(deployment).region})
    policy = managed_policy(
        backup_boundary_name(deployment.name),
        f"The most that AWS Backup can do with a role of {deployment.name}",
        allow("BackUpAndRestore", WORK, "*", {"StringEquals": {"aws:RequestedRegion": regions}}),
    )
    return {"BackupBoundary": policy}


def vault_rights(deployment: Deployment, here: End) -> list[Statement]:
    """The vault of one end, mounted under its own key (the registry's schema of AWS::Backup::BackupVault)."""
    by_service: Condition = {
        "StringEquals": {"aws:ResourceTag/deployment": deployment.name, "kms:ViaService": via(here.region, "backup")},
    }
    return [
        allow("KeepTheVault", _calls("backup", VAULT), arn("backup", f"backup-vault:{here.vault}")),
        allow("MountTheVault", ["backup-storage:Mount", "backup-storage:MountCapsule"], "*"),
        allow("UseItsKey", ["kms:Decrypt", "kms:GenerateDataKey"], arn("kms", "key/*"), by_service),
        allow("GrantItsKey", ["kms:CreateGrant"], arn("kms", "key/*"), by_service | {"Bool": {"kms:GrantIsForAWSResource": "true"}}),
        allow("RetireItsGrants", ["kms:RetireGrant"], arn("kms", "key/*"), by_service),
    ]


def role_rights(name: str, roles: tuple[str, ...]) -> list[Statement]:
    """The roles of AWS Backup by name, under their own boundary, and handing them over to it."""
    arns = [arn("iam", f"role/{role}", regional=False) for role in roles]
    boundary = arn("iam", f"policy/{backup_boundary_name(name)}", regional=False)
    linked = {"StringEquals": {"iam:AWSServiceName": [principal(service) for service in LINKED]}}
    own_roles = arn("iam", "role/aws-service-role/*", regional=False)
    return [
        allow("CreateRolesOfBackup", _calls("iam", ROLE), arns, {"StringEquals": {"iam:PermissionsBoundary": boundary}}),
        allow("HandThemToBackup", ["iam:PassRole"], arns, {"StringEquals": {"iam:PassedToService": principal("backup")}}),
        allow("LetBackupMakeItsRole", ["iam:CreateServiceLinkedRole"], own_roles, linked),
    ]


def vault_roles(name: str) -> tuple[str, ...]:
    """The roles of the end where the copies stay."""
    return (return_role_name(name),)


def _calls(service: str, verbs: str) -> list[str]:
    return [f"{service}:{verb}" for verb in verbs.split()]

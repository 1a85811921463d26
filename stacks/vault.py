"""The second account: a locked vault, a second registry, and a trail of its own."""

from aws_cdk.aws_backup import CfnBackupVault

from blueprint.facts.backup import limit
from blueprint.settings import Deployment
from blueprint.settings.backup import Backup
from constructs import Construct
from sovereign import key_policy as may
from sovereign.backup_places import data_end, second_account, vault_end
from sovereign.backup_roles import BackupRole, copying, points
from sovereign.backup_vault import OwnVault
from sovereign.image_copies import TakesImages
from sovereign.names import backup_boundary_name
from sovereign.own_key import OwnKey
from sovereign.second_trail import SecondTrail
from sovereign.vault_alarm import VaultAlarm
from stacks.backup import CHOSEN_BY_AWS, OTHER_KEY
from stacks.part_stack import PartStack, mandatory_tags


class VaultStack(PartStack):
    """Deployed by the second account's own people: the first account's have no role there."""

    def __init__(self, scope: Construct, *, deployment: Deployment, spec: Backup) -> None:
        name, here, of = deployment.name, vault_end(deployment), data_end(deployment)
        super().__init__(
            scope,
            "vault",
            deployment=second_account(deployment),
            description="Locked copies of another account's ledger, audit and images",
            boundary=backup_boundary_name(name),
        )
        tags = mandatory_tags(deployment, "vault")
        vault = OwnVault(
            self, "Vault", deployment=name, name=here.vault, other=of, keys=deployment.keys, tags=tags, lock=lock_of(deployment, spec)
        )
        role = BackupRole(
            self,
            "Return",
            name=here.role,
            description="Copies back",
            may=copying(self, here, of, vault.key.key_arn, f"alias/{name}/backup"),
        )
        role.acknowledge({CHOSEN_BY_AWS: [points(here)], OTHER_KEY: [f"arn:{of.partition}:kms:{of.region}:{of.account}:key/*"]})
        VaultAlarm(self, "Alarm", deployment=name, keys=deployment.keys)
        if spec.images:
            key = OwnKey(
                self,
                "ImagesKey",
                deployment=name,
                purpose="images",
                rotation_days=deployment.keys.rotation_days,
                deletion_window_days=deployment.keys.deletion_window_days,
                use=[may.use_through(self, ["ecr"]), may.grants_through(self, ["ecr"])],
            )
            TakesImages(self, "Images", deployment=name, repositories=deployment.repositories, key=key, of=of, here=here)
        SecondTrail(self, "Trail", deployment=self.deployment)


def lock_of(deployment: Deployment, spec: Backup) -> CfnBackupVault.LockConfigurationTypeProperty:
    """In production a compliance lock, which nobody takes back after its grace; in development one that an administrator may.

    The longest retention leaves room for a longer one in the file later, and for none without end.
    """
    return CfnBackupVault.LockConfigurationTypeProperty(
        min_retention_days=spec.retention_days,
        max_retention_days=min(2 * spec.retention_days, limit("longest_retention")),
        changeable_for_days=spec.changeable_for_days if deployment.stage == "production" else None,
    )

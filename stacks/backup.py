"""Copies of what must not be lost: made here, kept in a second account."""

from aws_cdk.aws_iam import PolicyStatement

from blueprint.facts.data_classes import WRITE_ONCE, DataClass
from blueprint.settings import Deployment
from blueprint.settings.backup import Backup
from constructs import Construct
from sovereign.backup_places import data_end, vault_end
from sovereign.backup_plan import BackupPlan
from sovereign.backup_roles import BackupRole, copying, filling, own_rules, points, reading
from sovereign.backup_vault import OwnVault
from sovereign.data_keys import DataKeys
from sovereign.image_copies import SendsImages
from sovereign.names import backup_boundary_name, bucket_arn, restore_role_name, restored_bucket_name
from stacks.part_stack import PartStack, mandatory_tags

CHOSEN_BY_AWS = "AWS Backup chooses the ids of recovery points, and of the rules with which it follows a bucket."
EVERY_OBJECT = "A backup holds every object of the bucket, and a restore writes each."
NO_RESOURCE = "These calls take no resource: they list rules, buckets and metrics."
OTHER_KEY = "The key of the other account's vault is known here by its alias, which the condition names."


class BackupStack(PartStack):
    """A vault, a plan, the roles for it, and the images' way; only where the file declares copies."""

    def __init__(self, scope: Construct, *, deployment: Deployment, spec: Backup, keys: DataKeys, topic_arn: str) -> None:
        name = deployment.name
        description = "Copies of ledger, audit and images for a second account"
        super().__init__(scope, "backup", deployment=deployment, description=description, boundary=backup_boundary_name(name))
        here, there = data_end(deployment), vault_end(deployment)
        classes = sorted(WRITE_ONCE | {DataClass(name) for name in spec.also})
        buckets, closed_by = [bucket_arn(self, name, each) for each in classes], [keys[each].key_arn for each in classes]
        tags = mandatory_tags(deployment, "backup")
        vault = OwnVault(self, "Vault", deployment=name, name=here.vault, other=there, keys=deployment.keys, tags=tags)
        alias = f"alias/{name}/backup"
        moves = copying(self, here, there, vault.key.key_arn, alias)
        role = BackupRole(
            self, "Backup", name=here.role, description="Backs up and copies", may=[*reading(self, buckets, closed_by), *moves]
        )
        role.acknowledge(
            {
                CHOSEN_BY_AWS: [points(here), own_rules(self)],
                EVERY_OBJECT: [f"{bucket}/*" for bucket in buckets],
                NO_RESOURCE: ["*"],
                OTHER_KEY: [f"arn:{there.partition}:kms:{there.region}:{there.account}:key/*"],
            }
        )
        self._restoring(name, closed_by, moves[2:3])
        plan = BackupPlan(
            self,
            "Plan",
            deployment=name,
            rhythm=spec.rhythm,
            vault=here.vault,
            copy_to=there.vault_arn,
            retention_days=spec.retention_days,
            tags=tags,
        )
        plan.plan.add_resource_dependency(vault.vault)
        plan.take(buckets, role.role.role_arn)
        plan.alarms(topic_arn=topic_arn, objective_hours=spec.recovery_point_objective_hours)
        if spec.images:
            SendsImages(self, "Images", deployment=name, to=there)

    def _restoring(self, name: str, keys: list[str], opening: list[PolicyStatement]) -> None:
        bucket = f"arn:{self.partition}:s3:::{restored_bucket_name(name, '*', self.account)}"
        role = BackupRole(
            self,
            "Restore",
            name=restore_role_name(name),
            description="Restores into new buckets",
            may=[*filling(self, bucket, keys), *opening],
        )
        role.acknowledge({EVERY_OBJECT: [bucket, f"{bucket}/*"]})

"""A vault for copies under its own key, that takes copies from one other account and lets nobody delete."""

from aws_cdk import RemovalPolicy
from aws_cdk.aws_backup import CfnBackupVault
from aws_cdk.aws_iam import AccountPrincipal, AnyPrincipal, Effect, PolicyDocument, PolicyStatement

from blueprint.settings.keys import Keys
from constructs import Construct
from sovereign import key_policy as may
from sovereign.backup_places import End
from sovereign.own_key import OwnKey

KEEPERS = (
    "backup:DeleteBackupVault",
    "backup:DeleteRecoveryPoint",
    "backup:DisassociateRecoveryPoint",
    "backup:UpdateRecoveryPointLifecycle",
)
"""What would end a copy before its time. The policy itself may be changed by its account: the lock is what holds, and a change is told."""


class OwnVault(Construct):
    """A vault and its key.

    Attributes:
        key: What closes the copies.
        vault: The vault.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: str,
        name: str,
        other: End,
        keys: Keys,
        tags: dict[str, str],
        lock: CfnBackupVault.LockConfigurationTypeProperty | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self.key = OwnKey(
            self,
            "Key",
            deployment=deployment,
            purpose="backup",
            rotation_days=keys.rotation_days,
            deletion_window_days=keys.deletion_window_days,
            use=[may.use_through(self, ["backup"]), may.grants_through(self, ["backup"]), *_shared_with(other)],
        )
        self.vault = CfnBackupVault(
            self,
            "Vault",
            backup_vault_name=name,
            encryption_key_arn=self.key.key_arn,
            access_policy=PolicyDocument(statements=[_takes_copies_of(other), _nobody_deletes()]),
            lock_configuration=lock,
            # Not by `Tags.of`: CloudFormation has the tags as a mapping here.
            backup_vault_tags=tags,
        )
        self.vault.apply_removal_policy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)


def _takes_copies_of(other: End) -> PolicyStatement:
    """`*` is this vault: AWS Backup evaluates the policy on it alone."""
    return PolicyStatement(
        sid="TakeCopiesOfTheOtherAccount",
        principals=[AccountPrincipal(other.account)],
        actions=["backup:CopyIntoBackupVault"],
        resources=["*"],
    )


def _nobody_deletes() -> PolicyStatement:
    return PolicyStatement(sid="DenyDeletion", effect=Effect.DENY, principals=[AnyPrincipal()], actions=[*KEEPERS], resources=["*"])


def _shared_with(other: End) -> list[PolicyStatement]:
    """The key of a vault is shared with the account at the other end, to its copying roles alone."""
    theirs = {"StringEquals": {"kms:CallerAccount": other.account}, "ArnLike": {"aws:PrincipalArn": other.copiers}}
    everybody = [AnyPrincipal()]
    return [
        PolicyStatement(sid="LetTheOtherEndCopy", principals=everybody, actions=sorted(may.USE), resources=["*"], conditions=theirs),
        PolicyStatement(
            sid="LetTheOtherEndGrantToServices",
            principals=everybody,
            actions=["kms:CreateGrant"],
            resources=["*"],
            conditions={**theirs, "Bool": {"kms:GrantIsForAWSResource": "true"}},
        ),
    ]

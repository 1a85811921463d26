"""The two ends of a copy: the account with the data, and the one with the locked vault."""

from dataclasses import dataclass

from blueprint.facts.partitions import PRINCIPAL_SUFFIX
from blueprint.settings import Deployment
from sovereign import names


@dataclass(frozen=True)
class End:
    """An account and region, seen from the other end: named, never referred to, for no template reaches across accounts.

    Attributes:
        role: The name of the role with which AWS Backup copies from here.
        vault: The name of the vault here.
    """

    partition: str
    account: str
    region: str
    role: str
    vault: str

    @property
    def vault_arn(self) -> str:
        """The vault."""
        return f"arn:{self.partition}:backup:{self.region}:{self.account}:backup-vault:{self.vault}"

    @property
    def copiers(self) -> list[str]:
        """Who copies from here: the role of ours, and AWS Backup's own, which the guide names without saying when it is taken.

        AWS Backup Developer Guide, Creating backup copies across AWS accounts; facts/backup.yaml, row `key_of_a_copy`.
        """
        role = f"arn:{self.partition}:iam::{self.account}:role/"
        return [f"{role}{self.role}", f"{role}aws-service-role/backup.{PRINCIPAL_SUFFIX}/AWSServiceRoleForBackup"]


def data_end(deployment: Deployment) -> End:
    """Where the data is."""
    name = deployment.name
    return End(
        deployment.jurisdiction.partition,
        deployment.account,
        deployment.region,
        names.backup_role_name(name),
        names.backup_vault_name(name),
    )


def vault_end(deployment: Deployment) -> End:
    """Where the copies stay.

    Raises:
        ValueError: The deployment declares none.
    """
    if deployment.backup is None:
        raise ValueError(f"{deployment.name} declares no backup")
    name, backup = deployment.name, deployment.backup
    region = backup.region or deployment.region
    return End(deployment.jurisdiction.partition, backup.account, region, names.return_role_name(name), names.locked_vault_name(name))


def second_account(deployment: Deployment) -> Deployment:
    """The deployment as it stands in the second account: the same name, keys, stage and tags, there."""
    there = vault_end(deployment)
    return deployment.model_copy(update={"account": there.account, "region": there.region})

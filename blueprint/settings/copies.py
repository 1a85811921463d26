"""What has to be said of a deployment's copies: none, or what no template can show of them."""

from collections.abc import Iterator

from blueprint.facts.backup import SURE_PARTITIONS
from blueprint.settings.deployment import Deployment


def notes_on_copies(deployment: Deployment) -> Iterator[str]:
    """One sentence each."""
    backup = deployment.backup
    if backup is None:
        yield "backup: nothing is copied out of the account; ledger and audit are lost with it"
        return
    yield (
        f"backup: {deployment.account} and {backup.account} have to be of one organisation that has cross-account backup switched on: "
        "nothing here shows it"
    )
    if deployment.jurisdiction.partition not in SURE_PARTITIONS:
        yield f"backup: no source says whether AWS Backup takes buckets in {deployment.jurisdiction.partition}: ask AWS"
    if "models" in backup.also:
        yield f"backup.also: a model that has to be forgotten stays in the vault for {backup.retention_days} days"
    if not backup.images:
        yield "backup.images: images are not copied from here; a second registry has to have them"

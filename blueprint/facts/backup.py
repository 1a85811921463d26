"""What AWS Backup and ECR's replication can do and cannot."""

from functools import cache

from blueprint.facts.table import Row, Table, read

SURE_PARTITIONS = frozenset({"aws"})
"""Where a text says that AWS Backup takes buckets (row `s3_in_govcloud_and_eusc`)."""


class BackupFact(Row):
    """One statement; `value` where it has a number, `confirmed` False where no text says it outright."""

    says: str
    value: int = 0
    confirmed: bool = True


@cache
def backup_facts() -> Table[BackupFact]:
    """All statements by name."""
    return read("backup.yaml", BackupFact)


def limit(name: str) -> int:
    """The number in one statement."""
    return backup_facts()[name].value

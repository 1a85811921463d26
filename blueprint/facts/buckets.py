"""Buckets that AWS owns: the only ones outside the deployment that its S3 gateway endpoint may reach, and only to read."""

from collections.abc import Iterable
from functools import cache

from blueprint.facts.regions import region as region_row
from blueprint.facts.table import Row, Table, read


class AwsOwnedBucket(Row):
    """One bucket; `name` holds `{region}` where the region goes."""

    reason: str
    workloads: tuple[str, ...]
    partitions: tuple[str, ...]


@cache
def catalogue() -> Table[AwsOwnedBucket]:
    """All known buckets by name pattern."""
    return read("buckets.yaml", AwsOwnedBucket)


def aws_owned_buckets(region: str, workloads: Iterable[str] = ("training", "serving")) -> tuple[str, ...]:
    """Names of the AWS-owned buckets that the workloads read in a region; `base` is always among the workloads.

    Requests for image layers come with AWS's own signature, so a policy must not ask `aws:PrincipalOrgID` of them.

    Raises:
        UnknownFactError: No such region.
    """
    wanted, partition = {"base", *workloads}, region_row(region).partition
    rows = (row for row in catalogue().values() if wanted & set(row.workloads) and partition in row.partitions)
    return tuple(row.name.format(region=region) for row in rows)

"""What a deployment may name: its partition, regions, accounts and services."""

from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from json import loads
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a deployment may be.

    Attributes:
        name: Of the deployment; names the report.
        partition: The one AWS partition, as botocore names it.
        regions: Approved regions; the first is the deployment's own.
        accounts: Account numbers, twelve digits each.
        services: CloudFormation service prefixes (`S3`, `KMS`) that may be used; empty allows all.
    """

    name: str
    partition: str
    regions: tuple[str, ...]
    accounts: tuple[str, ...]
    services: frozenset[str] = field(default_factory=frozenset)

    @property
    def region(self) -> str:
        """The deployment's own region."""
        return self.regions[0]

    @property
    def account(self) -> str:
        """The deployment's own account."""
        return self.accounts[0]


@dataclass(frozen=True, slots=True)
class Partition:
    """One AWS partition, as botocore's endpoint data describe it."""

    name: str
    region_pattern: str
    dns_suffixes: tuple[str, ...]
    regions: frozenset[str]


@cache
def partitions() -> tuple[Partition, ...]:
    """Every partition that the installed botocore knows (`botocore/data/partitions.json`)."""
    spec = find_spec("botocore")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("botocore is not installed; it holds the table of AWS partitions (pip install '.[rehearsal]')")
    rows = loads((Path(spec.origin).parent / "data" / "partitions.json").read_text(encoding="utf-8"))["partitions"]
    return tuple(
        Partition(
            name=row["id"],
            region_pattern=row["regionRegex"],
            dns_suffixes=tuple(dict.fromkeys((row["outputs"]["dnsSuffix"], row["outputs"]["dualStackDnsSuffix"]))),
            regions=frozenset(row["regions"]),
        )
        for row in rows
    )


def partition_named(name: str) -> Partition | None:
    """The partition of this name, or None."""
    return next((partition for partition in partitions() if partition.name == name), None)

"""What a deployment may name: its partition, regions, accounts and services."""

from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from json import loads
from pathlib import Path

from assurance.evidence.ways.declared import Way


@dataclass(frozen=True, slots=True)
class Copies:
    """What a deployment says of its copies.

    Attributes:
        account: The second account; in the scope's accounts, too.
        region: Where they lie there; in the scope's regions, too.
        vault: Name of the vault.
        retention_days: For how long nobody may delete them.
        recovery_point_objective_hours: How old the newest may be.
        is_compliance: Whether the vault's lock has to be one that nobody takes off.
        images: Whether images are replicated, too.
    """

    account: str
    region: str
    vault: str
    retention_days: int
    recovery_point_objective_hours: int
    is_compliance: bool
    images: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a deployment may be.

    Attributes:
        name: Of the deployment; names the report.
        partition: The one AWS partition, as botocore names it.
        regions: Approved regions; the first is the deployment's own.
        accounts: Account numbers, twelve digits each.
        services: CloudFormation service prefixes (`S3`, `KMS`) that may be used; empty allows all.
        copies: Where copies go by declaration; None where none are declared.
        log_retention_days: How long logs have to be kept at least; 1 where nobody says more.
        stage: `production` or `development`; where nobody says, the stricter.
        least_tls: The version of TLS under which buckets have to deny calls themselves; None where nobody asks for it.
        network_events: Whether calls that an endpoint refused have to be recorded.
        ways: The declared ways in; None where no file says what is declared, and then nothing is.
    """

    name: str
    partition: str
    regions: tuple[str, ...]
    accounts: tuple[str, ...]
    services: frozenset[str] = field(default_factory=frozenset)
    log_retention_days: int = 1
    stage: str = "production"
    least_tls: float | None = None
    network_events: bool = False
    ways: tuple[Way, ...] | None = None
    copies: Copies | None = None

    @property
    def region(self) -> str:
        """The deployment's own region."""
        return self.regions[0]

    @property
    def account(self) -> str:
        """The deployment's own account."""
        return self.accounts[0]

    def way(self, kind: str) -> Way | None:
        """The declared way of a kind, or None."""
        return next((way for way in self.ways or () if way.kind == kind), None)


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

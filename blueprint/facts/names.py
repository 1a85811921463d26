"""Names that a network's resolver answers: what its parts ask for, and no more."""

from collections.abc import Iterable, Iterator
from functools import cache

from blueprint.facts.endpoints import Workload, interface_endpoints
from blueprint.facts.kubernetes import addon_registries
from blueprint.facts.partitions import partition
from blueprint.facts.regions import region as region_row
from blueprint.facts.table import Row, Table, read

BUCKET = "{bucket}"
EKS_REGISTRY = "{eks_registry}"


class Name(Row):
    """One name, or with a leading `*` all names below a zone; `name` is its pattern."""

    reason: str
    workloads: tuple[Workload, ...]
    not_in: tuple[str, ...] = ()
    only_in: tuple[str, ...] = ()

    def in_region(self, region: str, buckets: Iterable[str]) -> Iterator[str]:
        """The names that the row stands for in a region."""
        suffix = partition(region_row(region).partition).dns_suffix
        registry = addon_registries()[region].account if EKS_REGISTRY in self.name else ""
        for bucket in buckets if BUCKET in self.name else ("",):
            yield self.name.format(region=region, dns_suffix=suffix, bucket=bucket, eks_registry=registry)


@cache
def catalogue() -> Table[Name]:
    """All names by pattern."""
    return read("names.yaml", Name)


def answered_names(workloads: Iterable[str], region: str, *, account: str, buckets: Iterable[str]) -> tuple[str, ...]:
    """Every name that a deployment's parts ask for, sorted: the endpoints' private names, S3's, the network's own.

    Args:
        workloads: The deployment's parts; `base` is always among them.
        region: Where it lies.
        account: Whose image registry is asked for.
        buckets: Names of the buckets that its parts reach.

    Raises:
        ValueError: A workload that no endpoint names.
        UnknownFactError: No such region.
    """
    wanted, known = {"base", *workloads}, tuple(buckets)
    names = {name for row in interface_endpoints(wanted, region) for name in row.dns_names(region, account)}
    for row in catalogue().values():
        if wanted & set(row.workloads) and region not in row.not_in and (not row.only_in or region in row.only_in):
            names.update(row.in_region(region, known))
    return tuple(sorted(names))

"""Interface endpoints: the doors from the isolated network to AWS services, each with the reason for it."""

from collections.abc import Iterable
from functools import cache
from typing import Literal

from blueprint.facts.partitions import partition
from blueprint.facts.regions import region as region_row
from blueprint.facts.table import Row, Table, read

Workload = Literal["base", "training", "serving", "gateway", "eks", "pcs", "pipelines", "tracking"]


class InterfaceEndpoint(Row):
    """One interface endpoint; `name` and `service` are the service's short name, such as `ecr.api`."""

    reason: str
    workloads: tuple[Workload, ...]
    not_in: tuple[str, ...] = ()
    pattern: str | None = None

    @property
    def service(self) -> str:
        """The service's short name, as in `InterfaceVpcEndpointAwsService`."""
        return self.name

    def service_name(self, region: str) -> str:
        """The endpoint's full name in a region, such as `com.amazonaws.eu-central-1.ecr.api`.

        Raises:
            UnknownFactError: No such region.
        """
        if self.pattern:
            return self.pattern.format(region=region)
        return f"{partition(region_row(region).partition).endpoint_prefix_of(self.service)}.{region}.{self.service}"


@cache
def catalogue() -> Table[InterfaceEndpoint]:
    """All known interface endpoints by short name."""
    return read("endpoints.yaml", InterfaceEndpoint)


def interface_endpoints(workloads: Iterable[str], region: str) -> tuple[InterfaceEndpoint, ...]:
    """The endpoints that the workloads need and the region offers, in the catalogue's order; `base` is always among the workloads.

    Raises:
        ValueError: A workload that no row names, so that a misspelt one does not silently open nothing.
        UnknownFactError: No such region.
    """
    region_row(region)
    wanted = {"base", *workloads}
    known = {workload for row in catalogue().values() for workload in row.workloads}
    if wanted - known:
        raise ValueError(f"no endpoint serves {', '.join(sorted(wanted - known))}; known workloads: {', '.join(sorted(known))}")
    return tuple(row for row in catalogue().values() if wanted & set(row.workloads) and region not in row.not_in)

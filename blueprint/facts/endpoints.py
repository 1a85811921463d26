"""Interface endpoints: the doors from the isolated network to AWS services, each with the reason for it."""

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from blueprint.facts.partitions import partition
from blueprint.facts.regions import region as region_row
from blueprint.facts.table import Row, Table, read

Workload = Literal["base", "training", "serving", "gateway", "eks", "pcs", "hyperpod", "accounting", "operator", "pipelines", "tracking"]


USUAL_NAMES = ("{host}.{region}.{dns_suffix}", "{host}.{region}.{dual_stack_dns_suffix}")


class InterfaceEndpoint(Row):
    """One interface endpoint; `name` and `service` are the service's short name, such as `ecr.api`.

    `actions` is all that the endpoint's policy lets through, each by its full name: a wildcard there would open what nobody has asked for.
    """

    reason: str
    workloads: tuple[Workload, ...]
    actions: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$")], ...] = Field(min_length=1)
    not_in: tuple[str, ...] = ()
    pattern: str | None = None
    host: str | None = None
    private_names: tuple[str, ...] = USUAL_NAMES
    addon_registry: bool = False

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

    def dns_names(self, region: str, account: str) -> tuple[str, ...]:
        """The public names that the endpoint answers inside the network; of a registry, this account's alone.

        Raises:
            UnknownFactError: No such region.
        """
        suffixes = partition(region_row(region).partition)
        return tuple(
            pattern.format(
                host=self.host or self.service,
                region=region,
                account=account,
                dns_suffix=suffixes.dns_suffix,
                dual_stack_dns_suffix=suffixes.dual_stack_dns_suffix,
            )
            for pattern in self.private_names
        )


@cache
def catalogue() -> Table[InterfaceEndpoint]:
    """All known interface endpoints by short name."""
    return read("endpoints.yaml", InterfaceEndpoint)


def interface_endpoints(workloads: Iterable[str], region: str) -> tuple[InterfaceEndpoint, ...]:
    """The endpoints that the workloads need and the region offers, in the catalogue's order; a network in which nobody works needs none.

    Raises:
        ValueError: A workload that no row names, so that a misspelt one does not silently open nothing.
        UnknownFactError: No such region.
    """
    region_row(region)
    wanted = {"base", *workloads}
    known = {"base", *(workload for row in catalogue().values() for workload in row.workloads)}
    if wanted - known:
        raise ValueError(f"no endpoint serves {', '.join(sorted(wanted - known))}; known workloads: {', '.join(sorted(known))}")
    return tuple(row for row in catalogue().values() if wanted & set(row.workloads) and region not in row.not_in)

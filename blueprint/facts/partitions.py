"""Partitions: the separate clouds of AWS and how their names differ."""

from functools import cache

from blueprint.facts.table import Row, Table, read


class Partition(Row):
    """One partition; `other_prefixes` maps an endpoint's service to the prefix it has instead of `endpoint_prefix`."""

    dns_suffix: str
    dual_stack_dns_suffix: str
    endpoint_prefix: str
    other_prefixes: dict[str, str]

    def endpoint_prefix_of(self, service: str) -> str:
        """What the full name of a service's interface endpoint starts with, such as `com.amazonaws`."""
        return self.other_prefixes.get(service, self.endpoint_prefix)


@cache
def partitions() -> Table[Partition]:
    """All partitions by name."""
    return read("partitions.yaml", Partition)


def partition(name: str) -> Partition:
    """One partition.

    Raises:
        UnknownFactError: No such partition.
    """
    return partitions()[name]


PRINCIPAL_SUFFIX = partition("aws").dns_suffix
"""Service principals carry the commercial partition's suffix everywhere (LZA's tests for aws-eusc; the CDK's `ServicePrincipal`)."""


def service_principal(*names: str) -> str:
    """A service's name in a policy, from its parts, such as `logs` and a region."""
    return ".".join([*names, PRINCIPAL_SUFFIX])

"""How a service is named in a policy, in every partition."""

from blueprint.facts.partitions import PRINCIPAL_SUFFIX, partition, service_principal
from blueprint.facts.regions import region as region_row


def via(region: str, *services: str) -> list[str]:
    """The values of `kms:ViaService` for `services` in a region.

    AWS documents the commercial suffix and shows the partition's own in places; both name the same service in the
    same region, so both are listed and neither widens the rule.
    """
    suffixes = {PRINCIPAL_SUFFIX, partition(region_row(region).partition).dns_suffix}
    return sorted(f"{service}.{region}.{suffix}" for service in services for suffix in suffixes)


def principal(service: str, region: str | None = None) -> str:
    """A service principal's name; with its region, as CloudWatch Logs' has it in a key policy."""
    return service_principal(service, *([region] if region else []))

"""Kubernetes on EKS: versions in standard support, and the add-ons that AWS serves for them."""

from datetime import date
from functools import cache

from blueprint.facts.table import Row, Table, read


class Kubernetes(Row):
    """One minor version; both days are the last ones."""

    standard_until: date
    extended_until: date


class Addon(Row):
    """One add-on of AWS's.

    Attributes:
        needed: Whether every cluster has it.
        versions: By Kubernetes' minor version.
        confirmed: Whether a text of AWS names these versions.
        service_account: Whose pods get a role of their own; empty where none does.
    """

    reason: str
    needed: bool
    versions: dict[str, str]
    confirmed: bool
    namespace: str
    service_account: str


class AddonRegistry(Row):
    """Whose registry holds the add-ons' images in one region."""

    account: str


@cache
def addon_registries() -> Table[AddonRegistry]:
    """AWS's registries of add-ons by region."""
    return read("eks_registries.yaml", AddonRegistry)


@cache
def versions() -> Table[Kubernetes]:
    """Kubernetes' minor versions by name, such as `1.35`."""
    return read("kubernetes.yaml", Kubernetes)


@cache
def addons() -> Table[Addon]:
    """Add-ons by name."""
    return read("eks_addons.yaml", Addon)

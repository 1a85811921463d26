"""Attacks on `no_way_out`: roads, addresses, listeners and policies that let something leave."""

from assurance.evidence.mutations.no_way_out import cluster, ipv6, network, policies, services, ways
from assurance.evidence.mutations.no_way_out.shared import register

__all__ = ["cluster", "ipv6", "network", "policies", "register", "services", "ways"]

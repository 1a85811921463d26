"""The ways in that a deployment declares, as the audit reads them beside the templates."""

from typing import Any

from blueprint.settings import Deployment


def declared_ways(deployment: Deployment) -> dict[str, dict[str, Any]]:
    """Every declared way with its fields; a line's tiers become the ranges of their subnets, which is what a template shows of them."""
    declared = deployment.ways_in.model_dump(mode="json", exclude_none=True)
    for name, line in deployment.ways_in.lines.items():
        subnets = deployment.network.subnets.model_dump()
        declared[name]["subnets"] = [cidr for tier in line.tiers for cidr in subnets[tier]]
    return declared

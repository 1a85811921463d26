"""The isolated network of a deployment."""

from pydantic import Field

from blueprint.settings.detection import Detector
from blueprint.settings.part import Part


class Subnets(Part):
    """One CIDR a zone and tier, in the order of `Network.zones`."""

    nodes: tuple[str, ...] = Field(min_length=2, max_length=3, description="Subnets of nodes and file system, one a zone.")
    endpoints: tuple[str, ...] = Field(min_length=2, max_length=3, description="Subnets of the interface endpoints, one a zone.")


class Network(Part):
    """An IPv4 network with no way out: private subnets and endpoints only. IPv6 is refused."""

    cidr: str = Field(description="The network's private IPv4 range, /16 to /28, such as 10.20.0.0/16.")
    zones: tuple[str, ...] = Field(min_length=2, max_length=3, description="Two or three zones of the region, by full name.")
    subnets: Subnets = Field(description="Subnets by tier.")
    flow_log_retention_days: int = Field(
        default=365, description="Days for which flow logs and DNS query logs are kept; CloudWatch accepts certain numbers only."
    )
    block_public_access: Detector = Field(
        default="on",
        description="Whether EC2 blocks every internet gateway of the account and region, whoever makes one: on, off, or set elsewhere.",
    )

"""Ways in for other networks: by PrivateLink, VPN, transit gateway or Direct Connect, with the names and certificates they need."""

from pydantic import Field

from blueprint.settings.part import Part

TIERS = "Tiers of subnets, endpoints or nodes, that have a route back to these ranges and hear HTTPS from them."


class PrivateLink(Part):
    """A service that other agencies' networks reach by an endpoint of their own: their packets enter, no route leads to them."""

    principals: tuple[str, ...] = Field(
        min_length=1,
        max_length=20,
        description="ARNs of accounts, users or roles that may ask for a connection; each is accepted by hand.",
    )
    clients: tuple[str, ...] = Field(
        min_length=1, max_length=20, description="Private IPv4 ranges of the clients, /12 to /32; all other addresses are refused."
    )
    targets: tuple[str, ...] = Field(
        min_length=1, max_length=20, description="IPv4 addresses of this network's subnets that answer behind the balancer, by TLS."
    )
    target_port: int = Field(default=443, ge=1, le=65535, description="The TCP port on which the targets answer TLS.")
    name: str | None = Field(default=None, description="A DNS name that clients may use for the service; AWS asks for a proof of it.")


class Vpn(Part):
    """A site-to-site VPN of two tunnels, with static routes only."""

    address: str = Field(description="The public IPv4 address of the far end.")
    asn: int = Field(default=65000, ge=1, le=2147483647, description="The far end's autonomous system; asked for with static routes too.")
    certificate: str | None = Field(
        default=None,
        description="ARN of the far end's private ACM certificate; without one AWS makes keys, in Secrets Manager.",
    )
    cidrs: tuple[str, ...] = Field(min_length=1, max_length=20, description="Private IPv4 ranges at the far end, /12 to /32.")
    tiers: tuple[str, ...] = Field(default=("endpoints",), min_length=1, max_length=2, description=TIERS)


class TransitGateway(Part):
    """An attachment to a transit gateway that somebody else keeps."""

    id: str = Field(pattern=r"^tgw-[0-9a-f]{8}([0-9a-f]{9})?$", description="The transit gateway: tgw- and 8 or 17 hexadecimal digits.")
    cidrs: tuple[str, ...] = Field(min_length=1, max_length=20, description="Private IPv4 ranges behind it, /12 to /32.")
    tiers: tuple[str, ...] = Field(default=("endpoints",), min_length=1, max_length=2, description=TIERS)


class DirectConnect(Part):
    """An association with a Direct Connect gateway of this account; line and virtual interface are made outside."""

    gateway: str = Field(
        pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        description="The Direct Connect gateway's id, a UUID in lower case.",
    )
    cidrs: tuple[str, ...] = Field(min_length=1, max_length=20, description="Private IPv4 ranges at the far end, /12 to /32.")
    tiers: tuple[str, ...] = Field(default=("endpoints",), min_length=1, max_length=2, description=TIERS)


class PrivateZones(Part):
    """Names that only this network, and those that come in by a line, can ask for."""

    name: str = Field(description="The private zone, such as llm.example.internal; the balancer is service.NAME in it.")


class Certificates(Part):
    """Where the listener's certificate comes from, one of two. Never from a public authority, whose logs name it to the world."""

    imported: str | None = Field(default=None, description="ARN of a certificate in ACM of this account and region.")
    authority: str | None = Field(default=None, description="ARN of a private authority (ACM PCA), also of here, that issues one.")
    name: str | None = Field(default=None, description="The DNS name in a certificate that the authority issues.")


Line = Vpn | TransitGateway | DirectConnect

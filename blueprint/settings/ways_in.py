"""Ways into a deployment. There is none unless it is declared here, and an undeclared one is a finding of the audit."""

from pydantic import Field

from blueprint.settings.network_ways import Certificates, DirectConnect, Line, PrivateLink, PrivateZones, TransitGateway, Vpn
from blueprint.settings.part import Part


class BreakGlass(Part):
    """The role for the day on which nothing else helps."""

    trusted: tuple[str, ...] = Field(
        min_length=1, max_length=8, description="ARNs of the users or roles of the deployment's account that may take the role on."
    )
    session_s: int = Field(default=3600, ge=3600, le=14400, description="Seconds after which a session ends; IAM knows none under an hour.")
    mfa_age_s: int = Field(
        default=300, ge=60, le=3600, description="Seconds that may lie between the second factor and taking the role on."
    )


class Sessions(Part):
    """Shell sessions on the nodes through Systems Manager: no open port, no SSH key, every line logged under our key."""

    operators: tuple[str, ...] = Field(
        min_length=1, max_length=8, description="ARNs of the users or roles of the deployment's account that may open sessions."
    )
    idle_timeout_minutes: int = Field(default=15, ge=1, le=60, description="Minutes without a key stroke after which a session ends.")
    longest_minutes: int = Field(default=60, ge=1, le=1440, description="Minutes after which a session ends in any case.")
    mfa_age_s: int = Field(default=3600, ge=60, le=43200, description="Seconds that may lie between the second factor and the role.")


class WaysIn(Part):
    """Every way in, each closed until its part is there."""

    break_glass: BreakGlass | None = Field(default=None, description="The emergency role; none where the part is absent.")
    sessions: Sessions | None = Field(default=None, description="Operators' shell sessions; none where the part is absent.")

    private_link: PrivateLink | None = Field(
        default=None, description="An endpoint service for other agencies; none where the part is absent."
    )
    vpn: Vpn | None = Field(default=None, description="A site-to-site VPN; none where the part is absent.")
    transit_gateway: TransitGateway | None = Field(default=None, description="A transit gateway attachment; none where the part is absent.")
    direct_connect: DirectConnect | None = Field(default=None, description="A Direct Connect association; none where the part is absent.")
    private_zones: PrivateZones | None = Field(default=None, description="A private DNS zone; none where the part is absent.")
    certificates: Certificates | None = Field(default=None, description="The listener's certificate; none where the part is absent.")

    @property
    def lines(self) -> dict[str, Line]:
        """The ways that carry packets by a route, by their fields' names."""
        found = {"vpn": self.vpn, "transit_gateway": self.transit_gateway, "direct_connect": self.direct_connect}
        return {name: line for name, line in found.items() if line is not None}

    @property
    def of_networks(self) -> bool:
        """Whether another network may come in."""
        return self.private_link is not None or bool(self.lines)

    @property
    def of_people(self) -> bool:
        """Whether people may take on a role here."""
        return self.break_glass is not None or self.sessions is not None

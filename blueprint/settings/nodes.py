"""Groups of like nodes, and the capacity that was bought for them beforehand."""

from datetime import datetime, timedelta

from pydantic import Field

from blueprint.facts.instances import NetworkInterface, instance
from blueprint.settings.part import Part

GROUP_NAME = r"^[a-z][a-z0-9-]{0,19}$"
RESERVATION = r"^cr-[0-9a-f]{8,17}$"
MOMENT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"

RELEASED_BEFORE_THE_END_MINUTES = 30
"""EC2 begins to end a block's instances 30 minutes before the block does (EC2 User Guide, Capacity Blocks for ML)."""


class CapacityBlock(Part):
    """A Capacity Block for ML, bought beforehand: instances in one zone, for a fixed time, paid whether used or not."""

    id: str = Field(pattern=RESERVATION, description="The block: cr- and 8 to 17 hexadecimal digits.")
    zone: str = Field(description="The zone in which the block was bought.")
    starts: str = Field(pattern=MOMENT, description="When the block starts, in UTC, such as 2026-12-01T11:30:00Z.")
    ends: str = Field(pattern=MOMENT, description="When the block ends, in UTC, such as 2026-12-15T11:30:00Z.")

    @property
    def usable_hours(self) -> float:
        """Hours from the start to the moment at which EC2 begins to end the instances."""
        return usable_hours(self.starts, self.ends)


class Reservation(Part):
    """An on-demand capacity reservation: instances kept for this account for as long as it pays."""

    id: str = Field(pattern=RESERVATION, description="The reservation: cr- and 8 to 17 hexadecimal digits.")
    placement_group: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._ -]*$",
        max_length=255,
        description="The cluster placement group in which the reservation was made; none where it was made in none.",
    )


class NodeGroup(Part):
    """Like nodes side by side."""

    name: str = Field(
        pattern=GROUP_NAME,
        description="1 to 20 lower-case letters, digits and hyphens, a letter first; Slurm's and the cluster's.",
    )
    instance_type: str = Field(description="An EC2 instance type, such as p5.48xlarge.")
    nodes: int = Field(ge=1, le=64, description="How many nodes.")
    efa: bool | None = Field(default=None, description="Whether the nodes talk EFA; by default where the type has it.")
    root_volume_gib: int = Field(default=200, ge=30, le=16384, description="Size of each node's encrypted root volume in GiB.")

    @property
    def network_interfaces(self) -> tuple[NetworkInterface, ...]:
        """What to launch with: all cards of the type for EFA, or one plain interface where the group wants none."""
        return instance(self.instance_type).network_interfaces(efa=self.efa is not False)


class Ec2NodeGroup(NodeGroup):
    """Like nodes that EC2 sells: on demand, from a Capacity Block, or from a reservation."""

    capacity_block: CapacityBlock | None = Field(default=None, description="The Capacity Block whose instances these are.")
    reservation: Reservation | None = Field(default=None, description="The on-demand capacity reservation whose instances these are.")


def scale_in(ends: str, before_minutes: int) -> str:
    """The moment some minutes before a block's end, as the deployment file writes moments."""
    return (datetime.fromisoformat(ends) - timedelta(minutes=before_minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def usable_hours(starts: str, ends: str, before_minutes: int = RELEASED_BEFORE_THE_END_MINUTES) -> float:
    """Hours for which a block's instances run.

    Args:
        starts: When the block starts, as in the deployment file.
        ends: When it ends.
        before_minutes: How long before that its instances end.

    Raises:
        ValueError: One is no moment of the calendar.
    """
    seconds = (datetime.fromisoformat(ends) - datetime.fromisoformat(starts)).total_seconds()
    return seconds / 3600 - before_minutes / 60

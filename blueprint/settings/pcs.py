"""AWS Parallel Computing Service: a Slurm cluster whose controller AWS runs, and whose nodes stand in this account."""

from typing import Literal

from pydantic import Field

from blueprint.settings.nodes import CapacityBlock, NodeGroup, Reservation
from blueprint.settings.part import Part

PcsSize = Literal["SMALL", "MEDIUM", "LARGE"]


class PcsNodeGroup(NodeGroup):
    """Like nodes of a PCS cluster. Bought capacity is paid whether used or not, so its nodes all stay."""

    capacity_block: CapacityBlock | None = Field(default=None, description="The Capacity Block whose instances these are.")
    reservation: Reservation | None = Field(default=None, description="The on-demand capacity reservation whose instances these are.")
    least_nodes: int = Field(
        default=0,
        ge=0,
        le=64,
        description="Nodes that stay while nobody needs them; of a block or a reservation all do.",
    )
    weight: int = Field(
        default=1, ge=1, le=65535, description="Slurm's Weight: of groups that would do, a job gets nodes of the one with the lowest."
    )

    @property
    def standing_nodes(self) -> int:
        """How many nodes there always are."""
        return self.nodes if self.capacity_block or self.reservation else self.least_nodes


class Accounting(Part):
    """Slurm's account of who used what, kept by the service."""

    mode: Literal["STANDARD", "NONE"] = Field(default="STANDARD", description="Whether the service keeps it: STANDARD or NONE.")
    accounts_are_loaded: bool = Field(
        default=False,
        description="Whether the accounts' script has run on the cluster; only then are queues bound to qualities of service.",
    )
    purge_days: int = Field(
        default=-1, ge=-1, le=10000, description="Days after which a record is dropped; -1 keeps it for as long as the cluster exists."
    )


class Pcs(Part):
    """A Slurm cluster; its queues are the partitions of training.slurm."""

    slurm_version: str = Field(default="25.11", description="The version of Slurm, such as 25.11.")
    size: PcsSize = Field(default="SMALL", description="How many nodes and jobs the controller holds; fixed when the cluster is made.")
    image_id: str = Field(
        pattern=r"^ami-[0-9a-f]{8,17}$",
        description="A pinned machine image with the PCS agent and this version of Slurm, taken in by the audited intake: "
        "ami- and 8 to 17 hexadecimal digits.",
    )
    root_device: str = Field(
        default="/dev/sda1",
        pattern=r"^/dev/[a-z0-9]+$",
        description="The image's own name for its root device (Ubuntu: /dev/sda1, Amazon Linux: /dev/xvda). "
        "A root volume under another name would keep the image's key.",
    )
    groups: tuple[PcsNodeGroup, ...] = Field(min_length=1, max_length=8, description="Groups of like nodes that run jobs.")
    login: NodeGroup | None = Field(default=None, description="Nodes on which people submit jobs; none where the part is absent.")
    accounting: Accounting = Field(default=Accounting(), description="Slurm's account of who used what.")
    scale_down_idle_s: int = Field(
        default=600, ge=1, le=10_000_000, description="Seconds without a job after which a node that need not stay is ended."
    )

    @property
    def most_nodes(self) -> int:
        """How many nodes there can be at once, login nodes among them."""
        return sum(group.nodes for group in self.groups) + (self.login.nodes if self.login else 0)

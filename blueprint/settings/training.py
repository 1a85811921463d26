"""Where training runs: one zone, and one platform or several in it."""

from pydantic import Field

from blueprint.settings.hyperpod import HyperPod
from blueprint.settings.nodes import RELEASED_BEFORE_THE_END_MINUTES, Ec2NodeGroup, NodeGroup
from blueprint.settings.part import Part
from blueprint.settings.pcs import Pcs
from blueprint.settings.slurm import Slurm


class Ec2(Part):
    """EC2 nodes of one's own, without a service around them."""

    image_id: str = Field(
        pattern=r"^ami-[0-9a-f]{8,17}$",
        description="A pinned machine image, taken in by the audited intake: ami- and 8 to 17 hexadecimal digits.",
    )
    root_device: str = Field(
        default="/dev/sda1",
        pattern=r"^/dev/[a-z0-9]+$",
        description="The image's own name for its root device (Ubuntu: /dev/sda1, Amazon Linux: /dev/xvda). "
        "A root volume under another name would keep the image's key.",
    )
    scale_in_minutes: int = Field(
        default=45,
        ge=RELEASED_BEFORE_THE_END_MINUTES + 1,
        le=1440,
        description="Minutes before a Capacity Block's end at which its group goes to no nodes; EC2 ends them from 30 minutes before.",
    )
    running_blocks: tuple[str, ...] = Field(
        default=(),
        description="Capacity Blocks that have started, by id: their nodes start at once, since Auto Scaling takes no moment of the past.",
    )
    groups: tuple[Ec2NodeGroup, ...] = Field(min_length=1, max_length=8, description="Groups of like nodes.")


class Training(Part):
    """All training nodes, in the zone of the lake's file system."""

    zone: str = Field(description="The zone of all nodes, one of network.zones.")
    ec2: Ec2 | None = Field(default=None, description="EC2 nodes of one's own; none where the part is absent.")
    hyperpod: HyperPod | None = Field(default=None, description="A SageMaker HyperPod cluster; none where the part is absent.")
    pcs: Pcs | None = Field(default=None, description="A Slurm cluster whose controller AWS runs; none where the part is absent.")
    slurm: Slurm | None = Field(default=None, description="The scheduler of the platforms that run Slurm; none where the part is absent.")

    @property
    def nodes(self) -> int:
        """How many nodes there are on all platforms."""
        return sum(group.nodes for group in self.groups)

    @property
    def groups(self) -> tuple[NodeGroup, ...]:
        """The groups of all platforms."""
        return tuple(group for platform in (self.ec2, self.hyperpod, self.pcs) if platform for group in platform.groups)

"""Training on EC2 nodes."""

from pydantic import Field

from blueprint.settings.part import Part


class Training(Part):
    """A group of EC2 nodes in one zone, beside the lake's file system."""

    instance_type: str = Field(description="An EC2 instance type, such as p5.48xlarge.")
    nodes: int = Field(ge=1, le=64, description="How many nodes.")
    zone: str = Field(description="The zone of all nodes, one of network.zones.")
    image_id: str = Field(
        pattern=r"^ami-[0-9a-f]{8,17}$",
        description="A pinned machine image, taken in by the audited intake: ami- and 8 to 17 hexadecimal digits.",
    )
    capacity_block_id: str | None = Field(
        default=None,
        pattern=r"^cr-[0-9a-f]{8,17}$",
        description="A Capacity Block bought beforehand: cr- and 8 to 17 hexadecimal digits. Without it nodes are on demand.",
    )
    root_volume_gib: int = Field(default=200, ge=30, le=16384, description="Size of each node's encrypted root volume in GiB.")
    root_device: str = Field(
        default="/dev/sda1",
        pattern=r"^/dev/[a-z0-9]+$",
        description="The image's own name for its root device (Ubuntu: /dev/sda1, Amazon Linux: /dev/xvda). "
        "A root volume under another name would keep the image's key.",
    )

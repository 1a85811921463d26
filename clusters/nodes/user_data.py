"""User data of a plain EC2 node."""

from clusters.nodes.bundle import bundle
from clusters.nodes.folder import files
from clusters.nodes.node import Node

LIMIT_BYTES = 16 * 1024
"""Before base64 (EC2 User Guide, Work with instance user data)."""
TOKENS_GROW_BY = 256
"""Two CDK tokens become an address and a mount name, each longer than what stands for it by less than this half."""


def user_data(node: Node) -> str:
    """The script that a node runs at its first start.

    Raises:
        ValueError: It is longer than EC2 takes.
    """
    script = bundle(files(node), packed=True)
    if (size := len(script.encode()) + TOKENS_GROW_BY) > LIMIT_BYTES:
        raise ValueError(f"user data of {node.instance_type}: {size} bytes, and EC2 takes {LIMIT_BYTES}")
    return script

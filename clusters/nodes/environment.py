"""The environment of NCCL and EFA on a node, for logins and for Slurm's tasks."""

from clusters.nodes.node import Node

INTERFACES = "^lo,docker,veth,eni,pod-id-link0"
"""What NCCL must not take for its sockets: loopback and what containers, EKS and Pod Identity put beside the node's own interface."""


def environment(node: Node) -> dict[str, str]:
    """The variables by name.

    EFA's are those of AWS's documentation of EFA and NCCL: the provider by name, so that a job fails where EFA does instead of going on
    over TCP at a tenth of the speed, and remote direct memory access on p4d, whose libfabric asks for it; later types use it by themselves.
    """
    given = {"NCCL_SOCKET_IFNAME": INTERFACES}
    if node.efa_interfaces:
        given["FI_PROVIDER"] = "efa"
        if node.kind.accelerator == "A100":
            given["FI_EFA_USE_DEVICE_RDMA"] = "1"
    return given

"""What a node of Karpenter's tells nodeadm beside what Karpenter says itself: the cluster's name, address and authority, and labels."""

import yaml

PARALLEL_PULLS = 4
"""Images of GPUs' software are ten GiB and more; pulled one after the other they hold up each pod behind them."""


def node_config() -> str:
    """A NodeConfig (`node.eks.aws/v1alpha1`), which Karpenter joins with its own."""
    kubelet = {"serializeImagePulls": False, "maxParallelImagePulls": PARALLEL_PULLS}
    document = {"apiVersion": "node.eks.aws/v1alpha1", "kind": "NodeConfig", "spec": {"kubelet": {"config": kubelet}}}
    return yaml.safe_dump(document, sort_keys=False)

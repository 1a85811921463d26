"""What a cluster's tenants are promised that no node of their purpose can keep. It is no error: nodes may follow their tenants."""

from collections.abc import Iterator

from blueprint.facts.instances import instance
from blueprint.settings.deployment import Deployment
from blueprint.settings.eks import Eks, Pool, Purpose


def notes_on_tenants(deployment: Deployment) -> Iterator[str]:
    """A purpose without nodes, and GPUs promised beyond the purpose's own: tenants share the nodes of one purpose alone."""
    if (cluster := deployment.eks) is None:
        return
    for purpose in sorted({tenant.purpose for tenant in cluster.tenants}):
        promised = sum(tenant.gpus for tenant in cluster.tenants if tenant.purpose == purpose)
        if purpose not in {*(group.purpose for group in cluster.groups), *(pool.purpose for pool in _pools(cluster))}:
            yield f"eks.tenants: no group and no pool is for {purpose}; such tenants' pods wait, and have no queue"
        elif promised > (there := _gpus(cluster, purpose)):
            yield f"eks.tenants: {promised} GPUs are promised for {purpose}, whose nodes have {there}; the last in the list get less"


def _gpus(cluster: Eks, purpose: Purpose) -> int:
    fixed = sum(group.nodes * instance(group.instance_type).accelerators for group in cluster.groups if group.purpose == purpose)
    return fixed + sum(pool.most_gpus for pool in _pools(cluster) if pool.purpose == purpose)


def _pools(cluster: Eks) -> tuple[Pool, ...]:
    return cluster.karpenter.pools if cluster.karpenter else ()

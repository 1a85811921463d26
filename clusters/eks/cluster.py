"""What the manifests need to know of a deployment, each thing once."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from blueprint.facts.cluster import PURPOSE
from blueprint.facts.instances import Instance, instance
from blueprint.facts.kubernetes_names import kubernetes_name
from blueprint.facts.partitions import partition
from blueprint.settings import Deployment
from blueprint.settings.eks import Chart, Eks, Pool, Purpose

INSTANCE_TYPE = kubernetes_name("instance_type")
"""A job that asks for one type is counted on nodes of that type alone, for the flavor says it."""


@dataclass(frozen=True)
class Capacity:
    """Nodes of one kind that tenants of one purpose share: a pool, or all groups of one type.

    Attributes:
        name: Of the flavor that Kueue counts them as.
        labels: By which a pod finds these nodes.
        memory_gib: Of all nodes together, likewise `vcpus` and `gpus`.
    """

    name: str
    purpose: Purpose
    labels: tuple[tuple[str, str], ...]
    gpus: int
    vcpus: int
    memory_gib: int


@dataclass(frozen=True)
class Cluster:
    """A deployment's cluster.

    Attributes:
        name: The cluster's own.
        profile: Name of the instance profile of Karpenter's nodes.
        interruptions: Name of the queue of the notices that Karpenter hears.
    """

    deployment: Deployment
    eks: Eks
    name: str
    profile: str
    interruptions: str

    @property
    def registry(self) -> str:
        """Where the deployment's images and charts lie."""
        place = self.deployment
        return f"{place.account}.dkr.ecr.{place.region}.{partition(place.jurisdiction.partition).dns_suffix}/{place.name}"

    @property
    def pools(self) -> tuple[Pool, ...]:
        """Karpenter's pools."""
        return self.eks.karpenter.pools if self.eks.karpenter else ()

    @cached_property
    def charts(self) -> dict[str, Chart]:
        """The deployment's charts by name."""
        return {chart.name: chart for chart in self.eks.charts}

    @cached_property
    def capacities(self) -> tuple[Capacity, ...]:
        """All nodes that tenants use: what is bought already first, and what Karpenter may start after it."""
        return (*self._fixed(), *map(_of_pool, self.pools))

    def of(self, purpose: Purpose) -> tuple[Capacity, ...]:
        """The nodes for one purpose."""
        return tuple(each for each in self.capacities if each.purpose == purpose)

    def zones(self, pool: Pool) -> tuple[str, ...]:
        """Where a pool's nodes may stand."""
        return pool.zones or (self.deployment.lake.lustre.zone,)

    def _fixed(self) -> Iterator[Capacity]:
        counts: dict[tuple[Purpose, str], int] = {}
        for group in self.eks.groups:
            kind = (group.purpose, group.instance_type)
            counts[kind] = counts.get(kind, 0) + group.nodes
        for (purpose, name), nodes in counts.items():
            kind_of = instance(name)
            yield Capacity(
                name=f"{purpose}-{name.replace('.', '-')}",
                purpose=purpose,
                labels=((INSTANCE_TYPE, name), (PURPOSE, purpose)),
                gpus=nodes * kind_of.accelerators,
                vcpus=nodes * kind_of.vcpus,
                memory_gib=nodes * kind_of.memory_gib,
            )


def _of_pool(pool: Pool) -> Capacity:
    """A pool's memory is told by no setting: what its vCPUs bring along in the type that has least."""
    one_type = [(INSTANCE_TYPE, name) for name in pool.instance_types if len(pool.instance_types) == 1]
    least = min(kind.memory_gib / kind.vcpus for kind in kinds(pool))
    return Capacity(
        name=f"pool-{pool.name}",
        purpose=pool.purpose,
        labels=(
            ("karpenter.sh/nodepool", pool.name),
            *one_type,
        ),
        gpus=pool.most_gpus,
        vcpus=pool.most_vcpus,
        memory_gib=int(pool.most_vcpus * least),
    )


def kinds(pool: Pool) -> tuple[Instance, ...]:
    """A pool's instance types."""
    return tuple(instance(name) for name in pool.instance_types)

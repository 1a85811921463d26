"""Karpenter's pools: which nodes it may start, with what in front of them, and when it may end one."""

from collections.abc import Iterator

from blueprint.facts.cluster import GPU, PURPOSE
from blueprint.facts.instances import Instance
from blueprint.settings.eks import Pool
from clusters.eks.cluster import INSTANCE_TYPE, Cluster, kinds
from clusters.eks.objects import Object, thing, token
from clusters.eks.user_data import node_config

METADATA = {"httpEndpoint": "enabled", "httpProtocolIPv6": "disabled", "httpPutResponseHopLimit": 1, "httpTokens": "required"}
"""Sessions only, and no hop further than the node: a pod has a role of its own and never its node's."""

ROOT_DEVICE = "/dev/xvda"
"""Amazon Linux's own name for its root device."""

CONSOLIDATION = {"when-empty": "WhenEmpty", "when-empty-or-underutilized": "WhenEmptyOrUnderutilized"}
CAPACITY_TYPES = {"reserved": ["reserved"], "on-demand": ["on-demand"]}
WEIGHTS = {"reserved": 100, "on-demand": 10}
"""What is paid already goes first: Karpenter asks the heavier pool before the lighter one."""

TAINTS = {"gpu": [{"key": GPU, "value": "true", "effect": "NoSchedule"}], "plain": []}
"""Nodes with GPUs are kept free of what needs none."""


def node_pools(cluster: Cluster) -> Iterator[Object]:
    """For each pool the class of its nodes, and the pool."""
    for pool in cluster.pools:
        yield _class(pool, cluster)
        yield _pool(pool, cluster)


def _class(pool: Pool, cluster: Cluster) -> Object:
    """An isolated network has no endpoint of IAM and no public parameters: profile, image, subnets and groups are all named by id."""
    gpu = any(kind.accelerators for kind in kinds(pool))
    spec: Object = {
        "amiFamily": "AL2023",
        "amiSelectorTerms": [{"id": cluster.eks.images.nvidia if gpu else cluster.eks.images.standard}],
        "instanceProfile": cluster.profile,
        "subnetSelectorTerms": [{"id": token(f"NodesSubnet{_index(zone, cluster)}")} for zone in cluster.zones(pool)],
        "securityGroupSelectorTerms": [{"id": token("NodesGroupId")}],
        "associatePublicIPAddress": False,
        "blockDeviceMappings": [_root_volume(pool)],
        "metadataOptions": METADATA,
        "tags": {"Name": f"{cluster.name}-{pool.name}", "owner": cluster.deployment.owner},
        "userData": node_config(),
    }
    if any(kind.has_local_nvme for kind in kinds(pool)):
        spec["instanceStorePolicy"] = "RAID0"
    if pool.capacity == "reserved":
        spec["capacityReservationSelectorTerms"] = [{"id": reservation} for reservation in pool.reservations]
    if interfaces := _interfaces(kinds(pool)):
        spec["networkInterfaces"] = interfaces
    return thing("karpenter.k8s.aws/v1", "EC2NodeClass", pool.name, spec=spec)


def _pool(pool: Pool, cluster: Cluster) -> Object:
    gpu = any(kind.accelerators for kind in kinds(pool))
    limits = {"cpu": str(pool.most_vcpus), **({GPU: str(pool.most_gpus)} if pool.most_gpus else {})}
    spec: Object = {
        "template": {
            "metadata": {"labels": {PURPOSE: pool.purpose}},
            "spec": {
                "nodeClassRef": {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": pool.name},
                "requirements": [
                    _in("karpenter.sh/capacity-type", CAPACITY_TYPES[pool.capacity]),
                    _in(INSTANCE_TYPE, pool.instance_types),
                    _in("topology.kubernetes.io/zone", cluster.zones(pool)),
                    _in("kubernetes.io/os", ["linux"]),
                ],
                "expireAfter": f"{pool.lasts_hours}h",
            },
        },
        "limits": limits,
        "disruption": _disruption(pool),
        "weight": WEIGHTS[pool.capacity],
    }
    if gpu:
        spec["template"]["spec"]["taints"] = TAINTS["gpu"]
    return thing("karpenter.sh/v1", "NodePool", pool.name, spec=spec)


def _disruption(pool: Pool) -> Object:
    """Empty nodes go one after another. A training node with work on it is not moved for a newer image: it ends with its job, or by age."""
    budgets: list[Object] = [{"nodes": "1"}]
    if pool.purpose == "training":
        budgets.append({"nodes": "0", "reasons": ["Drifted", "Underutilized"]})
    return {
        "consolidationPolicy": CONSOLIDATION[pool.consolidation],
        "consolidateAfter": f"{pool.consolidate_after_s}s",
        "budgets": budgets,
    }


def _root_volume(pool: Pool) -> Object:
    disk = {
        "volumeSize": f"{pool.root_volume_gib}Gi",
        "volumeType": "gp3",
        "encrypted": True,
        "kmsKeyID": token("VolumesKeyArn"),
        "deleteOnTermination": True,
    }
    return {"deviceName": ROOT_DEVICE, "rootVolume": True, "ebs": disk}


def _interfaces(types: tuple[Instance, ...]) -> list[Object]:
    """Network cards, where all of a pool's types carry the same; Karpenter knows them since 1.11.

    None where a type has one card: its one interface is EFA's and the node's in one, a kind that Karpenter takes from what pods ask for.
    """
    layouts = {kind.network_interfaces() for kind in types}
    layout = next(iter(layouts))
    if len(layouts) > 1 or len(layout) == 1:
        return []
    return [
        {"networkCardIndex": each.network_card_index, "deviceIndex": each.device_index, "interfaceType": each.interface_type}
        for each in layout
    ]


def _index(zone: str, cluster: Cluster) -> int:
    """A zone's place in the network, from 1: as the outputs count the subnets."""
    return cluster.deployment.network.zones.index(zone) + 1


def _in(key: str, values: "tuple[str, ...] | list[str]") -> Object:
    return {"key": key, "operator": "In", "values": list(values)}

"""Kubernetes, for training and serving."""

from blueprint.facts.data_classes import DataClass
from blueprint.facts.kubernetes import addon_registries
from blueprint.settings import Deployment, Eks
from clusters.nodes.node_config import node_config
from constructs import Construct
from sovereign.data_keys import DataKeys
from sovereign.eks_access import EksAccess
from sovereign.eks_addons import EksAddons
from sovereign.eks_cluster import EksCluster
from sovereign.eks_identities import EksIdentities
from sovereign.eks_node_role import eks_node_role
from sovereign.eks_nodes import EksNodes, NodePlan, node_plans
from sovereign.eks_pods import give_roles
from sovereign.karpenter import Karpenter
from sovereign.outputs import tell
from stacks.lake import LakeStack
from stacks.network import NetworkStack
from stacks.part_stack import PartStack


class EksStack(PartStack):
    """A private cluster: control plane, people, add-ons, nodes, and roles for pods. What runs in it is not CloudFormation's."""

    def __init__(
        self, scope: Construct, *, deployment: Deployment, spec: Eks, keys: DataKeys, network: NetworkStack, lake: LakeStack
    ) -> None:
        super().__init__(scope, "eks", deployment=deployment, description="Private Kubernetes cluster beside the lake")
        self.eks = EksCluster(self, "Kubernetes", deployment=deployment, spec=spec, vpc=network.vpc, keys=keys)
        self.eks.meets(network.nodes)
        self.eks.hears(deployment.ways_in.lines.values())
        EksAccess(self, "People", cluster=self.eks.cluster, administrators=spec.administrators, viewers=spec.viewers)
        addons = EksAddons(self, "Addons", cluster=self.eks.cluster, spec=spec)
        identities = EksIdentities(self, "Identities", deployment=deployment.name, cluster=self.eks.cluster)
        give_roles(identities, addons, spec, keys=keys, file_system_arn=lake.lustre.arn)
        volumes, registry = keys[DataClass.VOLUMES], addon_registries()[deployment.region].account
        role = eks_node_role(self, "NodeRole", deployment=deployment.name, addon_registry=registry)
        nodes = network.vpc.tiers["nodes"]
        beside = nodes.subnet_in(deployment.lake.lustre.zone).attr_subnet_id
        groups = [
            EksNodes(self, plan=plan, eks=self.eks, door=network.nodes, key=volumes, role=role, user_data=self._first_start(plan))
            for plan in node_plans(spec, everywhere=nodes.subnet_ids, beside=beside)
        ]
        addons.order(*(each.group for each in groups))
        if spec.karpenter:
            Karpenter(
                self,
                "Karpenter",
                deployment=deployment.name,
                eks=self.eks,
                identities=identities,
                node_role=eks_node_role(self, "KarpenterNodeRole", deployment=deployment.name, addon_registry=registry),
                volumes_key=volumes,
                keys=deployment.keys,
            )
        tell(
            self,
            {
                "ClusterEndpoint": self.eks.endpoint,
                "NodesGroupId": network.nodes.group_id,
                "VolumesKeyArn": volumes.key_arn,
                "FileSystemId": lake.lustre.file_system.ref,
                "FileSystemDnsName": lake.lustre.dns_name,
                "FileSystemMountName": lake.lustre.mount_name,
                **{f"NodesSubnet{number}": subnet for number, subnet in enumerate(network.vpc.tiers["nodes"].subnet_ids, 1)},
            },
            why="for the manifests (blueprint manifests)",
        )

    def _first_start(self, plan: NodePlan) -> str:
        return node_config(
            name=self.eks.name,
            endpoint=self.eks.endpoint,
            certificate_authority=self.eks.certificate_authority,
            service_cidr=self.eks.service_cidr,
            labels=plan.labels,
            taints=plan.taints,
        )

"""The HyperPod nodes of the Kubernetes cluster."""

from aws_cdk import Tags
from aws_cdk.aws_eks import CfnCluster

from blueprint.facts.data_classes import DataClass
from blueprint.facts.kubernetes import addon_registries
from blueprint.settings import Deployment, HyperPod
from clusters.hyperpod.lifecycle import ENTRY, lifecycle_files
from constructs import Construct
from sovereign.data_keys import DataKeys
from sovereign.hyperpod_addons import HyperPodAddons
from sovereign.hyperpod_cluster import HyperPodCluster, Place, Start
from sovereign.hyperpod_orchestration import UnderKubernetes
from sovereign.hyperpod_role import hyperpod_role, kubernetes_work
from sovereign.hyperpod_scaling import scaling_role
from sovereign.script_folder import ScriptFolder
from stacks.hyperpod import probe_name
from stacks.network import NetworkStack
from stacks.part_stack import PartStack


class HyperPodOnEksStack(PartStack):
    """Nodes that SageMaker keeps whole, in the lake's zone, which join the deployment's EKS cluster; and HyperPod's add-ons there."""

    def __init__(
        self,
        scope: Construct,
        *,
        deployment: Deployment,
        spec: HyperPod,
        zone: str,
        keys: DataKeys,
        network: NetworkStack,
        cluster: CfnCluster,
    ) -> None:
        super().__init__(scope, "hyperpod", deployment=deployment, description="SageMaker HyperPod nodes of the Kubernetes cluster")
        name, volumes = deployment.name, keys[DataClass.VOLUMES]
        scripts = ScriptFolder(self, "Lifecycle", deployment=name, files=lifecycle_files(spec, None, probe_name=probe_name(deployment)))
        work = kubernetes_work(self, deployment=name, addon_registry=addon_registries()[deployment.region].account)
        role = hyperpod_role(self, "NodeRole", deployment=name, keys=keys, scripts=scripts, work=work)
        scaling = scaling_role(self, "ScalingRole", volumes_key_arn=volumes.key_arn).arn if spec.autoscaling else None
        place = Place(network.vpc.tiers["nodes"].subnet_in(zone).attr_subnet_id, network.nodes, volumes)
        under = UnderKubernetes(spec, cluster.attr_arn, scaling)
        start = Start(scripts, ENTRY, {"compute": role.arn})
        nodes = HyperPodCluster(self, "HyperPod", deployment=name, spec=spec, place=place, start=start, under=under).cluster
        # Without it the training operator's add-on is not installed (SageMaker guide, Installing the training operator).
        Tags.of(nodes).add("SageMaker", "true")
        HyperPodAddons(self, "Addons", cluster_name=cluster.ref, addons=spec.addons, nodes=nodes)

"""The HyperPod cluster that trains."""

from blueprint.facts.data_classes import DataClass
from blueprint.facts.partitions import partition
from blueprint.settings import Deployment, HyperPod, Slurm
from clusters.hyperpod.lifecycle import ENTRY, lifecycle_files
from clusters.nodes.node import MOUNT_POINT
from constructs import Construct
from sovereign.accounting_way import AccountingWay
from sovereign.data_keys import DataKeys
from sovereign.hyperpod_cluster import HyperPodCluster, Place, Start
from sovereign.hyperpod_orchestration import UnderSlurm
from sovereign.hyperpod_role import hyperpod_role, slurms_work
from sovereign.script_folder import ScriptFolder
from stacks.lake import LakeStack
from stacks.network import NetworkStack
from stacks.part_stack import PartStack


class HyperPodStack(PartStack):
    """Nodes that SageMaker keeps whole, in the lake's zone, set up by our scripts, under Slurm."""

    def __init__(
        self,
        scope: Construct,
        *,
        deployment: Deployment,
        spec: HyperPod,
        slurm: Slurm,
        zone: str,
        keys: DataKeys,
        network: NetworkStack,
        lake: LakeStack,
    ) -> None:
        super().__init__(scope, "hyperpod", deployment=deployment, description="SageMaker HyperPod beside Lustre")
        name, nodes = deployment.name, network.nodes
        scripts = ScriptFolder(self, "Lifecycle", deployment=name, files=lifecycle_files(spec, slurm, probe_name=probe_name(deployment)))
        system = lake.lustre.arn
        work = slurms_work(self, deployment=name, keys=keys, file_system_arn=system)
        worker = controller = hyperpod_role(self, "NodeRole", deployment=name, keys=keys, scripts=scripts, work=work)
        if spec.accounting:
            work = slurms_work(self, deployment=name, keys=keys, file_system_arn=system, accounting=spec.accounting)
            controller = hyperpod_role(self, "ControllerRole", deployment=name, keys=keys, scripts=scripts, work=work)
            AccountingWay(self, "Accounting", database=spec.accounting, nodes=nodes)
        start = Start(scripts, ENTRY, {"controller": controller.arn, "login": worker.arn, "compute": worker.arn})
        place = Place(network.vpc.tiers["nodes"].subnet_in(zone).attr_subnet_id, nodes, keys[DataClass.VOLUMES])
        under = UnderSlurm(spec, slurm, (lake.lustre.dns_name, lake.lustre.mount_name, MOUNT_POINT))
        HyperPodCluster(self, "HyperPod", deployment=name, spec=spec, place=place, start=start, under=under)


def probe_name(deployment: Deployment) -> str:
    """A name that every node can resolve before it does anything else."""
    return f"s3.{deployment.region}.{partition(deployment.jurisdiction.partition).dns_suffix}"

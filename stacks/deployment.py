"""All stacks of one deployment, in the order in which they stand on each other."""

from aws_cdk import App

from blueprint.settings import Deployment
from stacks.audit import AuditStack
from stacks.backup import BackupStack
from stacks.detection import DetectionStack
from stacks.eks import EksStack
from stacks.endpoint import EndpointStack
from stacks.hyperpod import HyperPodStack
from stacks.hyperpod_on_eks import HyperPodOnEksStack
from stacks.keys import KeysStack
from stacks.lake import LakeStack
from stacks.network import NetworkStack
from stacks.operators import OperatorsStack
from stacks.pcs import PcsStack
from stacks.registry import RegistryStack
from stacks.training import TrainingStack
from stacks.vault import VaultStack
from stacks.ways import WaysStack


def build(app: App, deployment: Deployment) -> None:
    """Puts the deployment's stacks under `app`: never a Stage, for `cdk deploy --all` would find nothing in it."""
    keys = KeysStack(app, deployment=deployment).keys
    audit = AuditStack(app, deployment=deployment, keys=keys)
    network = NetworkStack(app, deployment=deployment, keys=keys)
    detection = DetectionStack(app, deployment=deployment, keys=keys)
    detection.add_stack_dependency(audit, "the trail's log group stands there")
    detection.add_stack_dependency(network, "the query logs' group stands there")
    lake = LakeStack(app, deployment=deployment, keys=keys, network=network, topic_arn=detection.topic.arn)
    lake.add_stack_dependency(audit, "no byte before its audit")
    registry = RegistryStack(app, deployment=deployment, keys=keys)
    operators = OperatorsStack(app, deployment=deployment, keys=keys) if deployment.ways_in.of_people else None
    sessions = operators.sessions if operators else None
    if deployment.training and (ec2 := deployment.training.ec2):
        zone = deployment.training.zone
        TrainingStack(app, deployment=deployment, spec=ec2, zone=zone, keys=keys, network=network, lake=lake, sessions=sessions)
    if (training := deployment.training) and training.hyperpod and training.slurm and training.hyperpod.orchestrator == "slurm":
        own = training.slurm.of(training.hyperpod.groups)
        HyperPodStack(
            app, deployment=deployment, spec=training.hyperpod, slurm=own, zone=training.zone, keys=keys, network=network, lake=lake
        )
    if training and training.pcs and training.slurm:
        own = training.slurm.of(training.pcs.groups)
        PcsStack(app, deployment=deployment, spec=training.pcs, slurm=own, keys=keys, network=network, lake=lake, sessions=sessions)
    if deployment.eks:
        cluster = EksStack(app, deployment=deployment, spec=deployment.eks, keys=keys, network=network, lake=lake)
        cluster.add_stack_dependency(registry, "the images of what runs there")
        if training and training.hyperpod and training.hyperpod.orchestrator == "eks":
            nodes = HyperPodOnEksStack(
                app,
                deployment=deployment,
                spec=training.hyperpod,
                zone=training.zone,
                keys=keys,
                network=network,
                cluster=cluster.eks.cluster,
            )
            nodes.add_stack_dependency(cluster, "the nodes join it")
    if deployment.serving:
        endpoint = EndpointStack(app, deployment=deployment, spec=deployment.serving, keys=keys, network=network)
        endpoint.add_stack_dependency(registry, "the image lies there")
        endpoint.add_stack_dependency(lake, "the weights lie there")
    if deployment.ways_in.of_networks:
        WaysStack(app, deployment=deployment, keys=keys, network=network).add_stack_dependency(audit, "no connection before its audit")
    if deployment.backup:
        VaultStack(app, deployment=deployment, spec=deployment.backup)
        backup = BackupStack(app, deployment=deployment, spec=deployment.backup, keys=keys, topic_arn=detection.topic.arn)
        backup.add_stack_dependency(lake, "the ledger lies there")
        backup.add_stack_dependency(registry, "the images lie there")
    audit.watch()

"""All stacks of one deployment, in the order in which they stand on each other."""

from aws_cdk import App

from blueprint.settings import Deployment
from stacks.audit import AuditStack
from stacks.endpoint import EndpointStack
from stacks.keys import KeysStack
from stacks.lake import LakeStack
from stacks.network import NetworkStack
from stacks.registry import RegistryStack
from stacks.training import TrainingStack


def build(app: App, deployment: Deployment) -> None:
    """Puts the deployment's stacks under `app`: never a Stage, for `cdk deploy --all` would find nothing in it."""
    keys = KeysStack(app, deployment=deployment).keys
    audit = AuditStack(app, deployment=deployment, keys=keys)
    network = NetworkStack(app, deployment=deployment, keys=keys)
    lake = LakeStack(app, deployment=deployment, keys=keys, network=network)
    lake.add_stack_dependency(audit, "no byte before its audit")
    registry = RegistryStack(app, deployment=deployment, keys=keys)
    if deployment.training:
        TrainingStack(app, deployment=deployment, spec=deployment.training, keys=keys, network=network, lake=lake)
    if deployment.serving:
        endpoint = EndpointStack(app, deployment=deployment, spec=deployment.serving, keys=keys, network=network)
        endpoint.add_stack_dependency(registry, "the image lies there")
        endpoint.add_stack_dependency(lake, "the weights lie there")

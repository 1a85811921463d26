"""The isolated network, its doors to AWS, and the nodes' group."""

from blueprint.facts.buckets import aws_owned_buckets
from blueprint.facts.data_classes import DataClass
from blueprint.facts.endpoints import interface_endpoints
from blueprint.settings import Deployment
from constructs import Construct
from sovereign.closed_default_group import ClosedDefaultGroup
from sovereign.data_keys import DataKeys
from sovereign.efa_security_group import EfaSecurityGroup
from sovereign.flow_logs import FlowLogs
from sovereign.isolated_vpc import IsolatedVpc
from sovereign.private_endpoints import PrivateEndpoints
from sovereign.security_group import HTTPS
from stacks.part_stack import PartStack

EVERYWHERE = "0.0.0.0/0"


class NetworkStack(PartStack):
    """Private subnets, endpoints, flow logs. The nodes' group stands here: the file system's rules name it before there is a node."""

    def __init__(self, scope: Construct, *, deployment: Deployment, keys: DataKeys) -> None:
        super().__init__(scope, "network", deployment=deployment, description="Network with no way out")
        plan = deployment.network
        self.vpc = IsolatedVpc(self, "Vpc", deployment=deployment.name, cidr=plan.cidr, zones=plan.zones, tiers=dict(plan.subnets))
        FlowLogs(
            self,
            "FlowLogs",
            deployment=deployment.name,
            vpc_id=self.vpc.vpc_id,
            key=keys[DataClass.LOGS],
            retention_days=plan.flow_log_retention_days,
        )
        ClosedDefaultGroup(self, "DefaultGroup", vpc=self.vpc.vpc)
        workloads = workloads_of(deployment)
        self.endpoints = PrivateEndpoints(
            self,
            "Endpoints",
            vpc=self.vpc,
            endpoints_tier=self.vpc.tiers["endpoints"],
            clients=[self.vpc.tiers["nodes"]],
            catalogue=interface_endpoints(workloads, deployment.region),
            aws_owned_buckets=aws_owned_buckets(deployment.region, workloads),
        )
        self.nodes = EfaSecurityGroup(self, "Nodes", vpc_id=self.vpc.vpc_id)
        self.nodes.talks_to_addresses(plan.subnets.endpoints, HTTPS, why="HTTPS to the endpoints")
        self.nodes.talks_to_addresses([EVERYWHERE], HTTPS, why="HTTPS to S3: the gateway endpoint is the only route out of the subnets")


def workloads_of(deployment: Deployment) -> tuple[str, ...]:
    """The parts of the endpoint catalogue that this deployment needs."""
    return tuple(name for name, part in {"training": deployment.training, "serving": deployment.serving}.items() if part)

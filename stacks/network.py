"""The isolated network, its doors to AWS, and the nodes' group."""

from blueprint.facts.buckets import aws_owned_buckets
from blueprint.facts.data_classes import DataClass
from blueprint.facts.endpoints import interface_endpoints
from blueprint.facts.kubernetes import addon_registries
from blueprint.facts.names import answered_names
from blueprint.settings import Deployment
from constructs import Construct
from sovereign.closed_default_group import ClosedDefaultGroup
from sovereign.data_keys import DataKeys
from sovereign.dns_firewall import DnsFirewall
from sovereign.dns_query_logs import DnsQueryLogs
from sovereign.efa_security_group import EfaSecurityGroup
from sovereign.flow_logs import FlowLogs
from sovereign.isolated_vpc import IsolatedVpc
from sovereign.lake_buckets import LAKE
from sovereign.names import bucket_name, staging_bucket_name
from sovereign.private_endpoints import PrivateEndpoints
from sovereign.private_zone import zone_names
from sovereign.security_group import HTTPS
from stacks.part_stack import PartStack

EVERYWHERE = "0.0.0.0/0"


class NetworkStack(PartStack):
    """Private subnets, endpoints, flow and query logs, a resolver that answers known names only.

    The nodes' group stands here: the file system's rules name it before there is a node.
    """

    def __init__(self, scope: Construct, *, deployment: Deployment, keys: DataKeys) -> None:
        super().__init__(scope, "network", deployment=deployment, description="Network with no way out")
        plan = deployment.network
        self.vpc = IsolatedVpc(self, "Vpc", deployment=deployment.name, cidr=plan.cidr, zones=plan.zones, tiers=dict(plan.subnets))
        for name, watch in (("FlowLogs", FlowLogs), ("QueryLogs", DnsQueryLogs)):
            watch(
                self,
                name,
                deployment=deployment.name,
                vpc_id=self.vpc.vpc_id,
                key=keys[DataClass.LOGS],
                retention_days=plan.flow_log_retention_days,
            )
        ClosedDefaultGroup(self, "DefaultGroup", vpc=self.vpc.vpc)
        workloads = deployment.workloads
        aws_owned = aws_owned_buckets(deployment.region, workloads)
        scripts = [staging_bucket_name(self, deployment.name)] if deployment.training else []
        buckets = [*(bucket_name(self, deployment.name, lake) for lake in LAKE), *scripts, *aws_owned]
        known = answered_names(workloads, deployment.region, account=deployment.account, buckets=buckets)
        own = zone_names(deployment.ways_in.private_zones.name) if deployment.ways_in.private_zones else ()
        DnsFirewall(
            self, "Names", deployment=deployment.name, vpc_id=self.vpc.vpc_id, answered=[*known, *own, *deployment.names_of_databases]
        )
        self.endpoints = PrivateEndpoints(
            self,
            "Endpoints",
            vpc=self.vpc,
            clients=[self.vpc.tiers["nodes"]],
            catalogue=interface_endpoints(workloads, deployment.region),
            aws_owned_buckets=aws_owned,
            organisation_id=deployment.jurisdiction.organisation_id,
            addon_registry=addon_registries()[deployment.region].account if deployment.eks else None,
        )
        self.nodes = EfaSecurityGroup(self, "Nodes", vpc_id=self.vpc.vpc_id)
        self.nodes.talks_to_addresses(plan.subnets.endpoints, HTTPS, why="HTTPS to the endpoints")
        self.nodes.talks_to_addresses([EVERYWHERE], HTTPS, why="HTTPS to S3: the gateway endpoint is the only route out of the subnets")

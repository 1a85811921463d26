"""A Kubernetes control plane that answers inside the network alone."""

from collections.abc import Iterable

from aws_cdk import RemovalPolicy, Stack
from aws_cdk.aws_eks import CfnCluster
from aws_cdk.aws_iam import PolicyStatement, ServicePrincipal

from blueprint.facts.data_classes import DataClass
from blueprint.settings import Deployment, Eks, Line
from constructs import Construct
from sovereign.acknowledgement import acknowledge_key_elsewhere
from sovereign.data_keys import DataKeys
from sovereign.isolated_vpc import IsolatedVpc
from sovereign.names import cluster_log_group_name, cluster_name
from sovereign.own_log_group import OwnLogGroup
from sovereign.security_group import HTTPS, ClosedGroup, Ports
from sovereign.service_role import ServiceRole

Cluster = CfnCluster

LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")
KUBELET: Ports = (10250, 10251)
"""The kubelet, and beside it the metrics server's own API (Amazon EKS guide, Security group requirements; metrics-server add-on)."""
WEBHOOKS: tuple[Ports, ...] = ((4443, 4443), (8443, 8443), (9443, 9443))
"""Where the controllers of our charts answer admission: the default ports of controller-runtime and of older charts."""
ADMINISTRATION = ("ec2:DescribeAvailabilityZones", "ec2:DescribeDhcpOptions", "ec2:DescribeInstances", "ec2:DescribeNetworkInterfaces")
LOOKING = (*ADMINISTRATION, "ec2:DescribeVpcs")
"""What a cluster's role needs at the least, without Kubernetes' own load balancers (Amazon EKS guide, Amazon EKS cluster IAM role)."""


class EksCluster(Construct):
    """A private endpoint, secrets under our key, every kind of log under our key, and nobody let in but by an access entry.

    The control plane's own calls (admission webhooks, discovery of identity providers) go through this network, which has no way out,
    and not through AWS's (`CUSTOMER_ROUTED`); EKS never takes that back. Its interfaces lie beside the endpoints, where declared lines
    from other networks arrive.

    EKS makes a security group of its own and puts it on these interfaces; it lets everything out, into a network that leads nowhere.
    Our nodes do not carry it.

    Attributes:
        cluster: The cluster.
        door: The control plane's own group: who may ask it, and what it may ask.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: Deployment,
        spec: Eks,
        vpc: IsolatedVpc,
        keys: DataKeys,
    ) -> None:
        super().__init__(scope, construct_id)
        self.name, self.service_cidr = cluster_name(deployment.name), spec.service_cidr
        log_group = OwnLogGroup(
            self,
            "LogGroup",
            name=cluster_log_group_name(deployment.name),
            key=keys[DataClass.LOGS],
            retention_days=deployment.audit.log_retention_days,
        )
        self.door = ClosedGroup(self, "ControlPlane", vpc_id=vpc.vpc_id, description="Kubernetes control plane: nodes and declared lines")
        role = _cluster_role(self)
        self.cluster = Cluster(
            self,
            "Cluster",
            name=self.name,
            version=spec.version,
            role_arn=role.arn,
            resources_vpc_config=Cluster.ResourcesVpcConfigProperty(
                subnet_ids=vpc.tiers["endpoints"].subnet_ids,
                security_group_ids=[self.door.group_id],
                endpoint_private_access=True,
                endpoint_public_access=False,
                control_plane_egress_mode="CUSTOMER_ROUTED",
            ),
            access_config=Cluster.AccessConfigProperty(authentication_mode="API", bootstrap_cluster_creator_admin_permissions=False),
            encryption_config=[
                Cluster.EncryptionConfigProperty(
                    provider=Cluster.ProviderProperty(key_arn=keys[DataClass.SECRETS].key_arn),
                    resources=["secrets"],
                )
            ],
            kubernetes_network_config=Cluster.KubernetesNetworkConfigProperty(ip_family="ipv4", service_ipv4_cidr=spec.service_cidr),
            logging=Cluster.LoggingProperty(
                cluster_logging=Cluster.ClusterLoggingProperty(
                    enabled_types=[Cluster.LoggingTypeConfigProperty(type=kind) for kind in LOG_TYPES]
                )
            ),
            upgrade_policy=Cluster.UpgradePolicyProperty(support_type="STANDARD"),
            zonal_shift_config=Cluster.ZonalShiftConfigProperty(enabled=True),
            bootstrap_self_managed_addons=False,
            deletion_protection=spec.is_protected,
        )
        acknowledge_key_elsewhere(self.cluster, keys[DataClass.SECRETS], "eks_secrets_encrypted_check")
        # EKS would make the group itself, without our key, were it not there.
        self.cluster.add_resource_dependency(log_group)
        # It keeps nothing that is not in the lake or in the manifests, and one left behind would hold on to the network; what keeps it from
        # an accident is the stack's protection, and its own (`is_protected`).
        self.cluster.apply_removal_policy(RemovalPolicy.DESTROY)

    @property
    def endpoint(self) -> str:
        """The API's address, which the network alone resolves to something it reaches."""
        return self.cluster.attr_endpoint

    @property
    def certificate_authority(self) -> str:
        """What a node trusts the API by, in base 64."""
        return self.cluster.attr_certificate_authority_data

    def meets(self, nodes: ClosedGroup) -> None:
        """Opens what a control plane and its nodes need of each other, both ways."""
        nodes.talks_to(self.door, HTTPS, why="Kubernetes API", recorded_in=self)
        self.door.talks_to(nodes, HTTPS, KUBELET, *WEBHOOKS, why="Kubelet, admission and aggregated APIs", recorded_in=self)

    def hears(self, lines: Iterable[Line]) -> None:
        """Lets people of declared networks ask the API, where their line leads to the endpoints' subnets."""
        for line in lines:
            if "endpoints" in line.tiers:
                self.door.hears_addresses(line.cidrs, HTTPS, why="Kubernetes API, from a declared line")


def _cluster_role(scope: Construct) -> ServiceRole:
    stack = Stack.of(scope)
    instances = f"arn:{stack.partition}:ec2:{stack.region}:{stack.account}:instance/*"
    tag = {"ForAnyValue:StringLike": {"aws:TagKeys": ["kubernetes.io/cluster/*"]}}
    role = ServiceRole(
        scope,
        "Role",
        trusts=ServicePrincipal("eks"),
        may=[
            PolicyStatement(actions=["ec2:CreateTags"], resources=[instances], conditions=tag),
            PolicyStatement(actions=list(LOOKING), resources=["*"]),
        ],
    )
    role.acknowledge_wildcards([instances, "*"], reason="Nodes are named as they come; descriptions know no resource.")
    return role

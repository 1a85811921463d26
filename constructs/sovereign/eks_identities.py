"""Roles of pods: each service account has its own, and no pod has its node's."""

from collections.abc import Sequence

from aws_cdk import Stack
from aws_cdk.aws_eks import CfnCluster, CfnPodIdentityAssociation
from aws_cdk.aws_iam import IPrincipal, PolicyStatement, ServicePrincipal, SessionTagsPrincipal
from aws_cdk.aws_kms import IKey

from blueprint.facts.data_classes import DataClass
from blueprint.settings.eks import Purpose
from constructs import Construct
from sovereign.data_keys import DataKeys
from sovereign.lake_access import READ, WRITE, LakeAccess
from sovereign.names import cluster_arn, cluster_name
from sovereign.service_role import ServiceRole
from sovereign.services import principal, via

WORKLOAD = "workload"
"""The service account of a tenant's pods, in its own namespace."""

READS: dict[Purpose, tuple[DataClass, ...]] = {
    "training": (DataClass.CURATED,),
    "inference": (DataClass.MODELS,),
    "curation": (DataClass.RAW,),
}
WRITES: dict[Purpose, tuple[DataClass, ...]] = {
    "training": (DataClass.CHECKPOINTS, DataClass.MODELS),
    "inference": (),
    "curation": (DataClass.CURATED, DataClass.REJECTS, DataClass.LEDGER),
}
"""What a tenant does with the lake, by its purpose: data go one way, from raw to models."""

INTERFACES = (
    "ec2:AssignPrivateIpAddresses",
    "ec2:AttachNetworkInterface",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DetachNetworkInterface",
    "ec2:ModifyNetworkInterfaceAttribute",
    "ec2:UnassignPrivateIpAddresses",
)
LOOKING_AT_INTERFACES = (
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeInstances",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DescribeTags",
)
"""The network add-on's (AmazonEKS_CNI_Policy, AWS managed policy reference)."""

DISKS = ("ec2:AttachVolume", "ec2:DeleteVolume", "ec2:DetachVolume", "ec2:ModifyVolume")
LOOKING_AT_DISKS = (
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeInstances",
    "ec2:DescribeTags",
    "ec2:DescribeVolumes",
    "ec2:DescribeVolumesModifications",
)
"""The disk add-on's, for disks that it made itself (AmazonEBSCSIDriverPolicy, ditto)."""

MADE_BY_THE_DRIVER = "ebs.csi.aws.com/cluster"


def pods() -> IPrincipal:
    """EKS Pod Identity: it takes a role on for the one service account of the one cluster that an association names."""
    return SessionTagsPrincipal(ServicePrincipal(principal("pods.eks")))


class EksIdentities(Construct):
    """Binds roles to service accounts."""

    def __init__(self, scope: Construct, construct_id: str, *, deployment: str, cluster: CfnCluster) -> None:
        super().__init__(scope, construct_id)
        self._deployment, self._cluster = deployment, cluster

    def bind(self, name: str, namespace: str, service_account: str, role: ServiceRole) -> CfnPodIdentityAssociation:
        """Gives `role` to one service account."""
        return CfnPodIdentityAssociation(
            self, name, cluster_name=self._cluster.ref, namespace=namespace, service_account=service_account, role_arn=role.arn
        )

    def role(self, name: str, may: Sequence[PolicyStatement]) -> ServiceRole:
        """A role that pods can have."""
        return ServiceRole(self, name, trusts=pods(), may=may)

    def of_the_lake(self, purpose: Purpose, keys: DataKeys) -> ServiceRole:
        """What tenants of one purpose may do with the buckets."""
        access = LakeAccess(self, self._deployment)
        for actions, classes in ((READ, READS[purpose]), (WRITE, WRITES[purpose])):
            for each in classes:
                access.may(actions, each, keys[each], folders=keys.folders(each))
        role = self.role(purpose.capitalize(), access.statements)
        role.acknowledge_wildcards(access.wildcards, reason="Objects are named as they come, within one bucket of one class.")
        return role

    def of_the_network(self) -> ServiceRole:
        """Gives pods their addresses; the node's own role does not."""
        ec2 = self._ec2
        kinds = [f"{ec2}:{kind}/*" for kind in ("instance", "network-interface", "security-group", "subnet")]
        tags = {"StringEquals": {"ec2:CreateAction": "CreateNetworkInterface"}}
        role = self.role(
            "Network",
            [
                PolicyStatement(actions=list(INTERFACES), resources=kinds),
                PolicyStatement(actions=["ec2:CreateTags"], resources=[f"{ec2}:network-interface/*"], conditions=tags),
                PolicyStatement(actions=list(LOOKING_AT_INTERFACES), resources=["*"]),
            ],
        )
        role.acknowledge_wildcards([*kinds, "*"], reason="Interfaces are named as they come; descriptions know no resource.")
        return role

    def of_the_file_system(self, file_system_arn: str) -> ServiceRole:
        """Looks at the lake's file system before a pod mounts it; it makes and deletes none."""
        return self.role("Lustre", [PolicyStatement(actions=["fsx:DescribeFileSystems"], resources=[file_system_arn])])

    def of_disks(self, key: IKey) -> ServiceRole:
        """Makes disks under our key, and touches only those that it made."""
        ec2, cluster = self._ec2, cluster_name(self._deployment)
        volumes, instances = f"{ec2}:volume/*", f"{ec2}:instance/*"
        new = {"StringEquals": {f"aws:RequestTag/{MADE_BY_THE_DRIVER}": "true"}, "Bool": {"ec2:Encrypted": "true"}}
        made = {"StringEquals": {f"ec2:ResourceTag/{MADE_BY_THE_DRIVER}": "true"}}
        ours = {"StringEquals": {f"aws:ResourceTag/kubernetes.io/cluster/{cluster}": "owned"}}
        role = self.role(
            "Disks",
            [
                PolicyStatement(actions=["ec2:CreateVolume"], resources=[volumes], conditions=new),
                PolicyStatement(
                    actions=["ec2:CreateTags"], resources=[volumes], conditions={"StringEquals": {"ec2:CreateAction": "CreateVolume"}}
                ),
                PolicyStatement(actions=list(DISKS), resources=[volumes], conditions=made),
                PolicyStatement(actions=["ec2:AttachVolume", "ec2:DetachVolume"], resources=[instances], conditions=ours),
                PolicyStatement(actions=list(LOOKING_AT_DISKS), resources=["*"]),
                *disk_key(self, key),
            ],
        )
        role.acknowledge_wildcards([volumes, instances, "*"], reason="Disks and nodes are named as they come; descriptions know none.")
        return role

    @property
    def _ec2(self) -> str:
        stack = Stack.of(self)
        return f"arn:{stack.partition}:ec2:{stack.region}:{stack.account}"

    @property
    def cluster_arn(self) -> str:
        """The cluster's ARN."""
        return cluster_arn(self, self._deployment)


def disk_key(scope: Construct, key: IKey) -> list[PolicyStatement]:
    """Whoever asks EC2 for an encrypted disk needs the key for it, while EC2 works for him, and lets EC2 keep it open."""
    by_ec2 = {"StringEquals": {"kms:ViaService": via(Stack.of(scope).region, "ec2")}}
    use = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext"]
    return [
        PolicyStatement(actions=use, resources=[key.key_arn], conditions=by_ec2),
        PolicyStatement(
            actions=["kms:CreateGrant"], resources=[key.key_arn], conditions={**by_ec2, "Bool": {"kms:GrantIsForAWSResource": "true"}}
        ),
    ]

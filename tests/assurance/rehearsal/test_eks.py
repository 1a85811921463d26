"""Kubernetes clusters in the rehearsal: made as EKS makes them, changed as it changes them, and refused what it refuses."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from assurance.rehearsal.aws import Aws
from tests.assurance.rehearsal import resources as of
from tests.assurance.rehearsal.conftest import Deploy, Outcome

ADMIN = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
OPEN = of.policy(of.OWNER)
BLOCK = {"MarketType": "capacity-block"}


def trust(service: str) -> of.Resource:
    return of.policy(
        {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}
    )


def role(service: str) -> of.Resource:
    return of.resource("IAM::Role", AssumeRolePolicyDocument=trust(service))


def subnet(zone: str, third: int) -> of.Resource:
    return of.resource("EC2::Subnet", VpcId=of.ref("Vpc"), CidrBlock=f"10.0.{third}.0/24", AvailabilityZone=f"{of.REGION}{zone}")


def cluster(name: str, **changes: Any) -> of.Resource:
    network = {
        "SubnetIds": [of.ref("SubnetA"), of.ref("SubnetB")],
        "EndpointPrivateAccess": True,
        "EndpointPublicAccess": False,
        "ControlPlaneEgressMode": "CUSTOMER_ROUTED",
    } | changes.pop("network", {})
    right = {
        "Name": name,
        "Version": "1.34",
        "RoleArn": of.att("Control"),
        "ResourcesVpcConfig": network,
        "AccessConfig": {"AuthenticationMode": "API", "BootstrapClusterCreatorAdminPermissions": False},
        "EncryptionConfig": [{"Provider": {"KeyArn": of.att("Key")}, "Resources": ["secrets"]}],
        "KubernetesNetworkConfig": {"IpFamily": "ipv4", "ServiceIpv4Cidr": "172.20.0.0/16"},
        "Logging": {"ClusterLogging": {"EnabledTypes": [{"Type": "audit"}]}},
    }
    return of.resource("EKS::Cluster", **right | changes)


def launch(**data: Any) -> of.Resource:
    return of.resource("EC2::LaunchTemplate", LaunchTemplateData={"InstanceType": "m5.large"} | data)


def nodes(**changes: Any) -> of.Resource:
    right = {
        "ClusterName": of.ref("Cluster"),
        "NodegroupName": "gpu",
        "NodeRole": of.att("Node"),
        "Subnets": [of.ref("SubnetA")],
        "LaunchTemplate": {"Id": of.ref("Launch"), "Version": of.att("Launch", "LatestVersionNumber")},
        "ScalingConfig": {"MinSize": 0, "DesiredSize": 0, "MaxSize": 2},
        "Labels": {"purpose": "training"},
        "CapacityType": "ON_DEMAND",
    }
    return of.resource("EKS::Nodegroup", **right | changes)


def addon(**changes: Any) -> of.Resource:
    return of.resource(
        "EKS::Addon", ClusterName=of.ref("Cluster"), **{"AddonName": "kube-proxy", "AddonVersion": "v1.34.6-eksbuild.2"} | changes
    )


def entry(**changes: Any) -> of.Resource:
    allowed = [{"PolicyArn": ADMIN, "AccessScope": {"Type": "cluster"}}]
    right = {"ClusterName": of.ref("Cluster"), "PrincipalArn": of.att("Person"), "Type": "STANDARD", "AccessPolicies": allowed}
    return of.resource("EKS::AccessEntry", **right | changes)


def binding(**changes: Any) -> of.Resource:
    right = {"ClusterName": of.ref("Cluster"), "Namespace": "ministry", "ServiceAccount": "workload", "RoleArn": of.att("Pod")}
    return of.resource("EKS::PodIdentityAssociation", **right | changes)


PEOPLE = of.policy({"Effect": "Allow", "Principal": {"AWS": of.ACCOUNT}, "Action": "sts:AssumeRole"})
BOTH = [of.ref("SubnetA"), of.ref("SubnetB")]
COSMOS = [{"PolicyArn": ADMIN.replace("Cluster", "Cosmos"), "AccessScope": {"Type": "cluster"}}]
MAPS = [{"Provider": {"KeyArn": of.att("Key")}, "Resources": ["configmaps"]}]
GROUND = {
    "Key": of.resource("KMS::Key", KeyPolicy=OPEN),
    "Vpc": of.VPC,
    "SubnetA": subnet("a", 1),
    "SubnetB": subnet("b", 2),
    "Control": role("eks"),
    "Node": role("ec2"),
    "Pod": role("pods.eks"),
    "Person": of.resource(
        "IAM::Role", AssumeRolePolicyDocument=of.policy({"Effect": "Allow", "Principal": {"AWS": of.ACCOUNT}, "Action": "sts:AssumeRole"})
    ),
}
Made = Callable[..., Outcome]


@pytest.fixture
def made(deploy: Deploy, request: pytest.FixtureRequest) -> Made:
    """A stack of the ground, a cluster of its own name, and more."""

    def create(of_the_cluster: dict[str, Any] | None = None, **more: Any) -> Outcome:
        name = f"c{abs(hash(request.node.name)) % 10**8}"
        return deploy(**GROUND, Cluster=cluster(name, **of_the_cluster or {}), **more)

    return create


def test_a_cluster_with_all_that_belongs_to_it_is_told_by_boto3(full: Aws, made: Made) -> None:
    stack = made(Launch=launch(), Nodes=nodes(), Proxy=addon(), Entry=entry(), Binding=binding())
    assert stack.reasons == []
    name = stack.ids["Cluster"]
    found = full.eks.describe_cluster(name=name)["cluster"]
    assert found["resourcesVpcConfig"]["endpointPublicAccess"] is False
    assert found["encryptionConfig"][0]["resources"] == ["secrets"]
    assert full.eks.list_nodegroups(clusterName=name)["nodegroups"] == ["gpu"]
    assert full.eks.list_addons(clusterName=name)["addons"] == ["kube-proxy"]
    assert len(full.eks.list_access_entries(clusterName=name)["accessEntries"]) == 2  # the person, and the nodes' role by EKS itself
    assert [one["namespace"] for one in full.eks.list_pod_identity_associations(clusterName=name)["associations"]] == ["ministry"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Version": "1.29"}, "unsupported Kubernetes version"),
        ({"RoleArn": of.att("Node")}, "does not trust eks.amazonaws.com"),
        ({"RoleArn": f"arn:aws:iam::{of.ACCOUNT}:role/nobody"}, "does not exist"),
        ({"network": {"SubnetIds": [of.ref("SubnetA")]}}, "at least two different AZs"),
        ({"network": {"EndpointPrivateAccess": False}}, "cannot be false"),
        (
            {"EncryptionConfig": MAPS},
            "the only supported value is secrets",
        ),
        ({"Logging": {"ClusterLogging": {"EnabledTypes": [{"Type": "kubelet"}]}}}, "'kubelet' is not one of api"),
        ({"KubernetesNetworkConfig": {"ServiceIpv4Cidr": "10.0.0.0/16"}}, "overlaps the VPC's"),
    ],
    ids=[
        "version",
        "another's role",
        "no role",
        "one zone",
        "no endpoint",
        "what is not secret",
        "a log that is none",
        "services over the network",
    ],
)
def test_a_cluster_that_eks_would_refuse(made: Made, changes: dict[str, Any], reason: str) -> None:
    (found,) = made(changes).reasons
    assert reason in found


@pytest.mark.parametrize(
    ("data", "changes", "reason"),
    [
        ({}, {"NodeRole": of.att("Control")}, "does not trust ec2.amazonaws.com"),
        ({}, {"AmiType": "AL2023_x86_64_STANDARD", "InstanceTypes": ["m5.large"]}, "instanceTypes: either there or in the launch template"),
        ({"InstanceMarketOptions": BLOCK}, {}, "CAPACITY_BLOCK and a template of the market"),
        ({}, {"CapacityType": "CAPACITY_BLOCK"}, "CAPACITY_BLOCK and a template of the market"),
        (
            {"InstanceMarketOptions": BLOCK},
            {"CapacityType": "CAPACITY_BLOCK", "Subnets": BOTH},
            "in one zone",
        ),
        ({}, {"ScalingConfig": {"MinSize": 2, "DesiredSize": 1, "MaxSize": 2}}, "does not hold"),
        ({}, {"DiskSize": 20}, "must be specified within the launch template"),
    ],
    ids=["role", "type twice", "market without type", "type without market", "a block in two zones", "size", "disk"],
)
def test_a_group_of_nodes_that_eks_would_refuse(made: Made, data: dict[str, Any], changes: dict[str, Any], reason: str) -> None:
    assert any(reason in found for found in made(Launch=launch(**data), Nodes=nodes(**changes)).reasons)


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (addon(AddonName="karpenter"), "is not supported"),
        (addon(AddonVersion="latest"), "is not supported"),
        (addon(AddonVersion="v1.35.3-eksbuild.2"), "not supported in 1.34"),
        (addon(ConfigurationValues="{"), "no JSON"),
        (entry(PrincipalArn=f"arn:aws:iam::{of.ACCOUNT}:role/nobody"), "does not exist"),
        (entry(Type="EC2_LINUX"), "takes no access policy"),
        (
            entry(AccessPolicies=COSMOS),
            "no such access policy",
        ),
        (binding(RoleArn=of.att("Node")), "does not trust pods.eks.amazonaws.com"),
    ],
    ids=["no add-on", "any version", "another Kubernetes", "no JSON", "nobody", "a node with a policy", "no policy", "no pod's role"],
)
def test_a_part_that_eks_would_refuse(made: Made, resource: of.Resource, reason: str) -> None:
    (found,) = made(Part=resource).reasons
    assert reason in found


def test_one_service_account_has_one_role(made: Made) -> None:
    assert any("already exists" in found for found in made(One=binding(), Two={**binding(), "DependsOn": "One"}).reasons)


def test_a_protected_cluster_and_one_with_nodes_are_not_deleted(full: Aws, made: Made) -> None:
    name = made(Launch=launch(), Nodes=nodes()).ids["Cluster"]
    with pytest.raises(ClientError, match="nodegroups attached"):
        full.eks.delete_cluster(name=name)
    full.eks.delete_nodegroup(clusterName=name, nodegroupName="gpu")
    full.eks.update_cluster_config(name=name, deletionProtection=True)
    with pytest.raises(ClientError, match="deletion protection"):
        full.eks.delete_cluster(name=name)


def test_a_version_goes_up_by_one_and_never_down(full: Aws, made: Made) -> None:
    name = made().ids["Cluster"]
    full.eks.update_cluster_version(name=name, version="1.35")
    assert full.eks.describe_cluster(name=name)["cluster"]["version"] == "1.35"
    with pytest.raises(ClientError, match="Unsupported Kubernetes minor version update"):
        full.eks.update_cluster_version(name=name, version="1.34")


def test_the_road_of_the_control_planes_calls_is_never_given_back(full: Aws, made: Made) -> None:
    name = made().ids["Cluster"]
    with pytest.raises(ClientError, match="cannot be changed back"):
        full.eks.update_cluster_config(name=name, resourcesVpcConfig={"controlPlaneEgressMode": "AWS_MANAGED"})


def test_the_size_of_a_group_is_set_when_its_block_starts(full: Aws, made: Made) -> None:
    block = {"InstanceMarketOptions": BLOCK}
    name = made(Launch=launch(**block), Nodes=nodes(CapacityType="CAPACITY_BLOCK")).ids["Cluster"]
    full.eks.update_nodegroup_config(clusterName=name, nodegroupName="gpu", scalingConfig={"desiredSize": 2})
    assert full.eks.describe_nodegroup(clusterName=name, nodegroupName="gpu")["nodegroup"]["scalingConfig"]["desiredSize"] == 2

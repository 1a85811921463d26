"""What the claims say of a Kubernetes cluster: its endpoint, its own calls, its pods, its autoscaler, the images of its add-ons."""

from typing import Any

import pytest

from assurance.evidence import apis_have_endpoints, identities_are_narrow, no_other_place, no_way_out
from assurance.evidence.addon_pulls import registry_of
from blueprint.facts.kubernetes import addon_registries

CLOSED = {
    "SubnetIds": ["a", "b"],
    "EndpointPublicAccess": False,
    "EndpointPrivateAccess": True,
    "ControlPlaneEgressMode": "CUSTOMER_ROUTED",
}
IMAGES = "arn:aws:ecr:eu-central-1:602401143452:repository/eks/*"
PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]


def cluster(**network: Any) -> dict[str, Any]:
    return {"Type": "AWS::EKS::Cluster", "Properties": {"Name": "c", "RoleArn": "r", "ResourcesVpcConfig": CLOSED | network}}


def policy(actions: Any, resource: Any, **more: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": actions, "Resource": resource, **more}
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {"Statement": [statement]}}}


def role(service: str, *policies: str) -> dict[str, Any]:
    trust = {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}
    properties = {"AssumeRolePolicyDocument": {"Statement": [trust]}, "ManagedPolicyArns": [{"Ref": name} for name in policies]}
    return {"Type": "AWS::IAM::Role", "Properties": properties}


def entry(kind: str) -> dict[str, Any]:
    principal = {"Fn::GetAtt": ["Node", "Arn"]}
    return {"Type": "AWS::EKS::AccessEntry", "Properties": {"ClusterName": {"Ref": "Cluster"}, "PrincipalArn": principal, "Type": kind}}


@pytest.fixture
def says(graph_of):
    def sentences(claim, **resources: Any) -> list[str]:
        return [finding.sentence for finding in claim.broken_by(graph_of(resources))]

    return sentences


def test_a_closed_cluster_is_no_way_out(says) -> None:
    assert says(no_way_out, Cluster=cluster()) == []


@pytest.mark.parametrize("public", [True, {"Ref": "AWS::NoValue"}])
def test_a_public_endpoint_is_a_way_out(says, public) -> None:
    assert says(no_way_out, Cluster=cluster(EndpointPublicAccess=public)) == ["has a public API endpoint"]


def test_calls_of_the_api_server_by_awss_road_are_a_way_out(says) -> None:
    (sentence,) = says(no_way_out, Cluster=cluster(ControlPlaneEgressMode="AWS_MANAGED"))
    assert sentence.endswith("past this network")


def test_the_registry_of_add_ons_may_be_pulled_from(says) -> None:
    assert says(no_other_place, Cluster=cluster(), Policy=policy(PULL, IMAGES)) == []


@pytest.mark.parametrize(
    "resources",
    [
        {"Policy": policy(PULL, IMAGES)},
        {"Cluster": cluster(), "Policy": policy([*PULL, "ecr:PutImage"], IMAGES)},
        {"Cluster": cluster(), "Policy": policy(PULL, IMAGES.replace("/eks/", "/other/"))},
        {"Cluster": cluster(), "Policy": policy(PULL, IMAGES.replace("eks/*", "*"))},
    ],
    ids=["without a cluster", "to push", "another repository", "every repository"],
)
def test_nothing_else_may_be_done_there(says, resources) -> None:
    assert says(no_other_place, **resources) == ["names account 602401143452"]


def test_the_plan_and_the_proof_know_the_same_registries() -> None:
    assert {name: row.account for name, row in addon_registries().items()} == {name: registry_of(name) for name in addon_registries()}


PASSES = policy(["iam:PassRole"], {"Fn::GetAtt": ["Node", "Arn"]})
STARTS = policy(["ec2:RunInstances"], "arn:aws:ec2:eu-central-1:111122223333:instance/*")
READS = policy(["s3:GetObject"], "arn:aws:s3:::data/*")


def autoscaler(kind: str = "EC2_LINUX", passes: dict[str, Any] = PASSES, service: str = "pods.eks") -> dict[str, Any]:
    """A pod that starts nodes, and the role of those nodes, which may read what the pod may not."""
    return {
        "Cluster": cluster(),
        "Entry": entry(kind),
        "Passes": passes,
        "Starts": STARTS,
        "Reads": READS,
        "Node": role("ec2", "Reads"),
        "Pod": role(service, "Passes", "Starts"),
    }


def test_a_clusters_autoscaler_gives_nodes_the_role_that_the_cluster_lets_in(says) -> None:
    assert says(identities_are_narrow, **autoscaler()) == []


@pytest.mark.parametrize(
    "resources",
    [
        autoscaler(kind="STANDARD"),
        autoscaler(passes=policy(["iam:PassRole"], "arn:aws:iam::111122223333:role/*")),
        autoscaler(service="ec2"),
    ],
    ids=["a role that is no node's", "any role", "a node itself"],
)
def test_every_other_way_to_a_role_that_may_more_stays_a_finding(says, resources) -> None:
    assert any("can become" in sentence for sentence in says(identities_are_narrow, **resources))


def test_a_pod_calls_from_its_clusters_nodes(says) -> None:
    network = {
        "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
        "Subnet": {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.0.0/24"}},
        "Nodes": {"Type": "AWS::EKS::Nodegroup", "Properties": {"ClusterName": {"Ref": "Cluster"}, "Subnets": [{"Ref": "Subnet"}]}},
        "Pod": role("pods.eks", "Reads"),
        "Binding": {
            "Type": "AWS::EKS::PodIdentityAssociation",
            "Properties": {"ClusterName": {"Ref": "Cluster"}, "RoleArn": {"Fn::GetAtt": ["Pod", "Arn"]}},
        },
    }
    (sentence,) = says(apis_have_endpoints, Cluster=cluster(), Reads=READS, **network)
    assert sentence == "may call s3:getobject, and its network has no endpoint for s3"

"""The cluster's parts, as the templates of the deployment in which every part is there hold them."""

from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Template
from aws_cdk.aws_kms import Key

from blueprint.facts.kubernetes import addon_registries, addons
from blueprint.settings import Eks
from clusters.nodes.node_config import node_config
from sovereign.efa_security_group import EfaSecurityGroup
from sovereign.eks_addons import pinned
from sovereign.eks_identities import READS, WRITES
from sovereign.eks_nodes import node_plans
from sovereign.node_template import LaunchGround, NodeTemplate
from tests.conftest import ALL_WAYS, Synthesise
from tests.stacks.templates import Templates, statements, text

IMAGES = {"standard": "ami-0123456789abcdef0", "nvidia": "ami-0fedcba9876543210"}
BLOCK = {"id": "cr-0123456789abcdef0", "zone": "z", "starts": "2027-01-11T11:30:00Z", "ends": "2027-01-25T11:30:00Z"}
LABELS = {"b": "2", "a": "1"}
NODEGROUP, TEMPLATE, ENTRY = "AWS::EKS::Nodegroup", "AWS::EC2::LaunchTemplate", "AWS::EKS::AccessEntry"


@pytest.fixture(scope="session")
def all_ways(synthesise: Synthesise) -> Templates:
    return Templates(synthesise(ALL_WAYS))


@pytest.fixture(scope="session")
def cluster(all_ways: Templates) -> dict[str, Any]:
    return all_ways.one("AWS::EKS::Cluster")


def spec(**changes: Any) -> Eks:
    return Eks.model_validate({"images": IMAGES, "administrators": ["arn:aws:iam::111122223333:role/x"]} | changes)


def launched(**changes: Any) -> dict[str, Any]:
    """The launch template of one group."""
    group = {"name": "gpu", "instance_type": "p5.48xlarge", "nodes": 2} | changes
    (_, plan) = node_plans(spec(groups=[group]), everywhere=["a", "b"], beside="a")
    stack = Stack(App(), "nodes")
    ground = LaunchGround(image=plan.image, door=EfaSecurityGroup(stack, "G", vpc_id="v"), key=Key(stack, "Key"), user_data="x")
    NodeTemplate(stack, "Launch", spec=plan.spec, ground=ground)
    (found,) = Template.from_stack(stack).find_resources(TEMPLATE).values()
    data: dict[str, Any] = found["Properties"]["LaunchTemplateData"]
    return data


def rights(templates: Templates, name: str) -> list[dict[str, Any]]:
    """Statements of the one policy of the cluster's stack whose name holds a word."""
    found = [each for key, each in templates.resources("AWS::IAM::ManagedPolicy", "eks").items() if name in key]
    (policy,) = found
    return [*statements(policy["Properties"]["PolicyDocument"])]


# The control plane


def test_the_api_answers_inside_the_network_alone(cluster) -> None:
    network = cluster["ResourcesVpcConfig"]
    assert (network["EndpointPrivateAccess"], network["EndpointPublicAccess"]) == (True, False)


def test_the_control_planes_own_calls_go_through_this_network(cluster) -> None:
    assert cluster["ResourcesVpcConfig"]["ControlPlaneEgressMode"] == "CUSTOMER_ROUTED"


def test_the_control_plane_stands_in_every_zone_beside_the_endpoints(cluster, all_ways) -> None:
    assert len(cluster["ResourcesVpcConfig"]["SubnetIds"]) == len(all_ways.properties("AWS::EC2::Subnet", "network")) / 2


def test_secrets_lie_under_a_key_that_closes_nothing_else(cluster, all_ways) -> None:
    (config,) = cluster["EncryptionConfig"]
    assert config["Resources"] == ["secrets"]
    assert "Secrets" in text(config["Provider"]["KeyArn"])
    (key,) = [key for name, key in all_ways.resources("AWS::KMS::Key", "keys").items() if "Secrets" in name]
    used = [each for each in statements(key["Properties"]["KeyPolicy"]) if each["Sid"] == "UseThroughTheServices"]
    assert used[0]["Condition"]["StringEquals"]["kms:ViaService"] == ["eks.eu-central-1.amazonaws.com"]


def test_without_a_cluster_no_key_of_secrets_is_made(europe) -> None:
    assert not [name for name in europe.resources("AWS::KMS::Key", "keys") if "Secrets" in name]


def test_every_kind_of_log_is_on_and_its_group_stands_before_the_cluster(all_ways) -> None:
    (resource,) = all_ways.resources("AWS::EKS::Cluster").values()
    kinds = {kind["Type"] for kind in resource["Properties"]["Logging"]["ClusterLogging"]["EnabledTypes"]}
    assert kinds == {"api", "audit", "authenticator", "controllerManager", "scheduler"}
    (group,) = all_ways.resources("AWS::Logs::LogGroup", "eks")
    assert group in resource["DependsOn"]


def test_nobody_is_let_in_but_by_an_entry(cluster, all_ways) -> None:
    access = cluster["AccessConfig"]
    assert access == {"AuthenticationMode": "API", "BootstrapClusterCreatorAdminPermissions": False}
    entries = {text(entry["PrincipalArn"]): entry for entry in all_ways.properties(ENTRY)}
    (policy,) = entries["arn:aws:iam::111122223333:role/platform/viewer"]["AccessPolicies"]
    assert text(policy["PolicyArn"]).endswith("/AmazonEKSViewPolicy")


def test_the_api_is_asked_by_nodes_and_by_declared_lines_and_by_nobody_else(all_ways) -> None:
    (door,) = [name for name in all_ways.resources("AWS::EC2::SecurityGroup", "eks") if "ControlPlane" in name]
    into = [p for p in all_ways.properties("AWS::EC2::SecurityGroupIngress", "eks") if door in text(p["GroupId"])]
    assert {(p["FromPort"], p["ToPort"]) for p in into} == {(443, 443)}
    assert {p["CidrIp"] for p in into if "CidrIp" in p} == {"10.110.0.0/16", "10.120.0.0/16", "10.121.0.0/16", "10.130.0.0/16"}


# Nodes


def test_volumes_lie_under_our_key_and_pods_do_not_reach_the_metadata_of_their_node(all_ways) -> None:
    for template in all_ways.properties(TEMPLATE, "eks"):
        data = template["LaunchTemplateData"]
        (volume,) = data["BlockDeviceMappings"]
        assert (volume["DeviceName"], volume["Ebs"]["Encrypted"]) == ("/dev/xvda", True)
        assert "KmsKeyId" in volume["Ebs"]
        assert (data["MetadataOptions"]["HttpTokens"], data["MetadataOptions"]["HttpPutResponseHopLimit"]) == ("required", 1)


def test_eks_gives_nodes_their_role_and_refuses_a_profile(all_ways) -> None:
    assert not [p for p in all_ways.properties(TEMPLATE, "eks") if "IamInstanceProfile" in p["LaunchTemplateData"]]


def test_training_nodes_stand_in_one_zone_and_the_systems_in_all(all_ways) -> None:
    subnets = {group["NodegroupName"]: len(group["Subnets"]) for group in all_ways.properties(NODEGROUP)}
    assert subnets == {"system": 3, "gpu": 1}


def test_gpu_nodes_take_only_pods_that_ask_for_a_gpu(all_ways) -> None:
    taints = {group["NodegroupName"]: group.get("Taints") for group in all_ways.properties(NODEGROUP)}
    assert taints == {"system": None, "gpu": [{"Key": "nvidia.com/gpu", "Value": "true", "Effect": "NO_SCHEDULE"}]}


def test_a_node_is_told_its_cluster_and_asks_nobody() -> None:
    told = node_config(
        name="c",
        endpoint="https://e",
        certificate_authority="Y2E=",
        service_cidr="172.20.0.0/16",
        labels={"b": "2", "a": "1"},
        taints=["k=v:NoSchedule"],
    )
    for line in ("apiServerEndpoint: https://e", "certificateAuthority: Y2E=", "cidr: 172.20.0.0/16"):
        assert f"    {line}\n" in told
    assert '"--node-labels=a=1,b=2"' in told
    assert '"--register-with-taints=k=v:NoSchedule"' in told
    assert "Content-Type: application/node.eks.aws\n\napiVersion" in told


def test_cards_are_the_types_own() -> None:
    assert [card["InterfaceType"] for card in launched()["NetworkInterfaces"]].count("efa-only") == 32
    assert [card["InterfaceType"] for card in launched(efa=False)["NetworkInterfaces"]] == ["interface"]


def test_a_block_is_a_market_of_its_own_and_a_reservation_is_not() -> None:
    assert launched(capacity_block=BLOCK)["InstanceMarketOptions"] == {"MarketType": "capacity-block"}
    reserved = launched(reservation={"id": "cr-0123456789abcdef0"})
    assert "InstanceMarketOptions" not in reserved
    assert reserved["CapacityReservationSpecification"]["CapacityReservationTarget"]["CapacityReservationId"] == "cr-0123456789abcdef0"


def test_a_gpu_group_has_the_image_with_the_driver() -> None:
    plans = node_plans(spec(groups=[{"name": "g", "instance_type": "g5.2xlarge", "nodes": 1}]), everywhere=["a"], beside="a")
    assert [plan.image.image_id for plan in plans] == [IMAGES["standard"], IMAGES["nvidia"]]


# Add-ons and pods


def test_every_add_on_has_a_fixed_version(all_ways) -> None:
    versions = {addon["AddonName"]: addon["AddonVersion"] for addon in all_ways.properties("AWS::EKS::Addon")}
    needed = {name for name, row in addons().items() if row.needed}
    assert set(versions) == needed | {"aws-ebs-csi-driver"}
    assert all("eksbuild" in version for version in versions.values())


def test_the_file_says_another_version_than_the_table() -> None:
    assert pinned(spec(addons=[{"name": "vpc-cni", "version": "v1.30.0-eksbuild.1"}]))["vpc-cni"] == "v1.30.0-eksbuild.1"


def test_nodes_wait_for_their_network_and_names_wait_for_nodes(all_ways) -> None:
    groups, made = all_ways.resources(NODEGROUP), all_ways.resources("AWS::EKS::Addon")
    by_name = {addon["Properties"]["AddonName"]: name for name, addon in made.items()}
    for group in groups.values():
        assert {by_name["vpc-cni"], by_name["kube-proxy"], by_name["eks-pod-identity-agent"]} <= set(group["DependsOn"])
    (system,) = [name for name, group in groups.items() if group["Properties"]["NodegroupName"] == "system"]
    assert system in made[by_name["coredns"]]["DependsOn"]


def test_an_add_on_starts_once_its_role_is_bound(all_ways) -> None:
    accounts = {p["ServiceAccount"] for p in all_ways.properties("AWS::EKS::PodIdentityAssociation")}
    assert {"aws-node", "fsx-csi-controller-sa", "ebs-csi-controller-sa", "karpenter", "workload"} == accounts
    (cni,) = [each for each in all_ways.resources("AWS::EKS::Addon").values() if each["Properties"]["AddonName"] == "vpc-cni"]
    assert any("Identities" in name for name in cni["DependsOn"])


@pytest.mark.parametrize("purpose", ["training", "inference", "curation"])
def test_data_go_one_way(purpose) -> None:
    order = ["raw", "curated", "checkpoints", "models"]
    reads, writes = ([order.index(each) for each in of[purpose] if each in order] for of in (READS, WRITES))
    assert not writes or max(reads) < min(writes)


def test_a_tenant_that_answers_reads_models_and_writes_nothing(all_ways) -> None:
    actions = {action for each in rights(all_ways, "IdentitiesInference") for action in each["Action"]}
    assert actions == {"s3:GetObject", "s3:ListBucket", "kms:Decrypt"}


def test_a_node_itself_reads_nothing_of_the_lake(all_ways) -> None:
    actions = {action.partition(":")[0] for each in rights(all_ways, "NodeRolePolicyB") for action in each["Action"]}
    assert actions == {"ecr", "ec2", "eks-auth"}


def test_add_ons_are_pulled_from_the_registry_of_the_own_region(all_ways) -> None:
    account = addon_registries()["eu-central-1"].account
    named = {
        text(target) for each in rights(all_ways, "NodeRolePolicyB") for target in each["Resource"] if isinstance(each["Resource"], list)
    }
    assert f"arn:<AWS::Partition>:ecr:eu-central-1:{account}:repository/eks/*" in named


# Karpenter


def test_karpenter_starts_only_what_carries_the_clusters_tag(all_ways) -> None:
    starts = [each for each in rights(all_ways, "IdentitiesKarpenter") if "ec2:RunInstances" in each["Action"]]
    new = [each for each in starts if "instance/*" in str(each["Resource"])]
    assert new
    assert all(each["Condition"]["StringEquals"]["aws:RequestTag/kubernetes.io/cluster/all-ways-eks"] == "owned" for each in new)


def test_karpenter_passes_one_role_to_ec2_alone(all_ways) -> None:
    (passing,) = [each for each in rights(all_ways, "IdentitiesKarpenter") if each["Action"] == ["iam:PassRole"]]
    assert "*" not in text(passing["Resource"])
    assert passing["Condition"] == {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}


def test_karpenter_asks_for_no_price_and_no_profile(all_ways) -> None:
    services = {action.partition(":")[0] for each in rights(all_ways, "IdentitiesKarpenter") for action in each["Action"]}
    assert services == {"ec2", "eks", "iam", "kms", "sqs"}


def test_its_queue_lies_under_a_key_of_its_own_and_takes_what_the_rules_tell(all_ways) -> None:
    assert "KmsMasterKeyId" in all_ways.one("AWS::SQS::Queue")
    tell, deny = statements(all_ways.one("AWS::SQS::QueuePolicy")["PolicyDocument"])
    assert tell["Principal"] == {"Service": "events.amazonaws.com"}
    assert len(tell["Condition"]["ArnEquals"]["aws:SourceArn"]) == len(all_ways.properties("AWS::Events::Rule", "eks"))
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}

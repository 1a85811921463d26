"""Lustre beside the nodes, nodes on their fabric, and neither more open than it must be."""

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Match, Template
from aws_cdk.aws_iam import PolicyStatement, ServicePrincipal
from aws_cdk.aws_kms import Key

from blueprint.facts.instances import instance
from blueprint.settings import Lustre, Training
from sovereign.efa_nodes import EfaNodes
from sovereign.efa_security_group import EfaSecurityGroup
from sovereign.lustre_lake import LustreLake
from sovereign.service_role import ServiceRole
from tests.stacks.templates import Templates, statements, text

LUSTRE_PORTS = {(988, 988), (1018, 1023)}


def nodes(**changes: object) -> Template:
    stack = Stack(App(), "nodes")
    spec = Training.model_validate({"instance_type": "p5.48xlarge", "nodes": 2, "zone": "z", "image_id": "ami-01234567"} | changes)
    role = ServiceRole(stack, "Role", trusts=ServicePrincipal("ec2"), may=[PolicyStatement(actions=["logs:PutLogEvents"], resources=["*"])])
    group = EfaSecurityGroup(stack, "Group", vpc_id="vpc-1")
    EfaNodes(stack, "Nodes", spec=spec, subnet_id="subnet-1", group=group, key=Key(stack, "Key"), role=role, user_data="true")
    return Template.from_stack(stack)


def launch(template: Template) -> dict[str, object]:
    (found,) = template.find_resources("AWS::EC2::LaunchTemplate").values()
    return found["Properties"]["LaunchTemplateData"]  # type: ignore[no-any-return]


def lustre(**changes: object) -> Template:
    stack = Stack(App(), "lake")
    spec = Lustre.model_validate({"zone": "z", "capacity_gib": 2400} | changes)
    clients = EfaSecurityGroup(stack, "Clients", vpc_id="vpc-1")
    LustreLake(stack, "Lustre", spec=spec, vpc_id="vpc-1", subnet_id="subnet-1", clients=clients, key=Key(stack, "Key"))
    return Template.from_stack(stack)


def test_the_file_system_is_persistent_and_under_our_key(templates: Templates) -> None:
    file_system = templates.one("AWS::FSx::FileSystem")
    assert file_system["LustreConfiguration"]["DeploymentType"] == "PERSISTENT_2"
    assert "KmsKeyId" in file_system


def test_every_rule_of_its_group_stands_before_the_file_system(templates: Templates) -> None:
    (resource,) = templates.resources("AWS::FSx::FileSystem").values()
    kinds = ("AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress")
    assert set(resource["DependsOn"]) == {name for kind in kinds for name in templates.resources(kind, "lake")}


def test_lustre_flows_both_ways_between_nodes_and_servers() -> None:
    template = lustre()
    (nodes_group, servers) = (
        {"Fn::GetAtt": [name, "GroupId"]}
        for name in sorted(template.find_resources("AWS::EC2::SecurityGroup"))  # Clients…, then LustreServers…
    )
    ways = {"nodes to servers": (nodes_group, servers), "servers to nodes": (servers, nodes_group), "among servers": (servers, servers)}
    for source, target in ways.values():
        for first, last in LUSTRE_PORTS:
            ports = {"IpProtocol": "tcp", "FromPort": first, "ToPort": last}
            template.has_resource_properties(
                "AWS::EC2::SecurityGroupEgress", ports | {"GroupId": source, "DestinationSecurityGroupId": target}
            )
            template.has_resource_properties("AWS::EC2::SecurityGroupIngress", ports | {"GroupId": target, "SourceSecurityGroupId": source})


def test_an_efa_file_system_opens_all_traffic_by_group_alone() -> None:
    template = lustre(efa=True, capacity_gib=19200)
    template.has_resource_properties("AWS::FSx::FileSystem", {"LustreConfiguration": {"EfaEnabled": True}})
    for rule in template.find_resources("AWS::EC2::SecurityGroupIngress").values():
        assert "CidrIp" not in rule["Properties"]
    template.resource_properties_count_is("AWS::EC2::SecurityGroupIngress", {"IpProtocol": "-1"}, 4)


def test_a_file_system_without_efa_does_not_ask_for_it() -> None:
    lustre().has_resource_properties("AWS::FSx::FileSystem", {"LustreConfiguration": {"EfaEnabled": Match.absent()}})


def test_raw_and_curated_are_read_and_never_written_back(templates: Templates) -> None:
    links = {p["FileSystemPath"]: p["S3"] for p in templates.properties("AWS::FSx::DataRepositoryAssociation")}
    assert set(links) == {"/raw", "/curated", "/checkpoints", "/models"}
    for path in ("/raw", "/curated"):
        assert "AutoExportPolicy" not in links[path]
        assert links[path]["AutoImportPolicy"]["Events"] == ["NEW", "CHANGED", "DELETED"]


def test_an_association_waits_for_its_buckets_policy(templates: Templates) -> None:
    """Both change the bucket, and S3 refuses two changes at once."""
    policies = set(templates.resources("AWS::S3::BucketPolicy", "lake"))
    associations = templates.resources("AWS::FSx::DataRepositoryAssociation", "lake").values()
    assert len(list(associations)) == 4
    assert all(len(policies & set(association["DependsOn"])) == 1 for association in associations)


def test_deleting_in_lustre_deletes_nothing_in_the_bucket(templates: Templates) -> None:
    links = {p["FileSystemPath"]: p["S3"] for p in templates.properties("AWS::FSx::DataRepositoryAssociation")}
    for path in ("/checkpoints", "/models"):
        assert links[path]["AutoExportPolicy"]["Events"] == ["NEW", "CHANGED"]


@pytest.mark.parametrize("kind", ["p4d.24xlarge", "p5.48xlarge", "p5en.48xlarge", "p6-b300.48xlarge", "g5.8xlarge", "c7i.2xlarge"])
def test_a_node_has_every_card_of_its_type(kind: str) -> None:
    cards = [(c["NetworkCardIndex"], c["DeviceIndex"], c["InterfaceType"]) for c in launch(nodes(instance_type=kind))["NetworkInterfaces"]]  # type: ignore[attr-defined]
    assert cards == [tuple(card) for card in instance(kind).network_interfaces()]


def test_a_node_has_no_public_address() -> None:
    (card,) = launch(nodes(instance_type="c7i.2xlarge"))["NetworkInterfaces"]  # type: ignore[misc]
    assert card["AssociatePublicIpAddress"] is False
    assert all("AssociatePublicIpAddress" not in card for card in launch(nodes())["NetworkInterfaces"])  # type: ignore[attr-defined]


def test_a_nodes_metadata_and_disk_are_closed(templates: Templates) -> None:
    data = templates.one("AWS::EC2::LaunchTemplate")["LaunchTemplateData"]
    (disk,) = data["BlockDeviceMappings"]
    assert (data["MetadataOptions"]["HttpTokens"], data["MetadataOptions"]["HttpPutResponseHopLimit"]) == ("required", 1)
    assert disk["Ebs"]["Encrypted"] is True
    assert "-keys:ExportsOutput" in text(disk["Ebs"]["KmsKeyId"])


@pytest.mark.parametrize("device", ["/dev/sda1", "/dev/xvda"])
def test_the_root_volume_is_mapped_under_the_images_own_name(device: str) -> None:
    (disk,) = launch(nodes(root_device=device))["BlockDeviceMappings"]  # type: ignore[misc]
    assert disk["DeviceName"] == device


def test_a_capacity_block_is_named_and_needs_no_placement_group() -> None:
    template = nodes(capacity_block_id="cr-0123456789abcdef0")
    data = launch(template)
    assert data["InstanceMarketOptions"] == {"MarketType": "capacity-block"}
    assert data["CapacityReservationSpecification"] == {"CapacityReservationTarget": {"CapacityReservationId": "cr-0123456789abcdef0"}}
    template.resource_count_is("AWS::EC2::PlacementGroup", 0)


def test_without_a_block_the_nodes_stand_side_by_side() -> None:
    template = nodes()
    assert "InstanceMarketOptions" not in launch(template)
    template.has_resource_properties("AWS::EC2::PlacementGroup", {"Strategy": "cluster"})


def test_efa_is_open_both_ways_to_the_group_itself() -> None:
    template = nodes()
    for kind, other in (("Ingress", "SourceSecurityGroupId"), ("Egress", "DestinationSecurityGroupId")):
        (rule,) = template.find_resources(f"AWS::EC2::SecurityGroup{kind}").values()
        assert rule["Properties"]["IpProtocol"] == "-1"
        assert rule["Properties"][other] == rule["Properties"]["GroupId"]


def test_a_node_may_read_the_corpus_and_not_change_it(templates: Templates) -> None:
    found = [s for p in templates.properties("AWS::IAM::ManagedPolicy", "training") for s in statements(p["PolicyDocument"])]
    writable = {text(s["Resource"]) for s in found if "s3:PutObject" in s["Action"]}
    assert {arn.split(":::")[1].removeprefix(f"{templates.deployment['name']}-").split("-")[0] for arn in writable} == {
        "checkpoints",
        "models",
    }
    assert not {"s3:DeleteObject", "s3:DeleteObjectVersion", "iam:PassRole"} & {action for s in found for action in s["Action"]}

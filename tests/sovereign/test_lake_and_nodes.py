"""Lustre beside the nodes, nodes on their fabric, and neither more open than it must be."""

from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Match, Template
from aws_cdk.aws_iam import CfnInstanceProfile
from aws_cdk.aws_kms import Key

from blueprint.facts.instances import instance
from blueprint.settings import Ec2, Lustre
from sovereign.efa_nodes import EfaNodes
from sovereign.efa_security_group import EfaSecurityGroup
from sovereign.lustre_lake import LustreLake
from sovereign.node_template import NodeGround
from tests.stacks.templates import Templates, statements, text

START, END = "2027-01-11T11:30:00Z", "2027-01-25T11:30:00Z"
BLOCK = {"id": "cr-0123456789abcdef0", "zone": "z", "starts": START, "ends": END}
SCHEDULED = "AWS::AutoScaling::ScheduledAction"
LUSTRE_PORTS = {(988, 988), (1018, 1023)}


def nodes(plan: dict[str, object] | None = None, **changes: object) -> Template:
    stack = Stack(App(), "nodes")
    group = {"name": "train", "instance_type": "p5.48xlarge", "nodes": 2} | changes
    image = Ec2.model_validate({"image_id": "ami-01234567", "groups": (group,)} | (plan or {}))
    ground = NodeGround(
        image=image,
        subnet_id="subnet-1",
        door=EfaSecurityGroup(stack, "Group", vpc_id="vpc-1"),
        key=Key(stack, "Key"),
        profile=CfnInstanceProfile(stack, "Profile", roles=["nodes"]),
        user_data="true",
    )
    (spec,) = image.groups
    EfaNodes(stack, spec=spec, plan=image, ground=ground)
    return Template.from_stack(stack)


def launch(template: Template) -> dict[str, object]:
    (found,) = template.find_resources("AWS::EC2::LaunchTemplate").values()
    return found["Properties"]["LaunchTemplateData"]  # type: ignore[no-any-return]


def sizes(action: dict[str, Any]) -> tuple[int, int, int]:
    return tuple(action["Properties"][size] for size in ("MinSize", "DesiredCapacity", "MaxSize"))  # type: ignore[return-value]


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
    found = [template["LaunchTemplateData"] for template in templates.properties("AWS::EC2::LaunchTemplate")]
    assert found
    for data in found:
        (disk,) = data["BlockDeviceMappings"]
        assert (data["MetadataOptions"]["HttpTokens"], data["MetadataOptions"]["HttpPutResponseHopLimit"]) == ("required", 1)
        assert disk["Ebs"]["Encrypted"] is True
        assert "-keys:ExportsOutput" in text(disk["Ebs"]["KmsKeyId"])


@pytest.mark.parametrize("device", ["/dev/sda1", "/dev/xvda"])
def test_the_root_volume_is_mapped_under_the_images_own_name(device: str) -> None:
    (disk,) = launch(nodes({"root_device": device}))["BlockDeviceMappings"]  # type: ignore[misc]
    assert disk["DeviceName"] == device


def test_a_capacity_block_is_named_and_needs_no_placement_group() -> None:
    template = nodes(capacity_block=BLOCK)
    data = launch(template)
    assert data["InstanceMarketOptions"] == {"MarketType": "capacity-block"}
    assert data["CapacityReservationSpecification"] == {"CapacityReservationTarget": {"CapacityReservationId": "cr-0123456789abcdef0"}}
    template.resource_count_is("AWS::EC2::PlacementGroup", 0)


def test_a_blocks_nodes_come_when_it_starts_and_go_before_ec2_ends_them() -> None:
    template = nodes(capacity_block=BLOCK)
    (group,) = template.find_resources("AWS::AutoScaling::AutoScalingGroup").values()
    assert [group["Properties"][size] for size in ("MinSize", "DesiredCapacity", "MaxSize")] == ["0", "0", "0"]
    moments = {action["Properties"]["StartTime"]: sizes(action) for action in template.find_resources(SCHEDULED).values()}
    assert moments == {START: (2, 2, 2), "2027-01-25T10:45:00Z": (0, 0, 0)}


def test_a_later_deployment_leaves_the_size_that_the_moment_set() -> None:
    (group,) = nodes(capacity_block=BLOCK).find_resources("AWS::AutoScaling::AutoScalingGroup").values()
    assert group["UpdatePolicy"] == {"AutoScalingScheduledAction": {"IgnoreUnmodifiedGroupSizeProperties": True}}


def test_the_nodes_of_a_running_block_start_at_once() -> None:
    template = nodes({"running_blocks": (BLOCK["id"],), "scale_in_minutes": 60}, capacity_block=BLOCK)
    template.has_resource_properties("AWS::AutoScaling::AutoScalingGroup", {"MinSize": "2", "MaxSize": "2"})
    (end,) = template.find_resources(SCHEDULED).values()
    assert (end["Properties"]["StartTime"], sizes(end)) == ("2027-01-25T10:30:00Z", (0, 0, 0))


def test_a_reservation_is_targeted_in_the_placement_group_that_it_was_made_in() -> None:
    template = nodes(reservation={"id": "cr-0123456789abcdef0", "placement_group": "side by side"})
    data = launch(template)
    assert "InstanceMarketOptions" not in data
    assert data["CapacityReservationSpecification"] == {"CapacityReservationTarget": {"CapacityReservationId": "cr-0123456789abcdef0"}}
    template.has_resource_properties("AWS::AutoScaling::AutoScalingGroup", {"PlacementGroup": "side by side"})
    template.resource_count_is("AWS::EC2::PlacementGroup", 0)


def test_a_reservation_made_in_no_placement_group_gets_none() -> None:
    template = nodes(reservation={"id": "cr-0123456789abcdef0"})
    template.has_resource_properties("AWS::AutoScaling::AutoScalingGroup", {"PlacementGroup": Match.absent()})
    template.resource_count_is("AWS::EC2::PlacementGroup", 0)


def test_a_group_that_wants_no_efa_has_one_plain_interface() -> None:
    (card,) = launch(nodes(efa=False))["NetworkInterfaces"]  # type: ignore[misc]
    assert (card["NetworkCardIndex"], card["DeviceIndex"], card["InterfaceType"]) == (0, 0, "interface")


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
    parts = {"training", "pcs"} & set(templates.stacks)
    found = [s for part in parts for p in templates.properties("AWS::IAM::ManagedPolicy", part) for s in statements(p["PolicyDocument"])]
    writable = {text(s["Resource"]) for s in found if "s3:PutObject" in s["Action"]}
    assert {arn.split(":::")[1].removeprefix(f"{templates.deployment['name']}-").split("-")[0] for arn in writable} == {
        "checkpoints",
        "models",
    }
    assert not {"s3:DeleteObject", "s3:DeleteObjectVersion", "iam:PassRole"} & {action for s in found for action in s["Action"]}

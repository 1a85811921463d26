"""A cluster of AWS PCS: its ways, its nodes, its queues, its logs."""

from hashlib import sha256
from tempfile import mkdtemp
from typing import Any

import pytest
from aws_cdk import App
from aws_cdk.assertions import Match, Template
from aws_cdk.aws_iam import CfnInstanceProfile
from aws_cdk.aws_kms import Key

from blueprint.facts.slurm_ports import slurm_ports
from blueprint.settings import Partition, Pcs, Slurm
from clusters.nodes.node import HOME
from clusters.pcs.nodes import scripts_of
from clusters.pcs.settings import settings
from sovereign.efa_security_group import EfaSecurityGroup
from sovereign.node_template import NodeGround
from sovereign.pcs_cluster import PcsCluster
from sovereign.pcs_nodes import PcsNodes, pcs_queue
from sovereign.pcs_scripts import PcsScripts
from sovereign.publishing_stack import PublishingStack
from tests.stacks.templates import text

SCRIPT = "#!/bin/bash\ntrue\n"
BLOCK = {"id": "cr-0123456789abcdef0", "zone": "z", "starts": "2027-01-11T11:30:00Z", "ends": "2027-01-25T11:30:00Z"}


def made(pcs: dict[str, Any] | None = None, **group: Any) -> Template:
    """A cluster with one group and one queue."""
    stack = PublishingStack(App(outdir=mkdtemp()), "pcs", qualifier="example")
    scripts = PcsScripts(stack, "Scripts", deployment="example", by_group={"train": SCRIPT})
    spec = Pcs.model_validate(
        {"image_id": "ami-01234567", "groups": ({"name": "train", "instance_type": "p5.48xlarge", "nodes": 2} | group,)} | (pcs or {})
    )
    queue = Partition(name="big", job_type="pretraining", groups=("train",), longest_hours=48, is_default=True)
    told = settings(Slurm(partitions=(queue,)), spec)
    doors = EfaSecurityGroup(stack, "Nodes", vpc_id="vpc-1")
    cluster = PcsCluster(stack, "Slurm", deployment="example", spec=spec, settings=told, vpc_id="vpc-1", subnet_id="subnet-1", nodes=doors)
    nodes = PcsNodes(
        stack,
        spec=spec.groups[0],
        within=cluster,
        settings=told,
        ground=NodeGround(
            image=spec,
            subnet_id="subnet-1",
            door=doors,
            key=Key(stack, "Key"),
            profile=CfnInstanceProfile(stack, "Profile", roles=["role"]),
        ),
        actions=scripts.actions("train", ["LUSTRE_DEVICE=fs@tcp:/lake"]),
    )
    pcs_queue(stack, queue, told, cluster, {"train": nodes})
    return Template.from_stack(stack)


def only(template: Template, kind: str) -> dict[str, Any]:
    (found,) = template.find_resources(kind).values()
    return found["Properties"]  # type: ignore[no-any-return]


def rules(template: Template, direction: str) -> set[tuple[int, int]]:
    found = template.find_resources(f"AWS::EC2::SecurityGroup{direction}").values()
    return {(rule["Properties"]["FromPort"], rule["Properties"]["ToPort"]) for rule in found if "FromPort" in rule["Properties"]}


def told(cluster: dict[str, Any], part: str = "SlurmCustomSettings") -> dict[str, str]:
    return {setting["ParameterName"]: setting["ParameterValue"] for setting in cluster["SlurmConfiguration"][part]}


@pytest.mark.parametrize("direction", ["Ingress", "Egress"])
def test_every_daemon_is_reached_both_ways(direction: str) -> None:
    assert rules(made(), direction) == {row.both for row in slurm_ports().values()}


def test_srun_is_called_back_on_the_ports_that_the_rules_open() -> None:
    first, last = slurm_ports()["srun"].both
    assert told(only(made(), "AWS::PCS::Cluster"))["SrunPortRange"] == f"{first}-{last}"


def test_the_cluster_waits_for_its_rules() -> None:
    (cluster,) = made().find_resources("AWS::PCS::Cluster").values()
    assert len(cluster["DependsOn"]) == 2 * len(slurm_ports())


def test_the_controller_has_one_interface_in_a_group_of_its_own() -> None:
    networking = only(made(), "AWS::PCS::Cluster")["Networking"]
    assert (len(networking["SubnetIds"]), len(networking["SecurityGroupIds"]), networking["NetworkType"]) == (1, 1, "IPV4")


def test_a_group_follows_its_launch_template_and_never_names_a_number() -> None:
    """A fixed version would start yesterday's image for ever."""
    template = only(made(), "AWS::PCS::ComputeNodeGroup")["CustomLaunchTemplate"]
    assert template["Version"] == {"Fn::GetAtt": [template["TemplateId"]["Ref"], "LatestVersionNumber"]}


def test_nodes_on_demand_come_when_they_are_needed_and_lie_side_by_side() -> None:
    template = made(least_nodes=1)
    group = only(template, "AWS::PCS::ComputeNodeGroup")
    assert group["PurchaseOption"] == "ONDEMAND"
    assert group["ScalingConfiguration"] == {"MinInstanceCount": 1, "MaxInstanceCount": 2}
    data = only(template, "AWS::EC2::LaunchTemplate")["LaunchTemplateData"]
    assert set(data["Placement"]["GroupName"]) == {"Ref"}


def test_nodes_of_a_block_all_stay_for_they_are_paid() -> None:
    template = made(capacity_block=BLOCK)
    group = only(template, "AWS::PCS::ComputeNodeGroup")
    assert group["PurchaseOption"] == "CAPACITY_BLOCK"
    assert group["ScalingConfiguration"] == {"MinInstanceCount": 2, "MaxInstanceCount": 2}
    data = only(template, "AWS::EC2::LaunchTemplate")["LaunchTemplateData"]
    assert data["InstanceMarketOptions"] == {"MarketType": "capacity-block"}
    assert "Placement" not in data


def test_nodes_of_a_reservation_lie_where_it_was_made() -> None:
    template = made(reservation={"id": "cr-0123456789abcdef0", "placement_group": "beside"})
    data = only(template, "AWS::EC2::LaunchTemplate")["LaunchTemplateData"]
    assert (data["Placement"], "InstanceMarketOptions" in data) == ({"GroupName": "beside"}, False)
    assert only(template, "AWS::PCS::ComputeNodeGroup")["PurchaseOption"] == "ONDEMAND"


def test_a_group_has_its_gpus_weight_and_memory_in_slurms_words() -> None:
    group = only(made(weight=7), "AWS::PCS::ComputeNodeGroup")
    assert told(group)["Gres"] == "gpu:h100:8"
    assert (told(group)["Weight"], "RealMemory" in told(group)) == ("7", True)
    assert group["SlurmConfiguration"]["GresCustomSettings"] == [{"Name": "gpu", "Type": "h100", "File": "/dev/nvidia[0-7]"}]


def test_a_queue_runs_on_the_groups_of_its_partition() -> None:
    queue = only(made(), "AWS::PCS::Queue")
    (group,) = made().find_resources("AWS::PCS::ComputeNodeGroup")
    assert queue["ComputeNodeGroupConfigurations"] == [{"ComputeNodeGroupId": {"Fn::GetAtt": [group, "Id"]}}]
    assert (queue["Name"], told(queue)["MaxTime"], told(queue)["Default"]) == ("big", "48:00:00", "YES")


def test_accounting_is_kept_unless_it_is_turned_off() -> None:
    assert only(made(), "AWS::PCS::Cluster")["SlurmConfiguration"]["Accounting"] == {"Mode": "STANDARD", "DefaultPurgeTimeInDays": -1}
    off = only(made({"accounting": {"mode": "NONE"}}), "AWS::PCS::Cluster")["SlurmConfiguration"]
    assert off["Accounting"] == {"Mode": "NONE"}
    assert "SlurmdbdCustomSettings" not in off


def test_no_key_or_secret_of_ours_is_given_to_the_cluster() -> None:
    made().has_resource_properties("AWS::PCS::Cluster", {"SlurmConfiguration": {"AuthKey": Match.absent(), "JwtAuth": Match.absent()}})


def test_a_nodes_script_is_ours_and_held_against_its_checksum() -> None:
    """The version of an object that is uploaded later no template can name: the key names the content."""
    actions = only(made(), "AWS::PCS::ComputeNodeGroup")["NodeLifecycleActions"]
    (script,) = actions["Stages"]["NodeBootstrapped"]
    assert script["ScriptSource"]["Checksum"] == sha256(SCRIPT.encode()).hexdigest()
    assert "S3VersionId" not in script["ScriptSource"]
    assert text(script["ScriptSource"]["ScriptLocation"]).startswith("s3://cdk-")
    assert (script["OnError"], script["ExecutionPolicy"]) == ("TERMINATE", "EVERY_BOOT")
    assert script["Arguments"] == ["LUSTRE_DEVICE=fs@tcp:/lake"]


def test_the_launch_template_brings_no_script_of_its_own() -> None:
    assert "UserData" not in only(made(), "AWS::EC2::LaunchTemplate")["LaunchTemplateData"]


def test_slurm_runs_on_a_node_what_the_nodes_script_installs() -> None:
    pcs = Pcs.model_validate({"image_id": "ami-01234567", "groups": ({"name": "train", "instance_type": "p5.48xlarge", "nodes": 1},)})
    installed = scripts_of(pcs, lustre_efa=False)["train"]
    named = told(only(made(), "AWS::PCS::Cluster"))
    for parameter in ("Prolog", "Epilog", "TaskProlog", "HealthCheckProgram"):
        assert f'"$home/{named[parameter].removeprefix(HOME + "/")}"' in installed
    assert "SLURM_BIN='/opt/aws/pcs/scheduler/slurm-25.11/bin'" in installed

"""AWS PCS in the simulator: what boto3 tells, what is refused, what changes, how it ends."""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256

import pytest

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.server import simulator
from assurance.rehearsal.verify import StackReader
from tests.assurance.rehearsal import pcs
from tests.assurance.rehearsal import resources as of
from tests.assurance.rehearsal.conftest import ACCOUNT, REGION, Outcome
from tests.assurance.rehearsal.test_runbooks import typist
from tests.assurance.rehearsal.updating import Lived

SCRIPTS, SCRIPT = "example-scripts", b"#!/bin/bash\ntrue\n"
Made = Callable[..., Outcome]


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """An account with the machine image that the templates name."""
    log = tmp_path_factory.mktemp("simulator") / "log"
    with simulator(ACCOUNT, REGION, log=log, images=[pcs.IMAGE]) as endpoint:
        aws = Aws(REGION, ACCOUNT, endpoint)
        aws.s3.create_bucket(Bucket=SCRIPTS, CreateBucketConfiguration={"LocationConstraint": REGION})
        aws.s3.put_object(Bucket=SCRIPTS, Key="node.sh", Body=SCRIPT)
        yield aws


@pytest.fixture
def made(account: Aws) -> Iterator[Made]:
    """Makes a stack, and takes it away after the test: a cluster's name is one for the account."""
    names: list[str] = []

    def make(name: str, **resources: object) -> Outcome:
        names.append(name)
        account.cloudformation.create_stack(StackName=name, TemplateBody=json.dumps({"Resources": resources}))
        return Outcome(account, name)

    yield make
    for name in names:
        account.cloudformation.delete_stack(StackName=name)


def test_every_property_of_a_cluster_is_told_by_boto3(account: Aws, made: Made) -> None:
    assert made("whole", **pcs.whole()).reasons == []
    checked = list(StackReader(account, "whole", {"Resources": pcs.whole()}).check())
    assert [problem for one in checked for problem in one.problems] == []
    assert {(one.type, name) for one in checked for name in one.verified} >= {
        ("AWS::PCS::Cluster", "SlurmConfiguration"),
        ("AWS::PCS::ComputeNodeGroup", "CustomLaunchTemplate"),
        ("AWS::PCS::ComputeNodeGroup", "ScalingConfiguration"),
        ("AWS::PCS::Queue", "ComputeNodeGroupConfigurations"),
        ("AWS::Logs::DeliverySource", "ResourceArn"),
        ("AWS::Logs::Delivery", "DeliveryDestinationArn"),
    }


def test_a_script_that_is_there_and_right_is_taken(account: Aws, made: Made) -> None:
    actions = boots(f"s3://{SCRIPTS}/node.sh", checksum=sha256(SCRIPT).hexdigest())
    stack = {**pcs.GROUND, "Cluster": pcs.cluster(), "Nodes": pcs.group(NodeLifecycleActions=actions)}
    assert made("scripted", **stack).reasons == []
    assert [problem for one in StackReader(account, "scripted", {"Resources": stack}).check() for problem in one.problems] == []


def of_slurm(**given: object) -> of.Resource:
    return pcs.cluster(SlurmConfiguration=given)


def two(**changes: object) -> dict[str, of.Resource]:
    """A right group, and a second one with changes."""
    return {"Nodes": pcs.group(), "More": pcs.group(**({"Name": "more"} | changes))}


def boots(location: str, checksum: str | None = None) -> dict[str, object]:
    """One script at every boot."""
    source = {"ScriptLocation": location} | ({"Checksum": checksum} if checksum else {})
    return {"Stages": {"NodeBootstrapped": [{"Name": "node", "ScriptSource": source, "OnError": "TERMINATE"}]}}


WRONG: dict[str, tuple[dict[str, of.Resource], str]] = {
    "a size that is none": ({"Cluster": pcs.cluster(Size="HUGE")}, "not one of SMALL, MEDIUM, LARGE"),
    "a Slurm that is offered no more": ({"Cluster": pcs.cluster(Scheduler={"Type": "SLURM", "Version": "23.11"})}, "allowed: 24.11"),
    "a name that is too short": ({"Cluster": pcs.cluster(Name="gr")}, "outside 3 to 40"),
    "a cluster without a subnet that is there": (
        {"Cluster": pcs.cluster(Networking={"SubnetIds": ["subnet-0123456789abcdef0"]})},
        "subnets subnet-0123456789abcdef0",
    ),
    "records that are kept for no day": (
        {"Cluster": of_slurm(Accounting={"Mode": "STANDARD", "DefaultPurgeTimeInDays": 0})},
        "neither -1 nor a number of days",
    ),
    "a setting that PCS keeps to itself": (
        {"Cluster": of_slurm(SlurmCustomSettings=pcs.settings(SlurmdTimeout="60"))},
        "not on the allow list",
    ),
    "a setting of cgroup.conf in slurm.conf": (
        {"Cluster": of_slurm(SlurmCustomSettings=pcs.settings(ConstrainCores="yes"))},
        "not on the allow list",
    ),
    "one setting twice": (
        {"Cluster": of_slurm(SlurmCustomSettings=[*pcs.settings(Prolog="/a"), *pcs.settings(Prolog="/b")])},
        "more than once",
    ),
    "two clusters of one name": ({"Again": pcs.cluster()}, "there is a cluster example"),
    "more nodes than the size holds": (
        {"Nodes": pcs.group(ScalingConfiguration={"MinInstanceCount": 0, "MaxInstanceCount": 33})},
        "holds 32",
    ),
    "more nodes than the size holds, in two groups": (
        two(ScalingConfiguration={"MinInstanceCount": 0, "MaxInstanceCount": 31}),
        "holds 32 nodes, not 33",
    ),
    "more nodes that stay than there are": (
        {"Nodes": pcs.group(ScalingConfiguration={"MinInstanceCount": 3, "MaxInstanceCount": 2})},
        "3 is more than 2",
    ),
    "two groups of one name": (two(Name="train"), "has a group train"),
    "a type that is none": ({"Nodes": pcs.group(InstanceConfigs=[{"InstanceType": "p5.49xlarge"}])}, "no such type"),
    "a launch template that is not there": (
        {"Nodes": pcs.group(CustomLaunchTemplate={"TemplateId": "lt-0123456789abcdef0", "Version": "1"})},
        "customLaunchTemplate",
    ),
    "a version that is not there": (
        {"Nodes": pcs.group(CustomLaunchTemplate={"TemplateId": of.ref("Template"), "Version": "7"})},
        "customLaunchTemplate",
    ),
    "an image that is not there": ({"Nodes": pcs.group(AmiId="ami-0fedcba9876543210")}, "image ami-0fedcba9876543210"),
    "a profile that is not there": (
        {"Nodes": pcs.group(IamInstanceProfileArn="arn:aws:iam::111122223333:instance-profile/nobody")},
        "iamInstanceProfileArn",
    ),
    "a role of another path and name": (
        {"Role": of.resource("IAM::Role", AssumeRolePolicyDocument=pcs.TRUST), "Nodes": pcs.group()},
        "neither the path /aws-pcs/",
    ),
    "a block without its market": ({"Nodes": pcs.group(PurchaseOption="CAPACITY_BLOCK")}, "needs a launch template with the market"),
    "a block's template bought on demand": ({"Template": pcs.template(**pcs.BLOCK), "Nodes": pcs.group()}, "market is capacity-block"),
    "a block of another type": (
        {"Template": pcs.template(**pcs.BLOCK, InstanceType="p5en.48xlarge"), "Nodes": pcs.group(PurchaseOption="CAPACITY_BLOCK")},
        "is not the group's p5.48xlarge",
    ),
    "a block of a family that PCS takes none of": (
        {
            "Template": pcs.template(**pcs.BLOCK, InstanceType="g6.48xlarge"),
            "Nodes": pcs.group(PurchaseOption="CAPACITY_BLOCK", InstanceConfigs=[{"InstanceType": "g6.48xlarge"}]),
        },
        "no Capacity Blocks of g6.48xlarge",
    ),
    "one block for two groups": (
        {
            "Template": pcs.template(**pcs.BLOCK),
            "Nodes": pcs.group(PurchaseOption="CAPACITY_BLOCK"),
            "More": pcs.group(Name="more", PurchaseOption="CAPACITY_BLOCK"),
        },
        "serves",
    ),
    "a record of gres.conf that PCS does not take": (
        {"Nodes": pcs.group(SlurmConfiguration={"GresCustomSettings": [{"Name": "gpu", "NodeName": "train-1"}]})},
        "gresCustomSettings: NodeName",
    ),
    "a script that is not there": ({"Nodes": pcs.group(NodeLifecycleActions=boots("s3://example-scripts/none.sh"))}, "NoSuch"),
    "a script from elsewhere": ({"Nodes": pcs.group(NodeLifecycleActions=boots("https://example.org/a.sh"))}, "reach nothing else"),
    "a script that is another one": (
        {"Nodes": pcs.group(NodeLifecycleActions=boots(f"s3://{SCRIPTS}/node.sh", checksum="0" * 64))},
        "not what its checksum says",
    ),
    "a queue on a group that is not there": (
        {"Queue": pcs.queue(ComputeNodeGroupConfigurations=[{"ComputeNodeGroupId": "pcs_0123456789"}])},
        "pcs_0123456789 does not exist",
    ),
    "a queue with a setting of nodes": (
        {"Nodes": pcs.group(), "Queue": pcs.queue(SlurmConfiguration={"SlurmCustomSettings": pcs.settings(Weight="1")})},
        "not on the allow list for queue",
    ),
    "a log that a cluster does not have": (
        {"Source": of.resource("Logs::DeliverySource", Name="example", LogType="ACCESS_LOGS", ResourceArn=of.att("Cluster"))},
        "a PCS cluster has PCS_JOBCOMP_LOGS",
    ),
    "a log of a cluster that is not there": (
        {
            "Source": of.resource(
                "Logs::DeliverySource",
                Name="example",
                LogType="PCS_SCHEDULER_LOGS",
                ResourceArn="arn:aws:pcs:eu-central-1:111122223333:cluster/pcs_0123456789",
            )
        },
        "does not exist",
    ),
}


@pytest.mark.parametrize(("resources", "says"), WRONG.values(), ids=WRONG.keys())
def test_what_pcs_refuses_is_refused(resources: dict[str, of.Resource], says: str, made: Made) -> None:
    outcome = made("wrong", **{**pcs.GROUND, "Cluster": pcs.cluster(), **resources})
    assert any(says in reason for reason in outcome.reasons), outcome.reasons


CHANGES: dict[str, tuple[str, dict[str, of.Resource], Callable[[Aws], object], object]] = {
    "more nodes": (
        "Nodes",
        {"Nodes": pcs.group(ScalingConfiguration={"MinInstanceCount": 1, "MaxInstanceCount": 4})},
        lambda aws: the_group(aws)["scalingConfiguration"],
        {"minInstanceCount": 1, "maxInstanceCount": 4},
    ),
    "a new template's version": (
        "Nodes",
        {"Template": pcs.template(EbsOptimized=True)},
        lambda aws: the_group(aws)["customLaunchTemplate"]["version"],
        "2",
    ),
    "a newer Slurm": (
        "Cluster",
        {"Cluster": pcs.cluster(Scheduler={"Type": "SLURM", "Version": "26.05"})},
        lambda aws: aws.pcs.get_cluster(clusterIdentifier="example")["cluster"]["scheduler"]["version"],
        "26.05",
    ),
    "a queue's limit": (
        "Queue",
        {"Queue": pcs.queue(SlurmConfiguration={"SlurmCustomSettings": pcs.settings(MaxTime="24:00:00")})},
        lambda aws: aws.pcs.get_queue(clusterIdentifier="example", queueIdentifier="big")["queue"]["slurmConfiguration"],
        {"slurmCustomSettings": [{"parameterName": "MaxTime", "parameterValue": "24:00:00"}]},
    ),
    "another tag": (
        "Queue",
        {"Queue": pcs.queue(Tags={"deployment": "other"})},
        lambda aws: aws.pcs.list_tags_for_resource(
            resourceArn=aws.pcs.get_queue(clusterIdentifier="example", queueIdentifier="big")["queue"]["arn"]
        )["tags"],
        {"deployment": "other"},
    ),
}


def the_group(aws: Aws) -> dict[str, object]:
    return aws.pcs.get_compute_node_group(clusterIdentifier="example", computeNodeGroupIdentifier="train")["computeNodeGroup"]


@pytest.mark.parametrize(("who", "after", "ask", "says"), CHANGES.values(), ids=CHANGES.keys())
def test_what_changes_stays_the_same_resource(
    who: str, after: dict[str, of.Resource], ask: Callable[[Aws], object], says: object, account: Aws, request: pytest.FixtureRequest
) -> None:
    stack = Lived(account, f"changed-{abs(hash(request.node.name))}")
    assert stack.create(pcs.whole()) == "CREATE_COMPLETE"
    before = stack.ids[who]
    assert stack.update({**pcs.whole(), **after}) == "UPDATE_COMPLETE"
    assert (stack.ids[who], ask(account)) == (before, says)
    assert stack.delete() == "DELETE_COMPLETE"


def test_an_older_slurm_is_refused(account: Aws) -> None:
    stack = Lived(account, "older")
    stack.create(pcs.whole())
    assert (
        stack.update({**pcs.whole(), "Cluster": pcs.cluster(Scheduler={"Type": "SLURM", "Version": "25.05"})}) == "UPDATE_ROLLBACK_COMPLETE"
    )
    stack.delete()


def test_a_cluster_goes_last(account: Aws) -> None:
    stack = Lived(account, "ends")
    stack.create(pcs.whole())
    with pytest.raises(account.pcs.exceptions.ValidationException, match="still has"):
        account.pcs.delete_cluster(clusterIdentifier="example")
    with pytest.raises(account.pcs.exceptions.ValidationException, match="is in the queue big"):
        account.pcs.delete_compute_node_group(clusterIdentifier="example", computeNodeGroupIdentifier="train")
    assert stack.delete() == "DELETE_COMPLETE"
    assert account.pcs.list_clusters()["clusters"] == []
    assert account.logs.describe_deliveries()["deliveries"] == []


def test_the_simulator_knows_every_call_of_the_api_but_the_nodes_own(account: Aws) -> None:
    from assurance.rehearsal.simulator.pcs import OPERATIONS  # noqa: PLC0415 - it imports moto

    assert set(account.pcs.meta.method_to_api_mapping) - set(OPERATIONS) == {"register_compute_node_group_instance"}


def test_what_the_runbook_types_does_what_it_says(account: Aws) -> None:
    stack = Lived(account, "example-pcs")
    assert stack.create(pcs.whole()) == "CREATE_COMPLETE"
    typed = typist(account, "pcs.md", NAME="example", **{"ami-0123456789abcdef0": pcs.IMAGE})
    typed("pcs update-compute-node-group")
    group = typed("pcs get-compute-node-group")["computeNodeGroup"]
    assert group["scalingConfiguration"] == {"minInstanceCount": 0, "maxInstanceCount": 0}
    assert group["amiId"] == pcs.IMAGE
    assert typed("pcs get-cluster")["cluster"]["status"] == "ACTIVE"
    assert [queue["name"] for queue in typed("pcs list-queues")["queues"]] == ["big"]
    assert len(typed("logs describe-deliveries")["deliveries"]) == 1
    stack.delete()

"""Moments at which AWS acts by itself: what it would refuse, or would fail at unseen, is refused here."""

import json

import pytest

from assurance.rehearsal.aws import Aws
from tests.assurance.rehearsal import resources as of
from tests.assurance.rehearsal.conftest import Deploy
from tests.assurance.rehearsal.test_updates import NODES, TEMPLATE, altered, trust
from tests.assurance.rehearsal.updating import Lived

TASK = {
    "FileSystemId": of.ref("Lustre"),
    "Type": "RELEASE_DATA_FROM_FILESYSTEM",
    "Paths": ["/"],
    "ReleaseConfiguration": {"DurationSinceLastAccess": {"Unit": "DAYS", "Value": 14}},
    "Report": {"Enabled": False},
}
ROLE = of.resource("IAM::Role", AssumeRolePolicyDocument=trust("scheduler"))
LAKE = {**of.NETWORK, **of.LUSTRE_RULES, "Key": of.KEY, "Bucket": of.BUCKET, "Lustre": of.file_system(), "Role": ROLE}


def written(task: dict[str, object]) -> dict[str, object]:
    """A task as a template writes it: JSON in a text, with the file system's id in the middle."""
    before, after = json.dumps(task | {"FileSystemId": "HERE"}).split("HERE")
    identity = task["FileSystemId"]
    return {"Fn::Join": ["", [before, identity, after]]}


def schedule(task: dict[str, object] | None = None, expression: str = "cron(0 2 * * ? *)", **target: object) -> of.Resource:
    call = {"Arn": "arn:aws:scheduler:::aws-sdk:fsx:createDataRepositoryTask", "RoleArn": of.att("Role"), "Input": written(task or TASK)}
    return of.resource(
        "Scheduler::Schedule",
        Name="example-release",
        ScheduleExpression=expression,
        ScheduleExpressionTimezone="UTC",
        FlexibleTimeWindow={"Mode": "OFF"},
        KmsKeyArn=of.att("Key"),
        Target=call | target,
    )


def action(group: object = None, **changes: object) -> of.Resource:
    sizes = {"MinSize": 2, "MaxSize": 2, "DesiredCapacity": 2, "StartTime": "2027-01-11T11:30:00Z"} | changes
    return of.resource("AutoScaling::ScheduledAction", AutoScalingGroupName=group or of.ref("Nodes"), **sizes)


NODES_OF_A_BLOCK = {**of.NETWORK, "Template": TEMPLATE, "Nodes": NODES, "Starts": action()}


def test_a_schedule_is_found_as_it_was_written(aws: Aws) -> None:
    stack = Lived(aws, "example")
    assert stack.create({**LAKE, "Release": schedule()}) == "CREATE_COMPLETE", stack.events("FAILED")
    assert stack.problems() == []
    assert json.loads(aws.scheduler.get_schedule(Name="example-release")["Target"]["Input"])["Paths"] == ["/"]


def test_a_schedule_is_changed_in_place_and_goes_with_its_stack(aws: Aws) -> None:
    stack = Lived(aws, "example")
    stack.create({**LAKE, "Release": schedule()})
    assert stack.update({**LAKE, "Release": schedule(expression="cron(0 4 * * ? *)")}) == "UPDATE_COMPLETE", stack.events("FAILED")
    assert stack.problems() == []
    stack.delete()
    assert aws.scheduler.list_schedules()["Schedules"] == []


@pytest.mark.parametrize(
    ("release", "reason"),
    [
        (schedule(TASK | {"Type": "RELEASE"}), "'RELEASE' is not one of"),
        (schedule(TASK | {"Colour": "red"}), "Colour: no such property"),
        (schedule({name: value for name, value in TASK.items() if name != "Report"}), "Missing required parameter"),
        (schedule(TASK | {"FileSystemId": "fs-0123456789abcdef0"}), "fs-0123456789abcdef0"),
        (schedule(Arn="arn:aws-us-gov:scheduler:::aws-sdk:fsx:createDataRepositoryTask"), "only arn:aws:scheduler"),
        (schedule(RoleArn="arn:aws:iam::111122223333:role/nobody"), "role/nobody"),
        (altered(schedule(), KmsKeyArn="arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000"), "KMS key"),
    ],
    ids=["a task that is none", "an unknown word", "a word too few", "no file system", "another partition", "no role", "no key"],
)
def test_a_schedule_that_would_fail_at_its_hour_is_refused(release: of.Resource, reason: str, aws: Aws, deploy: Deploy) -> None:
    (said,) = deploy(**{**LAKE, "Release": release}).reasons
    assert reason in said


def test_a_role_that_does_not_trust_the_scheduler_is_refused(aws: Aws, deploy: Deploy) -> None:
    other = of.resource("IAM::Role", AssumeRolePolicyDocument=trust("ec2"))
    (said,) = deploy(**{**LAKE, "Role": other, "Release": schedule()}).reasons
    assert "does not trust scheduler.amazonaws.com" in said


def test_a_moment_of_a_group_is_found_moved_and_removed(aws: Aws) -> None:
    stack = Lived(aws, "example")
    assert stack.create(NODES_OF_A_BLOCK) == "CREATE_COMPLETE", stack.events("FAILED")
    assert stack.update({**NODES_OF_A_BLOCK, "Starts": action(StartTime="2027-01-12T11:30:00Z")}) == "UPDATE_COMPLETE"
    assert stack.problems() == []
    assert stack.update({name: one for name, one in NODES_OF_A_BLOCK.items() if name != "Starts"}) == "UPDATE_COMPLETE"
    assert aws.autoscaling.describe_scheduled_actions()["ScheduledUpdateGroupActions"] == []


@pytest.mark.parametrize(
    ("starts", "reason"),
    [
        (action("nobodys"), "there is no group nobodys"),
        (action(StartTime=None), "a moment or a recurrence"),
        (action(MinSize=3), "none below the one before it"),
        (action(MinSize=None, MaxSize=None, DesiredCapacity=None), "at least one"),
    ],
    ids=["no group", "no moment", "a least above the most", "no size"],
)
def test_a_moment_that_auto_scaling_refuses_is_refused(starts: of.Resource, reason: str, aws: Aws, deploy: Deploy) -> None:
    starts["Properties"] = {name: value for name, value in starts["Properties"].items() if value is not None}  # type: ignore[attr-defined]
    (said,) = deploy(**{**NODES_OF_A_BLOCK, "Starts": starts}).reasons
    assert reason in said


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        ({"Mode": "AUTOMATIC", "Iops": 6000}, "not in the mode AUTOMATIC"),
        ({"Mode": "USER_PROVISIONED"}, "Iops: None; allowed: 1500"),
        ({"Mode": "USER_PROVISIONED", "Iops": 30000}, "Iops: 30000; allowed: 1500"),
    ],
)
def test_metadata_that_fsx_refuses_are_refused(metadata: dict[str, object], reason: str, aws: Aws, deploy: Deploy) -> None:
    lustre = of.file_system()
    lustre["Properties"] = {
        **lustre["Properties"],
        "LustreConfiguration": lustre["Properties"]["LustreConfiguration"] | {"MetadataConfiguration": metadata},
    }  # type: ignore[index,dict-item,operator]
    (said,) = deploy(**{**LAKE, "Lustre": lustre}).reasons
    assert reason in said

"""What the runbooks tell people to type does, in the simulator, what they say."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assurance.rehearsal.aws import Aws
from tests.assurance.rehearsal.test_moments import LAKE, NODES_OF_A_BLOCK, schedule
from tests.assurance.rehearsal.updating import Lived
from tests.docs.commands import call, commands

OPERATIONS = Path(__file__).parents[3] / "docs" / "operations"
Typed = Callable[[str], dict[str, Any]]


def typist(aws: Aws, page: str, **values: str) -> Typed:
    """Types the commands of a page that have these words, with values in place of its capitals; gives the last answer."""

    def typed(words: str) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        found = [line for line in commands(OPERATIONS / page) if line[0] == "aws" and " ".join(line).startswith(f"aws {words}")]
        assert found, f"{page} has no command that begins: aws {words}"
        for line in found:
            for name, value in values.items():
                line = [word.replace(name, value) for word in line]  # noqa: PLW2901 - each value in turn
            wanted = call(line)
            answer = getattr(aws.client(wanted.service), wanted.operation)(**wanted.parameters)
        return answer

    return typed


@pytest.fixture
def lake(aws: Aws) -> Typed:
    stack = Lived(aws, "example-lake")
    assert stack.create({**LAKE, "Release": schedule()}) == "CREATE_COMPLETE", stack.events("FAILED")
    return typist(aws, "lake.md", FILE_SYSTEM=stack.ids["Lustre"], NAME="example")


@pytest.fixture
def capacity(aws: Aws) -> Typed:
    stack = Lived(aws, "example-training")
    assert stack.create(NODES_OF_A_BLOCK) == "CREATE_COMPLETE", stack.events("FAILED")
    return typist(aws, "capacity.md", GROUP=stack.ids["Nodes"], ACTION=stack.ids["Starts"], NAME="example")


def test_the_lake_grows_and_gets_more_metadata(lake: Typed) -> None:
    lake("fsx update-file-system")
    (system,) = lake("fsx describe-file-systems")["FileSystems"]
    assert system["StorageCapacity"] == 4800
    assert system["LustreConfiguration"]["MetadataConfiguration"] == {"Mode": "USER_PROVISIONED", "Iops": 12000}


def test_metadata_never_shrink(lake: Typed, aws: Aws) -> None:
    lake("fsx update-file-system")
    (system,) = lake("fsx describe-file-systems")["FileSystems"]
    less = {"MetadataConfiguration": {"Mode": "USER_PROVISIONED", "Iops": 6000}}
    with pytest.raises(aws.fsx.exceptions.BadRequest, match="never shrinks"):
        aws.fsx.update_file_system(FileSystemId=system["FileSystemId"], LustreConfiguration=less)


def test_the_file_systems_id_is_found_where_the_page_says(lake: Typed) -> None:
    kinds = {one["ResourceType"] for one in lake("cloudformation list-stack-resources")["StackResourceSummaries"]}
    assert "AWS::FSx::FileSystem" in kinds


def test_the_schedule_is_shown(lake: Typed) -> None:
    assert lake("scheduler get-schedule")["ScheduleExpression"] == "cron(0 2 * * ? *)"


def test_the_end_of_a_block_is_moved_by_hand(capacity: Typed) -> None:
    capacity("autoscaling put-scheduled-update-group-action")
    (action,) = capacity("autoscaling describe-scheduled-actions")["ScheduledUpdateGroupActions"]
    assert (action["StartTime"].isoformat(), action["DesiredCapacity"]) == ("2027-02-01T10:45:00+00:00", 0)


def test_the_group_is_shown(capacity: Typed) -> None:
    (group,) = capacity("autoscaling describe-auto-scaling-groups")["AutoScalingGroups"]
    assert group["DesiredCapacity"] == 0

"""What CloudFormation may do for the schedule that releases space: nothing where none is declared."""

from blueprint.settings import Deployment
from sovereign.names import schedule_name
from sovereign.services import principal
from stacks.bootstrap.names import Statement, allow, arn

SCHEDULE = ("CreateSchedule", "DeleteSchedule", "GetSchedule", "UpdateSchedule")
"""What the registry's schema of AWS::Scheduler::Schedule lists for its handlers."""


def release(deployment: Deployment) -> list[Statement]:
    """The one schedule, and handing its role to the scheduler."""
    if deployment.lake.lustre.release is None:
        return []
    name = deployment.name
    return [
        allow(
            "KeepSchedules", [f"scheduler:{call}" for call in SCHEDULE], arn("scheduler", f"schedule/default/{schedule_name(name, '*')}")
        ),
        allow(
            "PassTheReleasingRole",
            ["iam:PassRole"],
            arn("iam", f"role/{name}-*", regional=False),
            {"StringEquals": {"iam:PassedToService": principal("scheduler")}},
        ),
    ]


def scheduling(deployment: Deployment) -> tuple[str, ...]:
    """The service through which the schedule's key is used, where there is a schedule."""
    return ("scheduler",) if deployment.lake.lustre.release else ()

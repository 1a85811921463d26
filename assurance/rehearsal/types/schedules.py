"""Schedules that call an AWS API themselves; the rehearsal has no clock, so that each call is checked and none is made."""

import json

from botocore.exceptions import ParamValidationError  # type: ignore[import-untyped]
from botocore.validate import validate_parameters  # type: ignore[import-untyped]

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call, fit, other_case
from assurance.rehearsal.types.model import Made, ResourceType
from assurance.rehearsal.values import Json
from blueprint.facts.partitions import service_principal

UNIVERSAL = "scheduler:::aws-sdk:"
FSX_TASK = "fsx:createDataRepositoryTask"
PRINCIPAL = service_principal("scheduler")


def create_schedule(aws: Aws, given: Properties, name: str) -> Made:
    """A schedule whose key and role are there, whose role trusts the scheduler, and whose call its service would take."""
    name = given.take("Name", name)
    wanted = given.rest()
    check_schedule(aws, wanted)
    made = call(aws.scheduler, "create_schedule", Name=name, **wanted)
    return Made(name, {"Arn": made["ScheduleArn"]})


def check_schedule(aws: Aws, wanted: dict[str, Json]) -> None:
    """The scheduler takes any input, and a wrong one fails unseen at its hour: here it is refused."""
    exists.key(aws, wanted.get("KmsKeyArn"))
    target = wanted["Target"]
    exists.role(aws, target["RoleArn"])
    trust = aws.iam.get_role(RoleName=target["RoleArn"].rsplit("/", 1)[-1])["Role"]["AssumeRolePolicyDocument"]
    if not any(PRINCIPAL in _listed(one.get("Principal", {}).get("Service", [])) for one in trust["Statement"]):
        raise Refused(f"Target.RoleArn: {target['RoleArn']} does not trust {PRINCIPAL}")
    prefix = f"arn:{aws.partition}:{UNIVERSAL}"
    if target["Arn"] != prefix + FSX_TASK:
        raise Refused(f"Target.Arn: {target['Arn']}: only {prefix}{FSX_TASK} is modelled")
    _check_call(aws, json.loads(target.get("Input", "{}")))


def _check_call(aws: Aws, given: dict[str, Json]) -> None:
    service, operation = FSX_TASK.split(":")
    shape = aws.client(service).meta.service_model.operation_model(other_case(operation)).input_shape
    try:
        validate_parameters(fit(given, shape, operation), shape)
    except ParamValidationError as error:
        raise Refused(f"Target.Input: {error}") from None
    aws.fsx.describe_file_systems(FileSystemIds=[given["FileSystemId"]])


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def read_schedule(aws: Aws, name: str) -> dict[str, Json]:
    """The schedule as the scheduler tells it."""
    return dict(aws.scheduler.get_schedule(Name=name))


def update_schedule(aws: Aws, name: str, given: Json, _before: Json) -> None:
    """The scheduler takes the whole of it anew: what is not said becomes its default (UpdateSchedule)."""
    wanted = {part: value for part, value in given.items() if part != "Name"}
    check_schedule(aws, wanted)
    call(aws.scheduler, "update_schedule", Name=name, **wanted)


TYPES = (ResourceType("AWS::Scheduler::Schedule", create_schedule, read_schedule),)

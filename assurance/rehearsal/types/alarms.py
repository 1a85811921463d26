"""Metric filters and alarms: a filter reads a group that is there, an alarm reaches a topic that lets it."""

import re

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.topics import check_publisher
from assurance.rehearsal.types.model import Made, ResourceType, found_one
from assurance.rehearsal.values import Json
from blueprint.facts.partitions import service_principal

PRINCIPAL = service_principal("cloudwatch")
QUOTED = re.compile(r'"[^"]*"')


def create_filter(aws: Aws, given: Properties, name: str) -> Made:
    """A metric filter on a log group."""
    name, group, pattern = given.take("FilterName", name), given.need("LogGroupName"), given.need("FilterPattern")
    exists.log_group(aws, group)
    _check_pattern(pattern)
    transformations = given.need("MetricTransformations")
    call(aws.logs, "put_metric_filter", logGroupName=group, filterName=name, filterPattern=pattern, metricTransformations=transformations)
    return Made(f"{group}|{name}")


def _check_pattern(pattern: str) -> None:
    """Brackets close what they open: CloudWatch Logs refuses a JSON pattern otherwise (Filter pattern syntax)."""
    depth, bare = 0, QUOTED.sub("", pattern)
    for character in bare:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth < 0:
            break
    if depth or '"' in bare or (bare.startswith("{") and not bare.endswith("}")):
        raise Refused(f"FilterPattern: {pattern!r} does not close what it opens")


def read_filter(aws: Aws, physical_id: str) -> dict[str, Json]:
    """The filter by its group and name."""
    group, name = physical_id.split("|")
    return dict(found_one(aws.logs.describe_metric_filters(logGroupName=group, filterNamePrefix=name)["metricFilters"], physical_id))


def create_alarm(aws: Aws, given: Properties, name: str) -> Made:
    """An alarm whose topics let CloudWatch publish, and whose topics' keys let it encrypt: else it rings unheard."""
    name, tags = given.take("AlarmName", name), given.take("Tags")
    wanted = given.rest()
    for at in ("AlarmActions", "OKActions", "InsufficientDataActions"):
        for topic in wanted.get(at, []):
            check_publisher(aws, at, topic, PRINCIPAL)
    call(aws.cloudwatch, "put_metric_alarm", AlarmName=name, Tags=tags, **wanted)
    return Made(name, {"Arn": aws.arn("cloudwatch", f"alarm:{name}")})


def read_alarm(aws: Aws, name: str) -> dict[str, Json]:
    """The alarm and its tags."""
    alarm = found_one(aws.cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"], name)
    return {**alarm, "Arn": alarm["AlarmArn"], "Tags": aws.cloudwatch.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"]}


TYPES = (
    ResourceType("AWS::Logs::MetricFilter", create_filter, read_filter),
    ResourceType("AWS::CloudWatch::Alarm", create_alarm, read_alarm),
)

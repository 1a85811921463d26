"""Detectors: an account and region have one of each, and a second one is refused."""

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType
from assurance.rehearsal.values import Json


def create_detector(aws: Aws, given: Properties, _name: str) -> Made:
    """GuardDuty's detector."""
    if aws.guardduty.list_detectors()["DetectorIds"]:
        raise Refused("a detector already exists for the current account")
    tags = {tag["Key"]: tag["Value"] for tag in given.take("Tags", [])}
    made = call(aws.guardduty, "create_detector", Tags=tags or None, **given.rest())
    return Made(made["DetectorId"], {"Id": made["DetectorId"]})


def read_detector(aws: Aws, detector_id: str) -> dict[str, Json]:
    """The detector, with its features and tags."""
    found = aws.guardduty.get_detector(DetectorId=detector_id)
    return {
        **found,
        "Id": detector_id,
        "Enable": found["Status"] == "ENABLED",
        "Tags": [{"Key": key, "Value": value} for key, value in found.get("Tags", {}).items()],
    }


def create_hub(aws: Aws, given: Properties, _name: str) -> Made:
    """Security Hub, with controls that switch themselves on: the simulator knows no other."""
    try:
        aws.securityhub.describe_hub()
    except aws.securityhub.exceptions.InvalidAccessException:
        pass
    else:
        raise Refused("Account is already subscribed to Security Hub")
    if str(given.take("AutoEnableControls", True)).lower() != "true":
        raise Refused("AutoEnableControls: only true is modelled")
    call(aws.securityhub, "enable_security_hub", **given.rest())
    arn = aws.arn("securityhub", "hub/default")
    return Made(arn, {"ARN": arn})


def read_hub(aws: Aws, arn: str) -> dict[str, Json]:
    """The hub, where there is one."""
    try:
        found = aws.securityhub.describe_hub()
    except aws.securityhub.exceptions.InvalidAccessException:
        raise LookupError("boto3 finds no Security Hub") from None
    tags = aws.securityhub.list_tags_for_resource(ResourceArn=arn)["Tags"]
    return {**found, "ARN": arn, "Tags": tags}


def create_session(aws: Aws, given: Properties, _name: str) -> Made:
    """Macie."""
    if _session(aws):
        raise Refused("Macie has already been enabled")
    call(aws.macie2, "enable_macie", **given.rest())
    return Made(aws.account, {"AwsAccountId": aws.account, "ServiceRole": _session(aws).get("serviceRole")})


def read_session(aws: Aws, _physical_id: str) -> dict[str, Json]:
    """Macie's state."""
    if not (found := _session(aws)):
        raise LookupError("boto3 finds no Macie session")
    return found


def _session(aws: Aws) -> dict[str, Json]:
    try:
        found = aws.macie2.get_macie_session()
    except aws.macie2.exceptions.ClientError:
        return {}
    return dict(found)


TYPES = (
    ResourceType("AWS::GuardDuty::Detector", create_detector, read_detector),
    ResourceType(
        "AWS::SecurityHub::Hub",
        create_hub,
        read_hub,
        {"EnableDefaultStandards": "said once, when the hub is made: no call tells it later"},
    ),
    ResourceType("AWS::Macie::Session", create_session, read_session),
)

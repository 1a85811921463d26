"""VPC Block Public Access: an account and region have one switch, and a second template that sets it is refused."""

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType
from assurance.rehearsal.values import Json

OFF = "off"


def create_options(aws: Aws, given: Properties, _name: str) -> Made:
    """Switches it on; CloudFormation takes no `off`, which is how an account begins (AWS::EC2::VPCBlockPublicAccessOptions)."""
    mode = given.need("InternetGatewayBlockMode")
    if mode == OFF:
        raise Refused("InternetGatewayBlockMode: off is the account's default and cannot be made")
    if _options(aws)["InternetGatewayBlockMode"] != OFF:
        raise Refused(f"the account {aws.account} already has VPC Block Public Access in {aws.region}")
    call(aws.ec2, "modify_vpc_block_public_access_options", InternetGatewayBlockMode=mode)
    return Made(aws.account, {"AccountId": aws.account, "ExclusionsAllowed": "allowed"})


def read_options(aws: Aws, _account: str) -> dict[str, Json]:
    """The switch as EC2 tells it, where it is on."""
    found = _options(aws)
    if found["InternetGatewayBlockMode"] == OFF:
        raise LookupError("the account is as it began")
    return {**found, "AccountId": found["AwsAccountId"]}


def _options(aws: Aws) -> dict[str, Json]:
    found: dict[str, Json] = aws.ec2.describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]
    return found


TYPES = (ResourceType("AWS::EC2::VPCBlockPublicAccessOptions", create_options, read_options),)

"""VPC Block Public Access, which moto does not know: one switch of an account and region."""

import time

from moto.core.responses import ActionResult

from assurance.rehearsal.simulator.records import Records
from assurance.rehearsal.values import Json

OFF = "off"


def modify_vpc_block_public_access_options(self: Json) -> ActionResult:
    """Sets the switch."""
    known = Records.of(self.ec2_backend, "block public access")
    known["options"] = {"InternetGatewayBlockMode": self._get_param("InternetGatewayBlockMode"), "LastUpdateTimestamp": time.time()}
    return _options(self)


def describe_vpc_block_public_access_options(self: Json) -> ActionResult:
    """The switch, off where nobody has set it."""
    return _options(self)


def _options(self: Json) -> ActionResult:
    known = Records.of(self.ec2_backend, "block public access").get("options", {"InternetGatewayBlockMode": OFF})
    about = {"AwsAccountId": self.current_account, "AwsRegion": self.region, "State": "update-complete", "ManagedBy": "account"}
    return ActionResult({"VpcBlockPublicAccessOptions": {**about, "ExclusionsAllowed": "allowed", **known}})


OPERATIONS = {
    "modify_vpc_block_public_access_options": modify_vpc_block_public_access_options,
    "describe_vpc_block_public_access_options": describe_vpc_block_public_access_options,
}

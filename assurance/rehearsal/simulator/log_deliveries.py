"""Deliveries of logs: moto knows the services of its list alone, and asks for no resource behind a source."""

import json

from botocore.exceptions import ClientError  # type: ignore[import-untyped]
from moto.logs.exceptions import ResourceNotFoundException, ValidationException
from moto.logs.models import DeliverySource
from moto.logs.responses import LogsResponse

from assurance.rehearsal.simulator.resource import account
from assurance.rehearsal.values import Json

PCS_LOGS = ("PCS_JOBCOMP_LOGS", "PCS_SCHEDULER_AUDIT_LOGS", "PCS_SCHEDULER_LOGS")
"""Log types of a PCS cluster (PCS guide, Monitoring; aws_cdk.mixins_preview.aws_pcs)."""

known_to_moto = LogsResponse.put_delivery_source


def put_delivery_source(self: Json) -> Json:
    """One kind of log of a cluster that is there; of other services as moto has it."""
    given = json.loads(self.body)
    arn, name = given["resourceArn"], given["name"]
    if arn.split(":")[2] != "pcs":
        return known_to_moto(self)
    if given["logType"] not in PCS_LOGS:
        raise ValidationException(msg=f"{given['logType']}: a PCS cluster has {', '.join(PCS_LOGS)}")
    try:
        account(self.region, self.current_account).pcs.get_cluster(clusterIdentifier=arn.rsplit("/", 1)[-1])
    except ClientError:
        raise ResourceNotFoundException(msg=f"{arn} does not exist") from None
    backend, tags = self.logs_backend, given.get("tags")
    source = DeliverySource(self.current_account, self.region, name, arn, given["logType"], tags)
    backend.delivery_sources[name] = source
    if tags:
        backend.tag_resource(source.arn, tags)
    return json.dumps({"deliverySource": source.to_dict()})


OPERATIONS = {"put_delivery_source": put_delivery_source}

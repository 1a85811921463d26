"""The key of a log group, which moto takes at its making and never again; and metric filters, which it does not write over."""

import json

from moto.logs.responses import LogsResponse

from assurance.rehearsal.values import Json


def associate_kms_key(self: Json) -> str:
    """What is written from now on is encrypted with this key."""
    given = json.loads(self.body)
    _group(self, given).kms_key_id = given["kmsKeyId"]
    return "{}"


def disassociate_kms_key(self: Json) -> str:
    """From now on with a key of AWS's own."""
    _group(self, json.loads(self.body)).kms_key_id = None
    return "{}"


def _group(self: Json, given: dict[str, str]) -> Json:
    from moto.logs.exceptions import ResourceNotFoundException  # noqa: PLC0415 - beside its only use

    if given["logGroupName"] not in self.logs_backend.groups:
        raise ResourceNotFoundException
    return self.logs_backend.groups[given["logGroupName"]]


put_filter = LogsResponse.put_metric_filter


def put_metric_filter(self: Json) -> Json:
    """A filter of the same name in the same group is written over (PutMetricFilter); moto keeps both."""
    given, held = json.loads(self.body), self.logs_backend.filters.metric_filters
    held[:] = [one for one in held if (one["logGroupName"], one["filterName"]) != (given["logGroupName"], given["filterName"])]
    return put_filter(self)


OPERATIONS = {"put_metric_filter": put_metric_filter, "associate_kms_key": associate_kms_key, "disassociate_kms_key": disassociate_kms_key}

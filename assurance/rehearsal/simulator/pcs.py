"""AWS PCS, a service that moto does not have: clusters, node groups and queues are made, told, changed and deleted."""

import json
import re
import sys
from collections.abc import Callable
from types import SimpleNamespace

from moto.backend_index import backend_url_patterns
from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.exceptions import JsonRESTError
from moto.core.responses import BaseResponse

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.simulator import pcs_clusters, pcs_groups, pcs_queues
from assurance.rehearsal.simulator.records import Parameters, Record, Records
from assurance.rehearsal.simulator.resource import account
from assurance.rehearsal.values import Json
from blueprint.facts.regions import regions

SERVICE = "pcs"
HOST = r"https?://pcs\.(.+)\.amazonaws\.com"
REFUSED = "ValidationException"

Act = Callable[[Aws, Json, Parameters], Record]


class PcsResponse(BaseResponse):
    """The calls of the API; moto finds each by the name in its header."""

    def __init__(self) -> None:
        super().__init__(service_name=SERVICE)

    def answer(self, act: Act) -> str:
        """What one call answers; `Refused` becomes the service's error."""
        aws = account(self.region, self.current_account)
        try:
            return json.dumps(act(aws, pcs_backends[self.current_account][self.region], json.loads(self.body)))
        except Refused as refusal:
            raise JsonRESTError(REFUSED, str(refusal)) from None


def _tags(backend: Json, arn: str) -> dict[str, str]:
    for kind in ("clusters", "groups", "queues"):
        for record in Records.of(backend, kind).values():
            if record["arn"] == arn:
                held: dict[str, str] = record["tags"]
                return held
    raise Refused(f"{arn} does not exist")


def list_tags(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """The tags of whatever has the ARN."""
    return {"tags": _tags(backend, given["resourceArn"])}


def tag(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Gives tags."""
    _tags(backend, given["resourceArn"]).update(given["tags"])
    return {}


def untag(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Takes tags away."""
    held = _tags(backend, given["resourceArn"])
    for key in given["tagKeys"]:
        held.pop(key, None)
    return {}


OPERATIONS: dict[str, Act] = {
    "create_cluster": pcs_clusters.create,
    "get_cluster": pcs_clusters.get,
    "list_clusters": pcs_clusters.listed,
    "update_cluster": pcs_clusters.update,
    "delete_cluster": pcs_clusters.delete,
    "create_compute_node_group": pcs_groups.create,
    "get_compute_node_group": pcs_groups.get,
    "list_compute_node_groups": pcs_groups.listed,
    "update_compute_node_group": pcs_groups.update,
    "delete_compute_node_group": pcs_groups.delete,
    "create_queue": pcs_queues.create,
    "get_queue": pcs_queues.get,
    "list_queues": pcs_queues.listed,
    "update_queue": pcs_queues.update,
    "delete_queue": pcs_queues.delete,
    "list_tags_for_resource": list_tags,
    "tag_resource": tag,
    "untag_resource": untag,
}
for _name, _act in OPERATIONS.items():
    setattr(PcsResponse, _name, lambda self, act=_act: self.answer(act))


class PcsBackend(BaseBackend):
    """Holds the records of one account and region."""

    @property
    def _url_module(self) -> Json:
        return SimpleNamespace(url_bases=[HOST], url_paths={"{0}/$": PcsResponse.dispatch})


pcs_backends: Json = BackendDict(PcsBackend, SERVICE, use_boto3_regions=False, additional_regions=list(regions()))
"""botocore names no region for PCS: those of our facts."""


def add_service() -> None:
    """Lets moto find the service: it looks for hosts in a list, and for a module of its own by the service's name."""
    sys.modules[f"moto.{SERVICE}"] = sys.modules[__name__]
    backend_url_patterns.append((SERVICE, re.compile(HOST)))

"""State Manager associations, which moto does not know."""

import json
import time
import uuid
from collections.abc import Callable

from moto.ssm.responses import SimpleSystemManagerResponse

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.simulator.records import Parameters, Record, Records, operation, retag
from assurance.rehearsal.values import Json

TAGGING = ("list_tags_for_resource", "add_tags_to_resource", "remove_tags_from_resource")
others = {name: getattr(SimpleSystemManagerResponse, name) for name in TAGGING}


def _document(aws: Aws, given: Parameters) -> Json:
    """The document that is named, with parameters that it has."""
    content = aws.ssm.get_document(Name=given["Name"])
    known = {parameter["Name"] for parameter in aws.ssm.describe_document(Name=given["Name"])["Document"].get("Parameters", [])}
    unknown = sorted(set(given.get("Parameters", {})) - known)
    if unknown:
        raise Refused(f"Parameters: {', '.join(unknown)}: not in the document {content['Name']}")
    return content


def create_association(aws: Aws, backend: Json, given: Parameters) -> Record:
    """A schedule for a document of this account."""
    content = _document(aws, given)
    identity = str(uuid.uuid4())
    record = {**given, "AssociationId": identity, "Date": time.time(), "DocumentVersion": content["DocumentVersion"]}
    Records.of(backend, "associations")[identity] = record
    return {"AssociationDescription": record}


def update_association(aws: Aws, backend: Json, given: Parameters) -> Record:
    """Written anew, except for its tags: what is not given is gone (UpdateAssociation, Systems Manager API reference)."""
    record = Records.of(backend, "associations").one(given["AssociationId"], "AssociationDoesNotExist")
    kept: Record = {name: record[name] for name in ("AssociationId", "Date", "Tags", "Name") if name in record}
    content = _document(aws, kept | given)
    record.clear()
    record.update({**kept, **given, "DocumentVersion": content["DocumentVersion"]})
    return {"AssociationDescription": record}


def describe_association(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """One association by its id."""
    return {"AssociationDescription": Records.of(backend, "associations").one(given["AssociationId"], "AssociationDoesNotExist")}


def delete_association(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """What it did stays done."""
    known = Records.of(backend, "associations")
    known.one(given["AssociationId"], "AssociationDoesNotExist")
    del known[given["AssociationId"]]
    return {}


def list_tags_for_resource(self: Json) -> Json:
    """An association's tags are in its record; moto has all others."""
    record = _association(self)
    return others["list_tags_for_resource"](self) if record is None else json.dumps({"TagList": record.get("Tags", [])})


def _association(self: Json) -> Record | None:
    if self._get_param("ResourceType") != "Association":
        return None
    return Records.of(self.ssm_backend, "associations").one(self._get_param("ResourceId"), "InvalidResourceId")


def _retag(name: str) -> Callable[[Json], Json]:
    def respond(self: Json) -> Json:
        record = _association(self)
        return others[name](self) if record is None else json.dumps(retag(record, json.loads(self.body)))

    return respond


OPERATIONS = {
    "add_tags_to_resource": _retag("add_tags_to_resource"),
    "remove_tags_from_resource": _retag("remove_tags_from_resource"),
    "update_association": operation(update_association, "InvalidUpdate", "ssm_backend"),
    "list_tags_for_resource": list_tags_for_resource,
    "create_association": operation(create_association, "InvalidParameters", "ssm_backend"),
    "delete_association": operation(delete_association, "InvalidParameters", "ssm_backend"),
    "describe_association": operation(describe_association, "InvalidParameters", "ssm_backend"),
}

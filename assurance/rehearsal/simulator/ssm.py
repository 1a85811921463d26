"""State Manager associations, which moto does not know."""

import json
import time
import uuid

from moto.ssm.responses import SimpleSystemManagerResponse

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.simulator.records import Parameters, Record, Records, operation
from assurance.rehearsal.values import Json

list_tags = SimpleSystemManagerResponse.list_tags_for_resource


def create_association(aws: Aws, backend: Json, given: Parameters) -> Record:
    """A schedule for a document of this account, with parameters that the document has."""
    content = aws.ssm.get_document(Name=given["Name"])
    known = {parameter["Name"] for parameter in aws.ssm.describe_document(Name=given["Name"])["Document"].get("Parameters", [])}
    unknown = sorted(set(given.get("Parameters", {})) - known)
    if unknown:
        raise Refused(f"Parameters: {', '.join(unknown)}: not in the document {content['Name']}")
    identity = str(uuid.uuid4())
    record = {**given, "AssociationId": identity, "Date": time.time(), "DocumentVersion": content["DocumentVersion"]}
    Records.of(backend, "associations")[identity] = record
    return {"AssociationDescription": record}


def describe_association(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """One association by its id."""
    return {"AssociationDescription": Records.of(backend, "associations").one(given["AssociationId"], "AssociationDoesNotExist")}


def list_tags_for_resource(self: Json) -> Json:
    """An association's tags are in its record; moto has all others."""
    if self._get_param("ResourceType") != "Association":
        return list_tags(self)
    record = Records.of(self.ssm_backend, "associations").one(self._get_param("ResourceId"), "InvalidResourceId")
    return json.dumps({"TagList": record.get("Tags", [])})


OPERATIONS = {
    "list_tags_for_resource": list_tags_for_resource,
    "create_association": operation(create_association, "InvalidParameters", "ssm_backend"),
    "describe_association": operation(describe_association, "InvalidParameters", "ssm_backend"),
}

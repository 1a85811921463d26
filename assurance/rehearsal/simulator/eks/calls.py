"""One call of Amazon EKS: its parameters stand in the path and in the body."""

import json
from collections.abc import Callable
from urllib.parse import unquote

from moto.core.exceptions import JsonRESTError

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.policies import allows_service
from assurance.rehearsal.simulator.records import Parameters, Record, Records
from assurance.rehearsal.simulator.resource import account
from assurance.rehearsal.values import Json
from blueprint.facts.partitions import service_principal

MISSING, INVALID, IN_USE = "ResourceNotFoundException", "InvalidParameterException", "ResourceInUseException"
KINDS = ("clusters", "nodegroups", "addons", "entries", "associations")


class InUse(Refused):
    """What is there already, or is still needed."""


def call(act: Callable[[Aws, Json, Parameters], Record | None]) -> Callable[[Json], str]:
    """A method of moto's response class; `Refused` becomes the service's error."""

    def respond(self: Json) -> str:
        path = {name: unquote(str(value)) for name, value in (self.uri_match or {}).items()}
        if "name" in path:  # botocore calls the cluster so in every path
            path["clusterName"] = path["name"]
        query = {name: values[0] if len(values) == 1 and name != "tagKeys" else values for name, values in self.querystring.items()}
        body = json.loads(self.body) if self.body else {}
        try:
            answer = act(account(self.region, self.current_account), self.eks_backend, {**query, **body, **path}) or {}
        except InUse as refusal:
            raise JsonRESTError(IN_USE, str(refusal)) from None
        except Refused as refusal:
            raise JsonRESTError(INVALID, str(refusal)) from None
        return json.dumps(answer, default=str)

    return respond


def cluster_of(backend: Json, given: Parameters) -> Record:
    """The cluster that a call is about."""
    return Records.of(backend, "clusters").one(given.get("clusterName") or given["name"], MISSING)


def of_cluster(backend: Json, kind: str, cluster: str) -> list[Record]:
    """What of one kind a cluster has."""
    return [record for record in Records.of(backend, kind).values() if record["clusterName"] == cluster]


def trusted(aws: Aws, arn: str, service: str, what: str) -> None:
    """Refuses a role that is not there, or that the service may not take on."""
    try:
        role = aws.iam.get_role(RoleName=arn.rsplit("/", 1)[-1])["Role"]
    except aws.iam.exceptions.NoSuchEntityException:
        raise Refused(f"{what}: the role {arn} does not exist") from None
    if not allows_service(role["AssumeRolePolicyDocument"], service_principal(service), "sts:AssumeRole"):
        raise Refused(f"{what}: the role {arn} does not trust {service_principal(service)}")


def tag(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Gives or takes tags of whatever has the ARN."""
    arn = given["resourceArn"]
    for kind in KINDS:
        for record in Records.of(backend, kind).values():
            if arn in record.values():
                tags = record.setdefault("tags", {})
                tags.update(given.get("tags", {}))
                for key in given.get("tagKeys", []):
                    tags.pop(key, None)
                return {}
    raise Refused(f"{arn} does not exist")

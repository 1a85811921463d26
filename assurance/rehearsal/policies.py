"""Whether IAM would take a policy document: its grammar, and the principals and resources it names.

Source of the grammar: IAM User Guide, "Grammar of the IAM JSON policy language".
"""

import json
import re
from collections.abc import Iterator, Mapping

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.values import Json
from blueprint.facts.partitions import partitions

STATEMENT_KEYS = frozenset(
    {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"},
)
PRINCIPAL_KINDS = frozenset({"AWS", "Service", "Federated", "CanonicalUser"})
ACTION = re.compile(r"\*|[a-z0-9-]+:[A-Za-z0-9*?]+")
_SUFFIXES = "|".join(sorted({re.escape(each.dns_suffix) for each in partitions().values()} | {r"aws\.internal"}))
SERVICE = re.compile(rf"[a-z0-9.-]+\.({_SUFFIXES})")


def as_list(value: Json) -> list[Json]:
    """IAM writes one or many: always many."""
    return value if isinstance(value, list) else [] if value is None else [value]


def statements(document: Json) -> list[Mapping[str, Json]]:
    """The statements of a document, which may still be a JSON text.

    Raises:
        Refused: when it is no policy document.
    """
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except ValueError as error:
            raise Refused(f"policy: malformed JSON: {error}") from None
    if not isinstance(document, Mapping) or document.get("Version", "2008-10-17") not in {"2012-10-17", "2008-10-17"}:
        raise Refused("policy: Version must be 2012-10-17 (or 2008-10-17)")
    found = as_list(document.get("Statement"))
    if not found or not all(isinstance(statement, Mapping) for statement in found):
        raise Refused("policy: needs at least one Statement, each a mapping")
    return found


def check_policy(aws: Aws, document: Json, *, principals: bool, resources: bool = True) -> None:
    """Refuses a document that IAM, KMS, S3 or an endpoint would refuse.

    Args:
        aws: where the principals must exist.
        document: the policy.
        principals: a resource policy names principals; an identity policy must not.
        resources: a trust policy names no resource.
    """
    for at, statement in enumerate(statements(document)):
        for problem in _problems(aws, statement, principals=principals, resources=resources):
            raise Refused(f"policy: Statement[{at}]: {problem}")


def _problems(aws: Aws, statement: Mapping[str, Json], *, principals: bool, resources: bool) -> Iterator[str]:
    unknown = sorted(set(statement) - STATEMENT_KEYS)
    if unknown:
        yield f"unknown element {', '.join(unknown)}"
    if statement.get("Effect") not in {"Allow", "Deny"}:
        yield f"Effect {statement.get('Effect')!r} is neither Allow nor Deny"
    yield from _one_of(statement, "Action", "NotAction", wanted=True)
    yield from _one_of(statement, "Resource", "NotResource", wanted=resources)
    yield from _one_of(statement, "Principal", "NotPrincipal", wanted=principals)
    for action in as_list(statement.get("Action")) + as_list(statement.get("NotAction")):
        if not ACTION.fullmatch(str(action)):
            yield f"{action!r} is no action"
    for resource in as_list(statement.get("Resource")):
        if resource != "*" and not re.fullmatch(rf"arn:({re.escape(aws.partition)}|\*):[^:]*:[^:]*:[^:]*:.+", str(resource)):
            yield f"{resource!r} is no ARN of the partition {aws.partition}"
    yield from _principals(aws, statement.get("Principal"))


def _one_of(statement: Mapping[str, Json], name: str, inverse: str, *, wanted: bool) -> Iterator[str]:
    given = sum(key in statement for key in (name, inverse))
    if wanted and given != 1:
        yield f"needs either {name} or {inverse}"
    if not wanted and given:
        yield f"must not name {name}"


def _principals(aws: Aws, principal: Json) -> Iterator[str]:
    if principal is None or principal == "*":
        return
    if not isinstance(principal, Mapping) or not principal or not set(principal) <= PRINCIPAL_KINDS:
        yield f"unsupported principal {principal!r}"
        return
    for service in as_list(principal.get("Service")):
        if not SERVICE.fullmatch(str(service)):
            yield f"{service!r} is no service principal"
    for arn in as_list(principal.get("AWS")):
        yield from _identity(aws, str(arn))


def _identity(aws: Aws, arn: str) -> Iterator[str]:
    """Services refuse a policy whose principal does not exist (in this account: another's cannot be asked)."""
    if arn == "*" or re.fullmatch(r"\d{12}", arn):
        return
    known = re.fullmatch(rf"arn:{re.escape(aws.partition)}:(iam|sts)::(\d{{12}}):(root|(?:user|role|assumed-role)/.+)", arn)
    if not known:
        yield f"{arn!r} is no principal of the partition {aws.partition}"
    elif known[2] == aws.account and known[3].startswith("role/"):
        name = known[3].rsplit("/", 1)[-1]
        try:
            aws.iam.get_role(RoleName=name)
        except aws.iam.exceptions.NoSuchEntityException:
            yield f"the principal {arn} does not exist"


def allows_service(document: Json, service: str, action: str) -> bool:
    """Whether a resource policy lets a service principal do an action, conditions aside."""
    for statement in statements(document):
        principal = statement.get("Principal")
        services = as_list(principal.get("Service")) if isinstance(principal, Mapping) else []
        patterns = [re.escape(str(known)).replace(r"\*", ".*") for known in as_list(statement.get("Action"))]
        if statement["Effect"] == "Allow" and service in services and any(re.fullmatch(known, action) for known in patterns):
            return True
    return False

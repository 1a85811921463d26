"""What a bucket's policy says to a request, conditions included.

moto passes no condition values when it asks a bucket's policy, and takes a condition that it cannot check for one that failed: the
usual "deny what does not come over TLS" then denies everything. The CLI's upload is answered with an empty 403 before its body is
read, which Node reports as an `AggregateError` without a word on why. Here conditions are evaluated as IAM does
(IAM User Guide, "IAM JSON policy elements: Condition operators").
"""

import fnmatch
import json
from collections.abc import Callable, Mapping

import flask
from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket
from moto.sts.models import sts_backends

from assurance.rehearsal.policies import as_list
from assurance.rehearsal.values import Json

Values = Mapping[str, str]

OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "Bool": lambda value, wanted: value.lower() == wanted.lower(),
    "StringEquals": lambda value, wanted: value == wanted,
    "StringEqualsIgnoreCase": lambda value, wanted: value.lower() == wanted.lower(),
    "StringLike": fnmatch.fnmatchcase,
    "ArnEquals": fnmatch.fnmatchcase,
    "ArnLike": fnmatch.fnmatchcase,
    "NumericLessThan": lambda value, wanted: float(value) < float(wanted),
    "NumericGreaterThanEquals": lambda value, wanted: float(value) >= float(wanted),
}
NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}


def condition_holds(condition: Mapping[str, Mapping[str, Json]], values: Values) -> bool:
    """Whether every operator and key of a statement's Condition holds for a request.

    Raises:
        NotImplementedError: for an operator that is not modelled; a guess here would hide a denial.
    """
    return all(_holds(operator, key, as_list(wanted), values) for operator, keys in condition.items() for key, wanted in keys.items())


def _holds(operator: str, key: str, wanted: list[Json], values: Values) -> bool:
    value = {name.lower(): known for name, known in values.items()}.get(key.lower())
    if operator == "Null":
        return (value is None) == (str(wanted[0]).lower() == "true")
    operator = operator.rsplit(":", 1)[-1]
    base = operator.removesuffix("IfExists")
    if base not in OPERATORS and base not in NEGATED:
        raise NotImplementedError(f"the condition operator {operator} is not modelled")
    if value is None:
        return base in NEGATED or operator != base
    matches = any(OPERATORS[NEGATED.get(base, base)](value, _text(one)) for one in wanted)
    return matches != (base in NEGATED)


def _text(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def decide(policy: Mapping[str, Json], action: str, resource: str, caller: str, values: Values) -> PermissionResult:
    """Denied when any statement denies, permitted when one allows, neutral otherwise."""
    decisions = set()
    for statement in as_list(policy["Statement"]):
        concerned = _names(statement, "Action", action) and _names(statement, "Resource", resource) and _is_principal(statement, caller)
        if concerned and condition_holds(statement.get("Condition", {}), values):
            decisions.add(statement["Effect"])
    if "Deny" in decisions:
        return PermissionResult.DENIED
    return PermissionResult.PERMITTED if "Allow" in decisions else PermissionResult.NEUTRAL


def _names(statement: Mapping[str, Json], element: str, value: str) -> bool:
    """Actions are compared without case; resources with it."""
    fold = str.lower if element == "Action" else str
    if f"Not{element}" in statement:
        return not any(fnmatch.fnmatchcase(fold(value), fold(one)) for one in as_list(statement[f"Not{element}"]))
    return any(fnmatch.fnmatchcase(fold(value), fold(one)) for one in as_list(statement[element]))


def _is_principal(statement: Mapping[str, Json], caller: str) -> bool:
    """Whether the caller, an IAM ARN, is among the principals; an account's root stands for all of its identities."""
    if "NotPrincipal" in statement:
        return not _is_principal({"Principal": statement["NotPrincipal"]}, caller)
    principal = statement["Principal"]
    if principal == "*":
        return True
    account = caller.split(":")[4]
    known = {"*", caller, account, f"{caller.rsplit(':', 1)[0]}:root"}
    return any(str(one) in known for one in as_list(principal.get("AWS")))


def get_permission(self: FakeBucket, action: str, resource: str) -> PermissionResult:
    """In place of moto's method of this name."""
    if self.policy is None:
        return PermissionResult.NEUTRAL
    caller = _caller(self.account_id, self.partition)
    values = {
        # The loopback stands for S3's own endpoint, which speaks TLS.
        "aws:SecureTransport": "true",
        "s3:TlsVersion": "1.3",
        "aws:PrincipalAccount": self.account_id,
        "aws:PrincipalArn": caller,
        "aws:PrincipalIsAWSService": "false",
        **{f"s3:{name}": value for name, value in flask.request.headers.items() if name.lower().startswith("x-amz-")},
    }
    return decide(json.loads(self.policy), action, resource, caller, values)


def _caller(account: str, partition: str) -> str:
    """The role whose temporary key signed the request; the account itself for any other key."""
    key = flask.request.headers.get("Authorization", "").partition("Credential=")[2].split("/", 1)[0]
    role = sts_backends[account][partition].get_assumed_role_from_access_key(key)
    return role.role_arn if role else f"arn:{partition}:iam::{account}:root"

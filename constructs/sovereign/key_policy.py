"""Key policies: who may look after a key, and through which service its data may be read. Nobody may use a key directly."""

from collections.abc import Mapping, Sequence

from aws_cdk import Stack
from aws_cdk.aws_iam import AccountRootPrincipal, AnyPrincipal, Effect, IPrincipal, PolicyStatement, ServicePrincipal

from constructs import Construct
from sovereign.services import via

ADMINISTRATION = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListAliases",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)
USE = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)


def administration() -> PolicyStatement:
    """The account looks after the key; looking after it does not open what it closes."""
    return _allow("AdministerTheKey", AccountRootPrincipal(), ADMINISTRATION)


def use_through(scope: Construct, services: Sequence[str]) -> PolicyStatement:
    """The account's principals that IAM lets, and only while one of `services` works for them."""
    return _allow("UseThroughTheServices", AccountRootPrincipal(), USE, {"StringEquals": here(scope, services)})


def grants_through(scope: Construct, services: Sequence[str]) -> PolicyStatement:
    """Services that keep a disk or an image open do so by a grant, which they may make for themselves alone."""
    condition = {"StringEquals": here(scope, services), "Bool": {"kms:GrantIsForAWSResource": "true"}}
    return _allow("GrantToTheServices", AccountRootPrincipal(), ("kms:CreateGrant",), condition)


def no_other_grants() -> PolicyStatement:
    """Nobody hands a key on to a person or a program by a grant, whatever another statement allows (Control Tower CT.KMS.PR.3)."""
    return PolicyStatement(
        sid="DenyGrantsToAnybodyElse",
        effect=Effect.DENY,
        principals=[AnyPrincipal()],
        actions=["kms:CreateGrant"],
        resources=["*"],
        conditions={"BoolIfExists": {"kms:GrantIsForAWSResource": "false", "aws:PrincipalIsAWSService": "false"}},
    )


def service_linked_role(scope: Construct, sid: str, path: str, services: Sequence[str], actions: Sequence[str] = USE) -> PolicyStatement:
    """A role that an AWS service makes in this account, later than the key.

    It is named by pattern, for a key policy refuses a principal that does not exist yet.

    Args:
        scope: Where the key stands.
        sid: The statement's name.
        path: The role's path and name below `aws-service-role/`; may end in `*`.
        services: The services through which it works.
        actions: What it may do.
    """
    stack = Stack.of(scope)
    role = f"arn:{stack.partition}:iam::{stack.account}:role/aws-service-role/{path}"
    return _allow(sid, AnyPrincipal(), actions, {"StringEquals": here(scope, services), "ArnLike": {"aws:PrincipalArn": role}})


def service_linked_grants(scope: Construct, sid: str, path: str, services: Sequence[str]) -> PolicyStatement:
    """Likewise for the one action that makes a grant."""
    statement = service_linked_role(scope, sid, path, services, ("kms:CreateGrant",))
    statement.add_condition("Bool", {"kms:GrantIsForAWSResource": "true"})
    return statement


def service(sid: str, principal: str, actions: Sequence[str], conditions: Mapping[str, Mapping[str, str | list[str]]]) -> PolicyStatement:
    """A service principal under its own name; `conditions` name the one resource of this account that it works for."""
    return _allow(sid, ServicePrincipal(principal), actions, conditions)


def here(scope: Construct, services: Sequence[str]) -> dict[str, str | list[str]]:
    """The account's own callers, while one of `services` works for them in this region."""
    return {"kms:CallerAccount": Stack.of(scope).account, "kms:ViaService": via(Stack.of(scope).region, *services)}


def _allow(sid: str, principal: IPrincipal, actions: Sequence[str], conditions: object = None) -> PolicyStatement:
    return PolicyStatement(
        sid=sid,
        effect=Effect.ALLOW,
        principals=[principal],
        actions=sorted(actions),
        resources=["*"],  # in a key policy: this key
        conditions=conditions,  # type: ignore[arg-type]  # jsii's mapping is invariant
    )

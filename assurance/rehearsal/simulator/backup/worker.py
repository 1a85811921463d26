"""AWS Backup at work with a role: what the role's own policies, its boundary, a key and a vault let it do."""

import json
from collections.abc import Iterable, Iterator, Mapping

from botocore.exceptions import ClientError  # type: ignore[import-untyped]
from moto.iam.access_control import PermissionResult

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.policies import as_list, statements
from assurance.rehearsal.simulator.backup.calls import Forbidden
from assurance.rehearsal.simulator.bucket_policy import condition_holds, decide
from assurance.rehearsal.simulator.resource import account
from assurance.rehearsal.values import Json
from blueprint.facts.partitions import service_principal

BACKUP = service_principal("backup")
DEFAULT = "default"
"""The name of every key's one policy."""


class Worker:
    """A role that AWS Backup has taken on.

    Args:
        aws: Its account.
        role_arn: The role.

    Raises:
        Refused: The role is not there, or does not trust AWS Backup.
    """

    def __init__(self, aws: Aws, role_arn: str) -> None:
        self.aws, self.arn = aws, role_arn
        name = role_arn.rsplit("/", 1)[-1]
        try:
            self._role = aws.iam.get_role(RoleName=name)["Role"]
        except ClientError:
            raise Refused(f"IAM role {role_arn} does not exist") from None
        if self._role["Arn"] != role_arn or not self._trusts():
            raise Refused(f"IAM role {role_arn} cannot be assumed by AWS Backup")
        self._own = list(self._policies(name))
        boundary = self._role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
        self._boundary = [self._managed(boundary)] if boundary else None

    def needs(self, action: str, resource: str, owner: str | None = None, **values: str) -> None:
        """Refuses what the role's policies, or its boundary, do not allow.

        Args:
            action: Such as `s3:GetObject`.
            resource: Its ARN.
            owner: The account that the resource is of; the role's where it is not given.
            values: Condition keys, with `__` for the colon.
        """
        known = {
            "aws:PrincipalAccount": self.aws.account,
            "aws:PrincipalArn": self.arn,
            "aws:RequestedRegion": self.aws.region,
            "aws:ResourceAccount": owner or self.aws.account,
            **{name.replace("__", ":"): value for name, value in values.items()},
        }
        for whose, policies in (("policies", self._own), ("boundary", self._boundary)):
            if policies is not None and not _allows(policies, action, resource, known):
                raise Forbidden(f"{self.arn} may not {action} {resource}: its {whose} do not allow it")

    def needs_key(self, key_arn: str, actions: Iterable[str], service: str) -> None:
        """Refuses where the role's policies or the key's own do not let it be used through a service."""
        _, _, _, region, owner, rest = key_arn.split(":", 5)
        theirs = account(region, owner)
        metadata = theirs.kms.describe_key(KeyId=rest.partition("/")[2])["KeyMetadata"]
        if metadata["KeyState"] != "Enabled":
            raise Refused(f"KMS key {key_arn} is {metadata['KeyState']}")
        policy = json.loads(theirs.kms.get_key_policy(KeyId=metadata["KeyId"], PolicyName=DEFAULT)["Policy"])
        values = {
            "kms:ViaService": f"{service}.{region}.{self.aws.dns_suffix}",
            "kms:CallerAccount": self.aws.account,
            "kms:ResourceAliases": _alias(theirs, metadata["KeyId"]),
        }
        for action in actions:
            self.needs(action, key_arn, owner, **{name.replace(":", "__"): value for name, value in values.items()})
            caller = {**values, "aws:PrincipalArn": self.arn, "aws:PrincipalAccount": self.aws.account}
            if decide(policy, action, key_arn, self.arn, caller) is not PermissionResult.PERMITTED:
                raise Forbidden(f"{self.arn} may not {action} {key_arn}: the key's policy does not allow it")

    def _trusts(self) -> bool:
        values = {"aws:SourceAccount": self.aws.account}
        return any(
            statement["Effect"] == "Allow"
            and BACKUP in as_list(statement.get("Principal", {}).get("Service"))
            and "sts:AssumeRole" in as_list(statement["Action"])
            and condition_holds(statement.get("Condition", {}), values)
            for statement in statements(self._role["AssumeRolePolicyDocument"])
        )

    def _policies(self, name: str) -> Iterator[Json]:
        for attached in self.aws.iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
            yield self._managed(attached["PolicyArn"])
        for inline in self.aws.iam.list_role_policies(RoleName=name)["PolicyNames"]:
            yield self.aws.iam.get_role_policy(RoleName=name, PolicyName=inline)["PolicyDocument"]

    def _managed(self, arn: str) -> Json:
        version = self.aws.iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        return self.aws.iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]


def _allows(policies: Iterable[Json], action: str, resource: str, values: Mapping[str, str]) -> bool:
    """An identity's policies name no principal: they speak of whoever has them."""
    together = {"Statement": [{**statement, "Principal": "*"} for policy in policies for statement in statements(policy)]}
    return decide(together, action, resource, values["aws:PrincipalArn"], values) is PermissionResult.PERMITTED


def _alias(aws: Aws, key_id: str) -> str:
    """The first alias of a key; empty where it has none."""
    pages = aws.kms.get_paginator("list_aliases").paginate()
    return next((known["AliasName"] for page in pages for known in page["Aliases"] if known.get("TargetKeyId") == key_id), "")

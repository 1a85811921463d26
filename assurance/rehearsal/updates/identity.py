"""Roles and policies."""

import json

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.policies import check_policy
from assurance.rehearsal.updates import tags
from assurance.rehearsal.updates.model import ID, Given, Update, again, joint, put

MOST_VERSIONS = 5


def _trust(aws: Aws, role: str, given: Given, _before: Given) -> None:
    check_policy(aws, given["AssumeRolePolicyDocument"], principals=True, resources=False)
    aws.iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(given["AssumeRolePolicyDocument"]))


def _boundary(aws: Aws, role: str, given: Given, _before: Given) -> None:
    if "PermissionsBoundary" in given:
        aws.iam.get_policy(PolicyArn=given["PermissionsBoundary"])
        aws.iam.put_role_permissions_boundary(RoleName=role, PermissionsBoundary=given["PermissionsBoundary"])
    else:
        aws.iam.delete_role_permissions_boundary(RoleName=role)


def _managed(aws: Aws, role: str, given: Given, before: Given) -> None:
    now, then = given.get("ManagedPolicyArns", []), before.get("ManagedPolicyArns", [])
    for arn in (one for one in now if one not in then):
        aws.iam.get_policy(PolicyArn=arn)
        aws.iam.attach_role_policy(RoleName=role, PolicyArn=arn)
    for arn in (one for one in then if one not in now):
        aws.iam.detach_role_policy(RoleName=role, PolicyArn=arn)


def _inline(aws: Aws, role: str, given: Given, before: Given) -> None:
    now = {one["PolicyName"]: one["PolicyDocument"] for one in given.get("Policies", [])}
    for name, document in now.items():
        check_policy(aws, document, principals=False)
        aws.iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document))
    for one in before.get("Policies", []):
        if one["PolicyName"] not in now:
            aws.iam.delete_role_policy(RoleName=role, PolicyName=one["PolicyName"])


def _policy(aws: Aws, identity: str, given: Given, before: Given) -> str | None:
    """Written anew on its roles; taken off those, and under the name, that it no longer has."""
    made = again("AWS::IAM::Policy")(aws, identity, given, before)
    for role in before["Roles"]:
        if role not in given["Roles"] or before["PolicyName"] != given["PolicyName"]:
            aws.iam.delete_role_policy(RoleName=role, PolicyName=before["PolicyName"])
    return made


def _document(aws: Aws, arn: str, given: Given, _before: Given) -> None:
    """A new version that counts; IAM keeps five, so the oldest makes room."""
    check_policy(aws, given["PolicyDocument"], principals=False)
    versions = aws.iam.list_policy_versions(PolicyArn=arn)["Versions"]
    if len(versions) >= MOST_VERSIONS:
        oldest = min((one for one in versions if not one["IsDefaultVersion"]), key=lambda one: one["CreateDate"])
        aws.iam.delete_policy_version(PolicyArn=arn, VersionId=oldest["VersionId"])
    aws.iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(given["PolicyDocument"]), SetAsDefault=True)


def _holders(aws: Aws, arn: str, given: Given, before: Given) -> None:
    now, then = given.get("Roles", []), before.get("Roles", [])
    for role in (one for one in now if one not in then):
        aws.iam.attach_role_policy(RoleName=role, PolicyArn=arn)
    for role in (one for one in then if one not in now):
        aws.iam.detach_role_policy(RoleName=role, PolicyArn=arn)


UPDATES: dict[str, dict[str, Update]] = {
    "AWS::IAM::Role": {
        "AssumeRolePolicyDocument": _trust,
        "PermissionsBoundary": _boundary,
        "ManagedPolicyArns": _managed,
        "Policies": _inline,
        "Tags": tags.ROLE,
        **joint(
            "Description",
            "MaxSessionDuration",
            by=put("iam", "update_role", RoleName=ID, Description="Description", MaxSessionDuration="MaxSessionDuration"),
        ),
    },
    "AWS::IAM::Policy": joint("PolicyDocument", "PolicyName", "Roles", by=_policy),
    "AWS::IAM::ManagedPolicy": {"PolicyDocument": _document, "Roles": _holders},
}

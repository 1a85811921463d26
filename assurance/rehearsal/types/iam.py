"""Roles, policies, instance profiles."""

import json

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.policies import check_policy
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType
from assurance.rehearsal.values import Json


def create_role(aws: Aws, given: Properties, name: str) -> Made:
    """A role, what it may do, and the boundary it cannot pass."""
    name, trust = given.take("RoleName", name[:64]), given.need("AssumeRolePolicyDocument")
    check_policy(aws, trust, principals=True, resources=False)
    inline, managed = given.take("Policies", []), given.take("ManagedPolicyArns", [])
    boundary = given.take("PermissionsBoundary")
    if boundary is not None:
        _known(aws, boundary)
    made = call(aws.iam, "create_role", RoleName=name, AssumeRolePolicyDocument=trust, PermissionsBoundary=boundary, **given.rest())["Role"]
    for policy in inline:
        _put_inline(aws, name, policy["PolicyName"], policy["PolicyDocument"])
    for arn in managed:
        _known(aws, arn)
        aws.iam.attach_role_policy(RoleName=name, PolicyArn=arn)
    return Made(name, {"Arn": made["Arn"], "RoleId": made["RoleId"]})


def _known(aws: Aws, policy_arn: str) -> None:
    try:
        aws.iam.get_policy(PolicyArn=policy_arn)
    except aws.iam.exceptions.NoSuchEntityException:
        raise Refused(f"the managed policy {policy_arn} does not exist") from None


def _put_inline(aws: Aws, role: str, name: str, document: Json) -> None:
    check_policy(aws, document, principals=False)
    aws.iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document))


def read_role(aws: Aws, name: str) -> dict[str, Json]:
    """The role, its inline policies and those attached."""
    role = aws.iam.get_role(RoleName=name)["Role"]
    inline = aws.iam.list_role_policies(RoleName=name)["PolicyNames"]
    attached = aws.iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    return {
        **role,
        "PermissionsBoundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        "Policies": [aws.iam.get_role_policy(RoleName=name, PolicyName=policy) for policy in inline],
        "ManagedPolicyArns": [policy["PolicyArn"] for policy in attached],
        "Tags": aws.iam.list_role_tags(RoleName=name)["Tags"],
    }


def create_policy(aws: Aws, given: Properties, _name: str) -> Made:
    """An inline policy, put on each of its roles."""
    name, document, roles = given.need("PolicyName"), given.need("PolicyDocument"), given.need("Roles")
    for role in roles:
        _put_inline(aws, role, name, document)
    return Made(f"{name}|{'|'.join(roles)}")


def read_policy(aws: Aws, physical_id: str) -> dict[str, Json]:
    """The document on each role: one that differs shows as a list."""
    name, *roles = physical_id.split("|")
    documents = [aws.iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for role in roles]
    same = all(document == documents[0] for document in documents)
    return {"PolicyName": name, "PolicyDocument": documents[0] if same else documents, "Roles": roles}


def create_managed_policy(aws: Aws, given: Properties, name: str) -> Made:
    """A customer-managed policy, attached to its roles."""
    document, roles = given.need("PolicyDocument"), given.take("Roles", [])
    check_policy(aws, document, principals=False)
    name = given.take("ManagedPolicyName", name)
    made = call(aws.iam, "create_policy", PolicyName=name, PolicyDocument=document, **given.some("Path", "Description"))["Policy"]
    for role in roles:
        aws.iam.attach_role_policy(RoleName=role, PolicyArn=made["Arn"])
    return Made(made["Arn"], {"PolicyArn": made["Arn"]})


def read_managed_policy(aws: Aws, arn: str) -> dict[str, Json]:
    """The policy's default version and the roles that have it."""
    policy = aws.iam.get_policy(PolicyArn=arn)["Policy"]
    version = aws.iam.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])["PolicyVersion"]
    attached = aws.iam.list_entities_for_policy(PolicyArn=arn, EntityFilter="Role")["PolicyRoles"]
    return {
        **policy,
        "ManagedPolicyName": policy["PolicyName"],
        "PolicyDocument": version["Document"],
        "Roles": [role["RoleName"] for role in attached],
    }


def create_instance_profile(aws: Aws, given: Properties, name: str) -> Made:
    """What carries a role into an instance: exactly one."""
    name, roles = given.take("InstanceProfileName", name), given.need("Roles")
    if len(roles) != 1:
        raise Refused("Roles: an instance profile holds exactly one role")
    made = call(aws.iam, "create_instance_profile", InstanceProfileName=name, **given.some("Path"))["InstanceProfile"]
    aws.iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=roles[0])
    return Made(name, {"Arn": made["Arn"]})


def read_instance_profile(aws: Aws, name: str) -> dict[str, Json]:
    """The profile and its role."""
    profile = aws.iam.get_instance_profile(InstanceProfileName=name)["InstanceProfile"]
    return {**profile, "Roles": [role["RoleName"] for role in profile["Roles"]]}


TYPES = (
    ResourceType("AWS::IAM::Role", create_role, read_role, shared=frozenset({"Policies", "ManagedPolicyArns"})),
    ResourceType("AWS::IAM::Policy", create_policy, read_policy),
    ResourceType("AWS::IAM::ManagedPolicy", create_managed_policy, read_managed_policy),
    ResourceType("AWS::IAM::InstanceProfile", create_instance_profile, read_instance_profile),
)

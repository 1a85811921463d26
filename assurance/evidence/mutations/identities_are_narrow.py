"""Attacks on `identities_are_narrow`: wildcards, open trusts, and ways up from one identity to another."""

from collections.abc import Callable
from typing import Any

from assurance.evidence.mutations.draft import Draft, Found, Properties
from assurance.evidence.mutations.mutation import Register

register = Register("identities_are_narrow")

ROLE, POLICY = "AWS::IAM::Role", "AWS::IAM::ManagedPolicy"
NODES = "/nodes:*"
"""The end of the ARN of the training nodes' log group, which their policy alone names."""


def having(action: str) -> Callable[[Properties], bool]:
    """Whether a policy names an action."""
    return lambda properties: f"'{action}'" in str(properties.get("PolicyDocument"))


def trusting(service: str) -> Callable[[Properties], bool]:
    """Whether a role trusts a service."""
    return lambda properties: f"{service}.amazonaws" in str(properties.get("AssumeRolePolicyDocument"))


def statements(found: Found) -> list[dict[str, Any]]:
    """The statements of a managed policy, to be changed."""
    own: list[dict[str, Any]] = found.properties["PolicyDocument"]["Statement"]
    return own


def trusts(role: Found) -> list[dict[str, Any]]:
    """The statements of a role's trust policy, to be changed."""
    own: list[dict[str, Any]] = role.properties["AssumeRolePolicyDocument"]["Statement"]
    return own


def nodes(draft: Draft) -> Found:
    """The policy of the training nodes."""
    return draft.first(POLICY, lambda properties: NODES in str(properties.get("PolicyDocument")))


def nodes_may(draft: Draft, action: str | list[str], resource: object = "*", **more: Any) -> None:  # noqa: ANN401 - JSON
    """Let the training nodes do one thing more; nothing in their boundary stands against it."""
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    statements(nodes(draft)).append(statement)
    for role in draft.every(ROLE, trusting("ec2")):
        role.properties.pop("PermissionsBoundary", None)


def sid(draft: Draft, name: str) -> dict[str, Any]:
    """A statement of the bootstrap by its name, to be changed."""
    policy = draft.first(POLICY, lambda each: f"'{name}'" in str(each.get("PolicyDocument")))
    return next(each for each in statements(policy) if each.get("Sid") == name)


def role_arn(draft: Draft, name: str) -> str:
    """The ARN of a role of the deployment's account."""
    return draft.elsewhere.arn("iam", f"role/{name}", region="")


# Wildcards


@register
def every_action(draft: Draft) -> None:
    """The nodes may do everything with their data."""
    next(each for each in statements(nodes(draft)) if "s3:PutObject" in str(each["Action"]))["Action"] = "*"


@register
def every_action_of_a_service(draft: Draft) -> None:
    """The nodes may do everything that S3 knows with their data."""
    next(each for each in statements(nodes(draft)) if "s3:PutObject" in str(each["Action"]))["Action"] = ["s3:*"]


@register
def no_verb_named(draft: Draft) -> None:
    """A role may do whatever ends with `Object`."""
    next(each for each in statements(nodes(draft)) if "s3:PutObject" in str(each["Action"]))["Action"] = "s3:*Object"


@register
def every_bucket(draft: Draft) -> None:
    """The nodes may write into every bucket that their boundary reaches."""
    next(each for each in statements(nodes(draft)) if "s3:PutObject" in str(each["Action"]))["Resource"] = "*"


@register
def every_bucket_by_its_arn(draft: Draft) -> None:
    """Likewise, and the resource looks like a name."""
    everything = f"arn:{draft.scope.partition}:s3:::*"
    next(each for each in statements(nodes(draft)) if "s3:PutObject" in str(each["Action"]))["Resource"] = everything


@register
def all_but_one_action(draft: Draft) -> None:
    """A role may do everything but delete a trail."""
    statements(nodes(draft)).append({"Effect": "Allow", "NotAction": "cloudtrail:DeleteTrail", "Resource": "*"})


@register
def all_but_one_resource(draft: Draft) -> None:
    """A role may read every object but those of one bucket."""
    statements(nodes(draft)).append({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": draft.elsewhere.bucket("secret/*")})


@register
def administrator(draft: Draft) -> None:
    """The role of the model has AWS's own policy for administrators."""
    arn = f"arn:{draft.scope.partition}:iam::aws:policy/AdministratorAccess"
    draft.first(ROLE, trusting("sagemaker")).properties.setdefault("ManagedPolicyArns", []).append(arn)


@register
def full_access_to_a_service(draft: Draft) -> None:
    """The role of the model has AWS's own policy for all of S3."""
    arn = f"arn:{draft.scope.partition}:iam::aws:policy/AmazonS3FullAccess"
    draft.first(ROLE, trusting("sagemaker")).properties.setdefault("ManagedPolicyArns", []).append(arn)


@register
def boundary_that_bounds_nothing(draft: Draft) -> None:
    """The boundary of all roles allows every action."""
    sid(draft, "Work")["Action"] = "*"


@register
def unknown_action_on_everything(draft: Draft) -> None:
    """The nodes may call, on everything, an action that no table knows."""
    nodes_may(draft, "newservice:TakeOver")


# Trusts


@register
def model_role_for_every_customer(draft: Draft) -> None:
    """SageMaker may take the model's role on for any of its customers."""
    for statement in trusts(draft.first(ROLE, trusting("sagemaker"))):
        statement.pop("Condition", None)


@register
def flow_log_role_if_it_says_so(draft: Draft) -> None:
    """The flow logs' role is held to our account only where the key is there at all."""
    for statement in trusts(draft.first(ROLE, trusting("vpc-flow-logs"))):
        statement["Condition"] = {"StringEqualsIfExists": statement["Condition"]["StringEquals"]}


@register
def model_role_for_another_account(draft: Draft) -> None:
    """SageMaker may take the model's role on for another account."""
    for statement in trusts(draft.first(ROLE, trusting("sagemaker"))):
        statement["Condition"] = {"StringEquals": {"aws:SourceAccount": draft.elsewhere.account}}


@register
def role_for_a_service_nobody_reviewed(draft: Draft) -> None:
    """A role trusts a service of which no table says whether it tells for whom it acts."""
    trusts(draft.first(ROLE, trusting("sagemaker")))[0] |= {"Principal": {"Service": "newservice.amazonaws.com"}, "Condition": {}}


@register
def role_for_another_account(draft: Draft) -> None:
    """Another account may take on the role that publishes images, and nothing is asked of it."""
    stranger = {"AWS": draft.elsewhere.arn("iam", "root", region="", account=draft.elsewhere.account)}
    publisher = draft.first(ROLE, lambda each: "image-publishing" in str(each.get("RoleName")))
    trusts(publisher).append({"Effect": "Allow", "Principal": stranger, "Action": "sts:AssumeRole"})


@register
def role_for_everybody(draft: Draft) -> None:
    """Everybody may take on the role that looks stacks up."""
    lookup = draft.first(ROLE, lambda each: "lookup" in str(each.get("RoleName")))
    trusts(lookup).append({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"})


@register
def role_for_any_repository(draft: Draft) -> None:
    """A code host's identity provider may take on the role that publishes files, whatever the repository."""
    provider = draft.elsewhere.arn("iam", "oidc-provider/token.actions.githubusercontent.com", region="")
    publisher = draft.first(ROLE, lambda each: "file-publishing" in str(each.get("RoleName")))
    trusts(publisher).append({"Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity"})


# Ways up


@register
def nodes_deploy(draft: Draft) -> None:
    """The nodes may hand CloudFormation's role to a stack of their own."""
    anywhere = [role_arn(draft, "cdk-*-cfn-exec-role-*"), draft.elsewhere.arn("cloudformation", f"stack/{draft.scope.name}-*/*")]
    nodes_may(draft, ["iam:PassRole", "cloudformation:CreateStack"], anywhere)


@register
def nodes_change_a_stack(draft: Draft) -> None:
    """The nodes may change stacks, each of which has CloudFormation's role already."""
    nodes_may(draft, "cloudformation:UpdateStack", draft.elsewhere.arn("cloudformation", f"stack/{draft.scope.name}-*/*"))


@register
def nodes_take_on_the_deploy_role(draft: Draft) -> None:
    """The nodes may take on the role that deploys: two steps to everything."""
    nodes_may(draft, "sts:AssumeRole", role_arn(draft, "cdk-*-deploy-role-*"))


@register
def model_takes_on_the_nodes_role(draft: Draft) -> None:
    """The nodes' role also trusts the model's role."""
    model = draft.first(ROLE, trusting("sagemaker"))
    model.properties["RoleName"] = "model"
    trusts(draft.first(ROLE, trusting("ec2"))).append(
        {"Effect": "Allow", "Principal": {"AWS": role_arn(draft, "model")}, "Action": "sts:AssumeRole"}
    )


@register
def model_starts_nodes(draft: Draft) -> None:
    """The model's role may start instances with the nodes' role: it reads the corpus by way of a machine."""
    model = draft.first("AWS::SageMaker::Model")
    policy = next(each for each in draft.every(POLICY, having("cloudwatch:PutMetricData")) if each.template == model.template)
    anywhere = [role_arn(draft, f"*{draft.scope.name}-*"), draft.elsewhere.arn("ec2", "*")]
    statements(policy).append({"Effect": "Allow", "Action": ["iam:PassRole", "ec2:RunInstances"], "Resource": anywhere})
    for role in draft.every(ROLE, trusting("sagemaker")):
        role.properties.pop("PermissionsBoundary", None)


@register
def automation_opens_a_shell(draft: Draft) -> None:
    """The role that closes the default group may run commands on the nodes."""
    policy = draft.first(POLICY, having("ec2:RevokeSecurityGroupEgress"))
    statements(policy).append({"Effect": "Allow", "Action": "ssm:SendCommand", "Resource": draft.elsewhere.arn("ec2", "instance/*")})
    for role in draft.every(ROLE, trusting("ssm")):
        role.properties.pop("PermissionsBoundary", None)


@register
def nodes_write_their_own_policy(draft: Draft) -> None:
    """The nodes may put a policy on their own role."""
    nodes_may(draft, "iam:PutRolePolicy", role_arn(draft, f"{draft.scope.name}-training-*"))


@register
def nodes_make_keys(draft: Draft) -> None:
    """The nodes may make access keys for users of the account."""
    nodes_may(draft, "iam:CreateAccessKey", draft.elsewhere.arn("iam", "user/*", region=""))


@register
def nodes_change_the_policy_of_a_key(draft: Draft) -> None:
    """The nodes may say anew who uses the deployment's keys."""
    nodes_may(draft, "kms:PutKeyPolicy", draft.elsewhere.arn("kms", "key/*"))


@register
def nodes_grant_keys(draft: Draft) -> None:
    """The nodes may hand a key on to anybody by a grant."""
    nodes_may(draft, "kms:CreateGrant", draft.elsewhere.arn("kms", "key/*"))


# The bootstrap


@register
def roles_without_a_boundary(draft: Draft) -> None:
    """CloudFormation may make roles that no boundary holds."""
    sid(draft, "CreateRolesUnderTheBoundary").pop("Condition")


@register
def roles_under_a_boundary_that_bounds_nothing(draft: Draft) -> None:
    """CloudFormation may make roles if their boundary is AWS's own policy for administrators."""
    wide = f"arn:{draft.scope.partition}:iam::aws:policy/AdministratorAccess"
    sid(draft, "CreateRolesUnderTheBoundary")["Condition"] = {"StringEquals": {"iam:PermissionsBoundary": wide}}


@register
def limits_that_can_be_changed(draft: Draft) -> None:
    """CloudFormation may write a new version of its own policies."""
    for policy in draft.every(POLICY):
        statements(policy)[:] = [each for each in statements(policy) if each.get("Sid") != "DenyChangingTheLimits"]


@register
def boundaries_that_can_be_dropped(draft: Draft) -> None:
    """CloudFormation may take the boundary off a role."""
    for policy in draft.every(POLICY):
        statements(policy)[:] = [each for each in statements(policy) if each.get("Sid") != "DenyDroppingBoundaries"]
    sid(draft, "CareForRoles")["Action"].append("iam:DeleteRolePermissionsBoundary")


@register
def deploying_role_with_everything(draft: Draft) -> None:
    """CloudFormation's role may do everything, as in the CDK's own bootstrap."""
    statements(draft.first(POLICY, having("iam:PassRole"))).append({"Effect": "Allow", "Action": "*", "Resource": "*"})


@register
def lookup_role_that_deploys(draft: Draft) -> None:
    """The role that only looks things up may hand CloudFormation's role to CloudFormation, too."""
    deploy = draft.first(ROLE, lambda each: "deploy-role" in str(each.get("RoleName")))
    lookup = draft.first(ROLE, lambda each: "lookup" in str(each.get("RoleName")))
    lookup.properties["Policies"].extend({**each, "PolicyName": "more"} for each in deploy.properties["Policies"])

"""Identities by hand, as the tests of the claim on them put them together."""

ACCOUNT = "111122223333"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/code.example"
OURS = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def of(type_name, **properties):
    return {"Type": f"AWS::{type_name}", "Properties": properties}


def allow(*actions, resource="arn:aws:s3:::own/*", **more):
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}


def deny(*actions, resource="*"):
    return {**allow(*actions, resource=resource), "Effect": "Deny"}


def trust(principal, action="sts:AssumeRole", **condition):
    statement = {"Effect": "Allow", "Principal": principal, "Action": action}
    return {"Statement": [statement | ({"Condition": condition} if condition else {})]}


def service(name, **condition):
    return trust({"Service": f"{name}.amazonaws.com"}, **condition)


def role(*statements, trusts=None, **more):
    policies = [{"PolicyName": "p", "PolicyDocument": {"Statement": list(statements)}}] if statements else []
    return of("IAM::Role", AssumeRolePolicyDocument=trusts or service("lambda"), Policies=policies, **more)


def one(*statements, **more):
    return {"X": role(*statements, **more)}


SECRET = allow("secretsmanager:GetSecretValue", resource=f"arn:aws:secretsmanager:eu-central-1:{ACCOUNT}:secret:a")


def two(*statements, above=None, **more):
    """A role that may do what the statements say, and one above it that reads a secret."""
    return {"X": role(*statements, **more), "Above": above or role(SECRET, trusts=service("ec2"), RoleName="above")}


ABOVE = f"arn:aws:iam::{ACCOUNT}:role/above"
EXECUTION = role(allow("s3:CreateBucket"), trusts=service("cloudformation"), RoleName="exec", ManagedPolicyArns=[{"Ref": "Rights"}])


def deployment(*statements, document=(), **more):
    """CloudFormation's role, with a policy of its own, and somebody else."""
    rights = of("IAM::ManagedPolicy", ManagedPolicyName="rights", PolicyDocument={"Statement": [*document, allow("s3:CreateBucket")]})
    return {"X": role(*statements, **more), "Exec": EXECUTION, "Rights": rights}


EXEC = f"arn:aws:iam::{ACCOUNT}:role/exec"
STACKS = f"arn:aws:cloudformation:eu-central-1:{ACCOUNT}:stack/own-*/*"
DEPLOY = {
    "trusts": trust({"AWS": ROOT}),
    "RoleName": "cdk-own-deploy-role-1",
    "Tags": [{"Key": "aws-cdk:bootstrap-role", "Value": "deploy"}],
}
HAND_OVER = [allow("iam:PassRole", resource=EXEC), allow("cloudformation:CreateStack", resource=STACKS)]
BOUNDED = {"StringEquals": {"iam:PermissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/rights"}}
UNBOUNDED = {"StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess"}}

"""How the bootstrap's own things are called: the CLI finds them by these names alone."""

from typing import Any

Statement = dict[str, Any]
Resource = dict[str, Any]


def sub(text: str) -> dict[str, str]:
    """`Fn::Sub` of a text."""
    return {"Fn::Sub": text}


def arn(service: str, resource: str, *, regional: bool = True) -> dict[str, str]:
    """An ARN of this account, in this region where the service has regions."""
    region = "${AWS::Region}" if regional else ""
    return sub(f"arn:${{AWS::Partition}}:{service}:{region}:${{AWS::AccountId}}:{resource}")


def own(kind: str) -> dict[str, str]:
    """The name of one of the CDK's own things, such as `deploy-role`."""
    return sub(f"cdk-${{Qualifier}}-{kind}-${{AWS::AccountId}}-${{AWS::Region}}")


def allow(sid: str, actions: list[str], resources: object, condition: dict[str, Any] | None = None) -> Statement:
    """An Allow statement."""
    statement: Statement = {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": resources}
    return statement | ({"Condition": condition} if condition else {})


def deny(sid: str, actions: list[str], resources: object, condition: dict[str, Any] | None = None) -> Statement:
    """A Deny statement."""
    return allow(sid, actions, resources, condition) | {"Effect": "Deny"}


def document(*statements: Statement) -> dict[str, Any]:
    """A policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def managed_policy(name: str, description: str, *statements: Statement) -> Resource:
    """A managed policy. Another description would replace it, and IAM refuses the second one of a name: it stays as first written."""
    return {
        "Type": "AWS::IAM::ManagedPolicy",
        "Properties": {"ManagedPolicyName": name, "Description": description, "PolicyDocument": document(*statements)},
    }

"""Empties the security group that every VPC is born with, and keeps it empty."""

from typing import Any

from aws_cdk import Stack
from aws_cdk.aws_ec2 import CfnVPC
from aws_cdk.aws_iam import PolicyStatement
from aws_cdk.aws_ssm import CfnAssociation, CfnDocument

from constructs import Construct
from sovereign.service_role import ServiceRole, for_this_account

SCHEDULE = "rate(1 day)"


class ClosedDefaultGroup(Construct):
    """Takes both rules out of a network's default security group, now and once a day.

    CloudFormation cannot change a group that it did not make. The CDK's own way is a function outside the network with a
    road to the internet; a Systems Manager automation calls EC2 from inside AWS, needs no code, and comes back daily.
    """

    def __init__(self, scope: Construct, construct_id: str, *, vpc: CfnVPC) -> None:
        super().__init__(scope, construct_id)
        stack = Stack.of(self)
        group = vpc.attr_default_security_group
        revoke = PolicyStatement(
            actions=["ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"],
            resources=[f"arn:{stack.partition}:ec2:{stack.region}:{stack.account}:security-group/{group}"],
        )
        role = ServiceRole(self, "Closer", trusts=for_this_account(self, "ssm"), may=[revoke])
        document = CfnDocument(
            self, "Document", document_type="Automation", document_format="JSON", update_method="NewVersion", content=_content()
        )
        self.association = CfnAssociation(
            self,
            "Association",
            name=document.ref,
            parameters={"GroupId": [group], "AutomationAssumeRole": [role.arn]},
            schedule_expression=SCHEDULE,
        )


def _content() -> dict[str, object]:
    """The automation: revoking a rule that has gone already is no error of ours, so each step goes on."""
    everywhere: list[dict[str, Any]] = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    itself: list[dict[str, Any]] = [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "{{ GroupId }}"}]}]
    return {
        "schemaVersion": "0.3",
        "description": "Takes the rules out of a default security group.",
        "assumeRole": "{{ AutomationAssumeRole }}",
        "parameters": {"GroupId": {"type": "String"}, "AutomationAssumeRole": {"type": "String"}},
        "mainSteps": [_revoke("Egress", everywhere), _revoke("Ingress", itself)],
    }


def _revoke(direction: str, rules: list[dict[str, Any]]) -> dict[str, object]:
    return {
        "name": f"Close{direction}",
        "action": "aws:executeAwsApi",
        "onFailure": "Continue",
        "inputs": {"Service": "ec2", "Api": f"RevokeSecurityGroup{direction}", "GroupId": "{{ GroupId }}", "IpPermissions": rules},
    }

"""Networks, their doors, and who may speak to whom."""

import json

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.policies import check_policy
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types import security_groups
from assurance.rehearsal.types.dns import add_rule
from assurance.rehearsal.updates import tags
from assurance.rehearsal.updates.model import ID, Given, Update, joint, not_taken_out, put
from assurance.rehearsal.values import Json

RESOLVER = "AWS::Route53Resolver"


def _switch(operation: str, parameter: str, name: str) -> Update:
    """EC2 takes the switches of a VPC and of a subnet one at a time."""

    def update(aws: Aws, identity: str, given: Given, _before: Given) -> None:
        call(aws.ec2, operation, **{parameter: identity, name: {"Value": not_taken_out(given, name)}})

    return update


def _endpoint(aws: Aws, identity: str, given: Given, before: Given) -> None:
    """EC2 takes what is added and what is taken away."""
    added: dict[str, Json] = {}
    for name, part in (("SubnetIds", "Subnet"), ("SecurityGroupIds", "SecurityGroup"), ("RouteTableIds", "RouteTable")):
        now, then = given.get(name, []), before.get(name, [])
        added[f"Add{part}Ids"] = [one for one in now if one not in then] or None
        added[f"Remove{part}Ids"] = [one for one in then if one not in now] or None
    exists.subnets(aws, added["AddSubnetIds"] or [])
    exists.security_groups(aws, added["AddSecurityGroupIds"] or [])
    policy = given.get("PolicyDocument")
    if policy is not None:
        check_policy(aws, policy, principals=True)
    call(
        aws.ec2,
        "modify_vpc_endpoint",
        VpcEndpointId=identity,
        PolicyDocument=None if policy is None else json.dumps(policy),
        ResetPolicy=True if policy is None and "PolicyDocument" in before else None,
        PrivateDnsEnabled=given.get("PrivateDnsEnabled"),
        **added,
    )


def _rules(name: str, *, is_egress: bool) -> Update:
    """A group's own rules: those that are new come first, then those that are gone go. Rules written beside the group stay."""

    def update(aws: Aws, group: str, given: Given, before: Given) -> None:
        now, then = given.get(name, []), before.get(name, [])
        for rule in (one for one in now if one not in then):
            security_groups.authorize(aws, group, Properties(rule, at=f"{name}."), is_egress=is_egress)
        for rule in (one for one in then if one not in now):
            for found in security_groups.read_group(aws, group, with_ids=True)[name]:
                if all(str(found.get(part)) == str(value) for part, value in rule.items()):
                    revoke = aws.ec2.revoke_security_group_egress if is_egress else aws.ec2.revoke_security_group_ingress
                    revoke(GroupId=group, SecurityGroupRuleIds=[found["Id"]])

    return update


def _description(operation: str) -> Update:
    def update(aws: Aws, rule: str, given: Given, _before: Given) -> None:
        described = [{"SecurityGroupRuleId": rule, "Description": given.get("Description", "")}]
        getattr(aws.ec2, operation)(GroupId=given["GroupId"], SecurityGroupRuleDescriptions=described)

    return update


def _domains(aws: Aws, identity: str, given: Given, _before: Given) -> None:
    domains = not_taken_out(given, "Domains")
    call(aws.route53resolver, "update_firewall_domains", FirewallDomainListId=identity, Operation="REPLACE", Domains=domains)


def _firewall_rules(aws: Aws, group: str, given: Given, before: Given) -> None:
    """What changed goes before the new comes: a priority is given once."""
    now, then = given.get("FirewallRules", []), before.get("FirewallRules", [])
    for rule in (one for one in then if one not in now):
        named = {name: rule[name] for name in ("FirewallDomainListId", "Qtype") if name in rule}
        aws.route53resolver.delete_firewall_rule(FirewallRuleGroupId=group, **named)
    for rule in (one for one in now if one not in then):
        add_rule(aws, group, rule)


TAGGED = {"Tags": tags.EC2}
UPDATES: dict[str, dict[str, Update]] = {
    "AWS::EC2::VPC": {
        **{name: _switch("modify_vpc_attribute", "VpcId", name) for name in ("EnableDnsSupport", "EnableDnsHostnames")},
        **TAGGED,
    },
    "AWS::EC2::Subnet": {"MapPublicIpOnLaunch": _switch("modify_subnet_attribute", "SubnetId", "MapPublicIpOnLaunch"), **TAGGED},
    "AWS::EC2::RouteTable": TAGGED,
    "AWS::EC2::FlowLog": TAGGED,
    "AWS::EC2::VPCEndpoint": {
        **joint("SubnetIds", "SecurityGroupIds", "RouteTableIds", "PolicyDocument", "PrivateDnsEnabled", by=_endpoint),
        **TAGGED,
    },
    "AWS::EC2::SecurityGroup": {
        "SecurityGroupIngress": _rules("SecurityGroupIngress", is_egress=False),
        "SecurityGroupEgress": _rules("SecurityGroupEgress", is_egress=True),
        **TAGGED,
    },
    "AWS::EC2::SecurityGroupIngress": {"Description": _description("update_security_group_rule_descriptions_ingress")},
    "AWS::EC2::SecurityGroupEgress": {"Description": _description("update_security_group_rule_descriptions_egress")},
    f"{RESOLVER}::FirewallDomainList": {"Domains": _domains, "Tags": tags.resolver("firewall-domain-list")},
    f"{RESOLVER}::FirewallRuleGroup": {"FirewallRules": _firewall_rules, "Tags": tags.resolver("firewall-rule-group")},
    f"{RESOLVER}::FirewallRuleGroupAssociation": {
        **joint(
            "MutationProtection",
            "Name",
            "Priority",
            by=put(
                "route53resolver",
                "update_firewall_rule_group_association",
                FirewallRuleGroupAssociationId=ID,
                MutationProtection="MutationProtection",
                Name="Name",
                Priority="Priority",
            ),
        ),
        "Tags": tags.resolver("firewall-rule-group-association"),
    },
}

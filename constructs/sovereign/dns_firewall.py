"""The resolver of a network answers the names that its parts need, and no other."""

from collections.abc import Sequence

from aws_cdk.aws_route53resolver import CfnFirewallDomainList, CfnFirewallRuleGroup, CfnFirewallRuleGroupAssociation

from constructs import Construct

Rule = CfnFirewallRuleGroup.FirewallRuleProperty
FIRST, LAST = 100, 9000
"""Priorities of the two rules; the lower number is asked first."""

ASSOCIATION_PRIORITY = 101
EVERY_NAME = "*"


class DnsFirewall(Construct):
    """A Route 53 Resolver DNS Firewall: a list of names is answered, every other name does not exist.

    A network without routes still has a resolver, and whoever may ask it for `secret.example.org` has sent the secret to
    the owner of `example.org`. An answer that leads on to another name (S3 does so) is trusted: what lies behind a name of
    AWS is AWS's to say, and holds nothing of ours. The firewall fails closed: AWS's default, for which CloudFormation has no type.
    """

    def __init__(self, scope: Construct, construct_id: str, *, deployment: str, vpc_id: str, answered: Sequence[str]) -> None:
        super().__init__(scope, construct_id)
        names = CfnFirewallDomainList(self, "Answered", name=f"{deployment}-answered", domains=list(answered))
        everything = CfnFirewallDomainList(self, "Everything", name=f"{deployment}-everything", domains=[EVERY_NAME])
        answer = Rule(
            priority=FIRST,
            action="ALLOW",
            firewall_domain_list_id=names.attr_id,
            firewall_domain_redirection_action="TRUST_REDIRECTION_DOMAIN",
        )
        block = Rule(priority=LAST, action="BLOCK", block_response="NXDOMAIN", firewall_domain_list_id=everything.attr_id)
        self.rules = CfnFirewallRuleGroup(self, "Rules", name=f"{deployment}-names", firewall_rules=[answer, block])
        self.association = CfnFirewallRuleGroupAssociation(
            self,
            "Association",
            name=f"{deployment}-names",
            firewall_rule_group_id=self.rules.attr_id,
            vpc_id=vpc_id,
            priority=ASSOCIATION_PRIORITY,
        )

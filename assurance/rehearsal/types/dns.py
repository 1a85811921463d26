"""What a network's resolver answers, and the log of what it was asked."""

import uuid

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType
from assurance.rehearsal.values import Json

TOLD = {"Priority", "Action", "BlockResponse", "FirewallDomainListId", "FirewallDomainRedirectionAction", "Qtype"}
"""What a template may say of a rule; the service makes up the rest."""


def _request() -> str:
    """An id that the service has not seen: with one that it knows, it would give back what it made before."""
    return uuid.uuid4().hex


def create_list(aws: Aws, given: Properties, name: str) -> Made:
    """A list, then its names by a call of their own."""
    domains = given.need("Domains")
    made = call(
        aws.route53resolver,
        "create_firewall_domain_list",
        CreatorRequestId=_request(),
        Name=given.take("Name", name[:64]),
        Tags=given.take("Tags"),
    )["FirewallDomainList"]
    call(aws.route53resolver, "update_firewall_domains", FirewallDomainListId=made["Id"], Operation="REPLACE", Domains=domains)
    return Made(made["Id"], {"Id": made["Id"], "Arn": made["Arn"]})


def read_list(aws: Aws, identity: str) -> dict[str, Json]:
    """The list with its names, page by page."""
    found = aws.route53resolver.get_firewall_domain_list(FirewallDomainListId=identity)["FirewallDomainList"]
    pages = aws.route53resolver.get_paginator("list_firewall_domains").paginate(FirewallDomainListId=identity)
    return {**found, "Domains": [name for page in pages for name in page["Domains"]], "Tags": _tags(aws, found["Arn"])}


def create_group(aws: Aws, given: Properties, name: str) -> Made:
    """A group, then its rules one by one."""
    rules = given.take("FirewallRules", [])
    wanted = {"Name": given.take("Name", name[:64]), "Tags": given.take("Tags")}
    made = call(aws.route53resolver, "create_firewall_rule_group", CreatorRequestId=_request(), **wanted)["FirewallRuleGroup"]
    for rule in rules:
        add_rule(aws, made["Id"], rule)
    return Made(made["Id"], {"Id": made["Id"], "Arn": made["Arn"]})


def add_rule(aws: Aws, group: str, rule: dict[str, Json]) -> None:
    """One rule; a template gives it no name, the service wants one."""
    if unknown := sorted(set(rule) - TOLD - {"BlockOverrideDomain", "BlockOverrideDnsType", "BlockOverrideTtl"}):
        raise Refused(f"FirewallRules: {', '.join(unknown)}: not modelled")
    about = {"CreatorRequestId": _request(), "FirewallRuleGroupId": group, "Name": f"rule-{rule['Priority']}"}
    call(aws.route53resolver, "create_firewall_rule", **about, **rule)


def read_group(aws: Aws, identity: str) -> dict[str, Json]:
    """The group with its rules."""
    found = aws.route53resolver.get_firewall_rule_group(FirewallRuleGroupId=identity)["FirewallRuleGroup"]
    rules = aws.route53resolver.list_firewall_rules(FirewallRuleGroupId=identity)["FirewallRules"]
    return {**found, "FirewallRules": rules, "Tags": _tags(aws, found["Arn"])}


def create_association(aws: Aws, given: Properties, name: str) -> Made:
    """A network that the group guards."""
    name = given.take("Name", name[:64])
    answer = call(aws.route53resolver, "associate_firewall_rule_group", CreatorRequestId=_request(), Name=name, **given.rest())
    made = answer["FirewallRuleGroupAssociation"]
    return Made(made["Id"], {"Id": made["Id"], "Arn": made["Arn"]})


def read_association(aws: Aws, identity: str) -> dict[str, Json]:
    """The association, its protection among the rest."""
    answer = aws.route53resolver.get_firewall_rule_group_association(FirewallRuleGroupAssociationId=identity)
    found = answer["FirewallRuleGroupAssociation"]
    return {**found, "Tags": _tags(aws, found["Arn"])}


def create_log(aws: Aws, given: Properties, name: str) -> Made:
    """Where queries are written."""
    name = given.take("Name", name[:64])
    answer = call(aws.route53resolver, "create_resolver_query_log_config", CreatorRequestId=_request(), Name=name, **given.rest())
    made = answer["ResolverQueryLogConfig"]
    return Made(made["Id"], {"Id": made["Id"], "Arn": made["Arn"]})


def read_log(aws: Aws, identity: str) -> dict[str, Json]:
    """The configuration and its tags."""
    found = aws.route53resolver.get_resolver_query_log_config(ResolverQueryLogConfigId=identity)["ResolverQueryLogConfig"]
    return {**found, "Tags": _tags(aws, found["Arn"])}


def create_log_association(aws: Aws, given: Properties, _name: str) -> Made:
    """A network whose queries are written there."""
    answer = call(aws.route53resolver, "associate_resolver_query_log_config", **given.rest())["ResolverQueryLogConfigAssociation"]
    return Made(answer["Id"], {"Id": answer["Id"]})


def read_log_association(aws: Aws, identity: str) -> dict[str, Json]:
    """The association."""
    wanted = {"ResolverQueryLogConfigAssociationId": identity}
    return dict(aws.route53resolver.get_resolver_query_log_config_association(**wanted)["ResolverQueryLogConfigAssociation"])


def _tags(aws: Aws, arn: str) -> Json:
    return aws.route53resolver.list_tags_for_resource(ResourceArn=arn)["Tags"]


TYPES = (
    ResourceType("AWS::Route53Resolver::FirewallDomainList", create_list, read_list),
    ResourceType("AWS::Route53Resolver::FirewallRuleGroup", create_group, read_group),
    ResourceType("AWS::Route53Resolver::FirewallRuleGroupAssociation", create_association, read_association),
    ResourceType("AWS::Route53Resolver::ResolverQueryLoggingConfig", create_log, read_log),
    ResourceType("AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation", create_log_association, read_log_association),
)

"""The resolver's firewall and query logs: read back property by property, and refused where AWS refuses."""

import pytest

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.verify import StackReader
from tests.assurance.rehearsal import resources as of
from tests.assurance.rehearsal.conftest import Deploy

R = "Route53Resolver"
ANSWER = {
    "Priority": 100,
    "Action": "ALLOW",
    "FirewallDomainListId": of.att("Names", "Id"),
    "FirewallDomainRedirectionAction": "TRUST_REDIRECTION_DOMAIN",
}
BLOCK = {"Priority": 9000, "Action": "BLOCK", "BlockResponse": "NXDOMAIN", "FirewallDomainListId": of.att("All", "Id")}
TAGS = [{"Key": "owner", "Value": "example"}]


def names(*domains: str) -> of.Resource:
    return of.resource(f"{R}::FirewallDomainList", Domains=list(domains), Tags=TAGS)


def rules(*written: object) -> of.Resource:
    return of.resource(f"{R}::FirewallRuleGroup", Name="names", FirewallRules=list(written), Tags=TAGS)


def guards(priority: int = 101, protection: str = "DISABLED") -> of.Resource:
    ids = {"FirewallRuleGroupId": of.att("Rules", "Id"), "VpcId": of.ref("Vpc")}
    return of.resource(f"{R}::FirewallRuleGroupAssociation", **ids, Priority=priority, MutationProtection=protection, Tags=TAGS)


LOGS = {
    "Group": of.resource("Logs::LogGroup"),
    "Config": of.resource(f"{R}::ResolverQueryLoggingConfig", Name="queries", DestinationArn=of.att("Group")),
    "Logged": of.resource(
        f"{R}::ResolverQueryLoggingConfigAssociation", ResolverQueryLogConfigId=of.att("Config", "Id"), ResourceId=of.ref("Vpc")
    ),
}
STACK = {
    "Vpc": of.VPC,
    "Names": names("kms.eu-central-1.amazonaws.com", "*.s3.eu-central-1.amazonaws.com"),
    "All": names("*"),
    "Rules": rules(ANSWER, BLOCK),
    "Guards": guards(),
    **LOGS,
}


def test_every_property_of_the_firewall_and_the_query_logs_is_told_by_boto3(aws: Aws, deploy: Deploy) -> None:
    assert deploy("dns", **STACK).reasons == []
    checked = {one.logical_id: one for one in StackReader(aws, "dns", {"Resources": STACK}).check()}
    assert [problem for one in checked.values() for problem in one.problems] == []
    for logical_id in ("Names", "Rules", "Guards", "Config", "Logged"):
        assert set(checked[logical_id].verified) == set(STACK[logical_id]["Properties"])  # type: ignore[call-overload]


def test_a_name_that_somebody_added_and_a_rule_that_somebody_took_are_problems(aws: Aws, deploy: Deploy) -> None:
    ids = deploy("dns", **STACK).ids
    resolver = aws.route53resolver
    resolver.update_firewall_domains(FirewallDomainListId=ids["Names"], Operation="ADD", Domains=["example.org"])
    resolver.delete_firewall_rule(FirewallRuleGroupId=ids["Rules"], FirewallDomainListId=ids["All"])
    wrong = {one.logical_id for one in StackReader(aws, "dns", {"Resources": STACK}).check() if one.problems}
    assert wrong == {"Names", "Rules"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Names": names("no name.example.org")}, "no domain name"),
        ({"Names": names("a.*.example.org")}, "no domain name"),
        ({"Rules": rules(ANSWER, {**BLOCK, "Priority": 100})}, "Priority: 100 is taken"),
        ({"Rules": rules(ANSWER, {key: BLOCK[key] for key in BLOCK if key != "BlockResponse"})}, "BlockResponse: needed"),
        ({"Rules": rules({**ANSWER, "BlockResponse": "NODATA"})}, "BlockResponse: needed"),
        ({"Rules": rules(ANSWER, {**BLOCK, "BlockResponse": "OVERRIDE"})}, "BlockOverrideDomain"),
        ({"Rules": rules({**ANSWER, "FirewallDomainListId": "rslvr-fdl-none"})}, "rslvr-fdl-none does not exist"),
        ({"Rules": rules({**ANSWER, "Action": "DROP"})}, "'DROP' is not one of"),
        ({"Guards": guards(100)}, "is not between 100 and 9900"),
        ({"Again": guards(102)}, "is already associated"),
        (
            {"Config": of.resource(f"{R}::ResolverQueryLoggingConfig", DestinationArn="arn:aws:logs:eu-central-1:1:log-group:no")},
            "log group no does not exist",
        ),
        ({"Second": LOGS["Logged"]}, "is already associated"),
    ],
)
def test_what_the_resolver_refuses_is_refused(change: dict[str, of.Resource], reason: str, deploy: Deploy) -> None:
    (why,) = deploy(**(STACK | change)).reasons
    assert reason in why


def test_a_protected_association_stays_and_what_is_in_use_too(aws: Aws, deploy: Deploy) -> None:
    ids = deploy(**STACK | {"Guards": guards(protection="ENABLED")}).ids
    resolver = aws.route53resolver
    for refused in (
        lambda: resolver.disassociate_firewall_rule_group(FirewallRuleGroupAssociationId=ids["Guards"]),
        lambda: resolver.delete_firewall_rule_group(FirewallRuleGroupId=ids["Rules"]),
        lambda: resolver.delete_firewall_domain_list(FirewallDomainListId=ids["Names"]),
        lambda: resolver.delete_resolver_query_log_config(ResolverQueryLogConfigId=ids["Config"]),
    ):
        with pytest.raises(resolver.exceptions.ClientError):
            refused()

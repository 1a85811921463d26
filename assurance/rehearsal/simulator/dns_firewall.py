"""Route 53 Resolver DNS Firewall, which moto does not know: domain lists, groups of rules, and the networks that they guard.

What is refused follows the API reference of each call ("Amazon Route 53 API Reference", DNS Firewall actions).
"""

import re
import uuid
from collections.abc import Callable

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.simulator.records import Operation, Parameters, Record, Records, operation
from assurance.rehearsal.values import Json

NAME = re.compile(r"(?!^[0-9]+$)([a-zA-Z0-9\-_' ']+)")
DOMAIN = re.compile(r"\*|(\*\.)?([A-Za-z0-9_-]{1,63}\.)*[A-Za-z0-9_-]{1,63}\.?")
LOWEST, HIGHEST = 100, 9900
"""Priorities of an association lie between these; both are kept for Firewall Manager (AssociateFirewallRuleGroup)."""

LISTS, GROUPS, ASSOCIATIONS = "FirewallDomainList", "FirewallRuleGroup", "FirewallRuleGroupAssociation"
MISSING = "ResourceNotFoundException"


def made(aws: Aws, backend: Json, kind: str, prefix: str, path: str, given: Parameters) -> Record:
    """A new record with its id, ARN and tags; asked again with the same request id, it is refused."""
    known = Records.of(backend, kind)
    if any(one["CreatorRequestId"] == given["CreatorRequestId"] for one in known.values()):
        raise Refused(f"CreatorRequestId: {given['CreatorRequestId']} was used before")
    identity = f"{prefix}-{uuid.uuid4().hex[:16]}"
    record = {**given, "Id": identity, "Arn": aws.arn("route53resolver", f"{path}/{identity}"), "Status": "COMPLETE"}
    known[identity] = record
    return record


def _named(given: Parameters) -> None:
    if not NAME.fullmatch(given["Name"]):
        raise Refused(f"Name: {given['Name']!r}: letters, digits, spaces, - and _, not digits alone")


def create_domain_list(aws: Aws, backend: Json, given: Parameters) -> Record:
    """An empty list."""
    _named(given)
    return {LISTS: made(aws, backend, LISTS, "rslvr-fdl", "firewall-domain-list", {**given, "Domains": []})}


def update_domains(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Adds, takes away or replaces names; `*` stands alone or for the first label."""
    record, names = Records.of(backend, LISTS).one(given["FirewallDomainListId"], MISSING), given["Domains"]
    if wrong := [name for name in names if not DOMAIN.fullmatch(name)]:
        raise Refused(f"Domains: {', '.join(wrong)}: no domain name")
    held = record["Domains"]
    if given["Operation"] == "REPLACE":
        held = []
    record["Domains"] = [name for name in held if name not in names] + ([] if given["Operation"] == "REMOVE" else list(names))
    return {"Id": record["Id"], "Name": record["Name"], "Status": "COMPLETE"}


def list_domains(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """The names of one list."""
    return {"Domains": Records.of(backend, LISTS).one(given["FirewallDomainListId"], MISSING)["Domains"]}


def delete_domain_list(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Refused while a rule reads it."""
    known, identity = Records.of(backend, LISTS), given["FirewallDomainListId"]
    record = known.one(identity, MISSING)
    for group in Records.of(backend, GROUPS).values():
        if identity in {rule["FirewallDomainListId"] for rule in group["Rules"]}:
            raise Refused(f"{identity} is used by a rule of {group['Id']}")
    del known[identity]
    return {LISTS: record}


def create_rule_group(aws: Aws, backend: Json, given: Parameters) -> Record:
    """A group without rules."""
    _named(given)
    return {GROUPS: made(aws, backend, GROUPS, "rslvr-frg", "firewall-rule-group", {**given, "Rules": []})}


def delete_rule_group(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Refused while it guards a network or still has rules."""
    known, identity = Records.of(backend, GROUPS), given["FirewallRuleGroupId"]
    record = known.one(identity, MISSING)
    for association in Records.of(backend, ASSOCIATIONS).values():
        if association["FirewallRuleGroupId"] == identity:
            raise Refused(f"{identity} guards {association['VpcId']}")
    if record["Rules"]:
        raise Refused(f"{identity} still has rules")
    del known[identity]
    return {GROUPS: record}


def create_rule(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """One rule: its priority is free, its list is there, and what it blocks has an answer."""
    group, lists = Records.of(backend, GROUPS).one(given["FirewallRuleGroupId"], MISSING), Records.of(backend, LISTS)
    lists.one(given["FirewallDomainListId"], MISSING)
    for rule in group["Rules"]:
        if rule["Priority"] == given["Priority"]:
            raise Refused(f"Priority: {given['Priority']} is taken in {group['Id']}")
        if _key(rule) == _key(given):
            raise Refused(f"{given['FirewallDomainListId']} already has a rule in {group['Id']}")
    if (given["Action"] == "BLOCK") != ("BlockResponse" in given):
        raise Refused("BlockResponse: needed by the action BLOCK, and by no other")
    override = {"BlockOverrideDomain", "BlockOverrideDnsType", "BlockOverrideTtl"}
    if set(given) & override != (override if given.get("BlockResponse") == "OVERRIDE" else set()):
        raise Refused(f"{', '.join(sorted(override))}: all needed by the response OVERRIDE, and by no other")
    group["Rules"].append({"FirewallDomainRedirectionAction": "INSPECT_REDIRECTION_DOMAIN", **given})
    return {"FirewallRule": group["Rules"][-1]}


def _key(rule: Parameters) -> tuple[str, str | None]:
    return rule["FirewallDomainListId"], rule.get("Qtype")


def list_rules(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """The rules of one group, the first to be asked first."""
    rules = Records.of(backend, GROUPS).one(given["FirewallRuleGroupId"], MISSING)["Rules"]
    return {"FirewallRules": sorted(rules, key=lambda rule: int(rule["Priority"]))}


def delete_rule(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """A rule is named by its list (and query type)."""
    group = Records.of(backend, GROUPS).one(given["FirewallRuleGroupId"], MISSING)
    gone = [rule for rule in group["Rules"] if _key(rule) == _key(given)]
    if not gone:
        raise Refused(f"{group['Id']} has no rule for {given['FirewallDomainListId']}")
    group["Rules"].remove(gone[0])
    return {"FirewallRule": gone[0]}


def associate(aws: Aws, backend: Json, given: Parameters) -> Record:
    """A group guards a network: one priority, one group, once."""
    Records.of(backend, GROUPS).one(given["FirewallRuleGroupId"], MISSING)
    exists.vpc(aws, given["VpcId"])
    if not LOWEST < int(given["Priority"]) < HIGHEST:
        raise Refused(f"Priority: {given['Priority']} is not between {LOWEST} and {HIGHEST}")
    for other in Records.of(backend, ASSOCIATIONS).values():
        if other["VpcId"] == given["VpcId"]:
            for name in ("FirewallRuleGroupId", "Priority"):
                if other[name] == given[name]:
                    raise Refused(f"{name}: {given[name]} is already associated with {given['VpcId']}")
    wanted = {"MutationProtection": "DISABLED", **given}
    return {ASSOCIATIONS: made(aws, backend, ASSOCIATIONS, "rslvr-frgassoc", "firewall-rule-group-association", wanted)}


def update_association(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Its name, priority and protection; what is protected lets only the protection be changed."""
    record = Records.of(backend, ASSOCIATIONS).one(given["FirewallRuleGroupAssociationId"], MISSING)
    changes: Record = {name: given[name] for name in ("Name", "Priority", "MutationProtection") if name in given}
    if record["MutationProtection"] == "ENABLED" and set(changes) != {"MutationProtection"}:
        raise Refused(f"{record['Id']} is protected against changes")
    record.update(changes)
    return {ASSOCIATIONS: record}


def disassociate(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Refused while it is protected."""
    known = Records.of(backend, ASSOCIATIONS)
    record = known.one(given["FirewallRuleGroupAssociationId"], MISSING)
    if record["MutationProtection"] == "ENABLED":
        raise Refused(f"{record['Id']} is protected against removal (MutationProtection)")
    return {ASSOCIATIONS: known.pop(record["Id"])}


def get(kind: str) -> Callable[[Aws, Json, Parameters], Record]:
    """One record by its id."""
    return lambda _aws, backend, given: {kind: Records.of(backend, kind).one(given[f"{kind}Id"], MISSING)}


ACTS: dict[str, Callable[[Aws, Json, Parameters], Record]] = {
    "create_firewall_domain_list": create_domain_list,
    "update_firewall_domains": update_domains,
    "list_firewall_domains": list_domains,
    "get_firewall_domain_list": get(LISTS),
    "delete_firewall_domain_list": delete_domain_list,
    "create_firewall_rule_group": create_rule_group,
    "get_firewall_rule_group": get(GROUPS),
    "delete_firewall_rule_group": delete_rule_group,
    "create_firewall_rule": create_rule,
    "list_firewall_rules": list_rules,
    "delete_firewall_rule": delete_rule,
    "associate_firewall_rule_group": associate,
    "get_firewall_rule_group_association": get(ASSOCIATIONS),
    "update_firewall_rule_group_association": update_association,
    "disassociate_firewall_rule_group": disassociate,
}
OPERATIONS: dict[str, Operation] = {name: operation(act, "ValidationException", "route53resolver_backend") for name, act in ACTS.items()}

"""Security groups and their rules, written inside the group or beside it."""

from collections.abc import Mapping

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType, found_one
from assurance.rehearsal.types.network import tag
from assurance.rehearsal.values import Json

PEERS = {"CidrIp": ("IpRanges", "CidrIp"), "CidrIpv6": ("Ipv6Ranges", "CidrIpv6")}
LISTS = {"PrefixListId": ("PrefixListIds", "PrefixListId"), "GroupId": ("UserIdGroupPairs", "GroupId")}


def create_group(aws: Aws, given: Properties, name: str) -> Made:
    """A group with exactly the rules the template gives: EC2's own way out is taken away when others are given."""
    name, vpc, tags = given.take("GroupName", name), given.need("VpcId"), given.take("Tags", [])
    ingress, egress = given.take("SecurityGroupIngress", []), given.take("SecurityGroupEgress")
    made = call(aws.ec2, "create_security_group", GroupName=name, VpcId=vpc, Description=given.need("GroupDescription"))
    group = made["GroupId"]
    if egress is not None:
        default = exists.security_groups(aws, [group])[0]["IpPermissionsEgress"]
        aws.ec2.revoke_security_group_egress(GroupId=group, IpPermissions=default)
    for rule in ingress:
        authorize(aws, group, Properties(rule, at="SecurityGroupIngress."), is_egress=False)
    for rule in egress or []:
        authorize(aws, group, Properties(rule, at="SecurityGroupEgress."), is_egress=True)
    tag(aws, group, tags)
    return Made(group, {"GroupId": group, "VpcId": vpc})


def authorize(aws: Aws, group: str, rule: Properties, *, is_egress: bool) -> str:
    """Adds one rule and gives its id."""
    side = "Destination" if is_egress else "Source"
    permission: dict[str, Json] = {"IpProtocol": str(rule.need("IpProtocol")), **rule.some("FromPort", "ToPort")}
    about = rule.some("Description")
    peers = {**PEERS, f"{side}PrefixListId": LISTS["PrefixListId"], f"{side}SecurityGroupId": LISTS["GroupId"]}
    for written, (part, member) in peers.items():
        value = rule.take(written)
        if value is not None:
            permission[part] = [{member: value, **about}]
    rule.finish()
    exists.security_groups(aws, [pair["GroupId"] for pair in permission.get("UserIdGroupPairs", [])])
    operation = f"authorize_security_group_{'egress' if is_egress else 'ingress'}"
    answer = call(aws.ec2, operation, GroupId=group, IpPermissions=[permission])
    return str(answer["SecurityGroupRules"][0]["SecurityGroupRuleId"])


def _written(rule: Mapping[str, Json]) -> dict[str, Json]:
    """A rule as EC2 tells it, in the template's words."""
    side = "Destination" if rule["IsEgress"] else "Source"
    found = {
        "GroupId": rule["GroupId"],
        "IpProtocol": rule["IpProtocol"],
        "FromPort": rule.get("FromPort"),
        "ToPort": rule.get("ToPort"),
        "CidrIp": rule.get("CidrIpv4"),
        "CidrIpv6": rule.get("CidrIpv6"),
        "Description": rule.get("Description"),
        f"{side}PrefixListId": rule.get("PrefixListId"),
        f"{side}SecurityGroupId": rule.get("ReferencedGroupInfo", {}).get("GroupId"),
    }
    return {name: value for name, value in found.items() if value not in (None, "")}


def read_group(aws: Aws, group: str, *, with_ids: bool = False) -> dict[str, Json]:
    """The group and every rule that it has now, each with its id where that is asked for."""
    found = exists.security_groups(aws, [group])[0]
    rules = aws.ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])["SecurityGroupRules"]
    return {
        "GroupId": group,
        "GroupName": found["GroupName"],
        "GroupDescription": found["Description"],
        "VpcId": found["VpcId"],
        "SecurityGroupIngress": [_written(rule) | _id(rule, wanted=with_ids) for rule in rules if not rule["IsEgress"]],
        "SecurityGroupEgress": [_written(rule) | _id(rule, wanted=with_ids) for rule in rules if rule["IsEgress"]],
        "Tags": found.get("Tags", []),
    }


def _id(rule: Mapping[str, Json], *, wanted: bool) -> dict[str, Json]:
    return {"Id": rule["SecurityGroupRuleId"]} if wanted else {}


def create_ingress(aws: Aws, given: Properties, _name: str) -> Made:
    """A rule for what may come into a group."""
    rule = authorize(aws, given.need("GroupId"), given, is_egress=False)
    return Made(rule, {"Id": rule})


def create_egress(aws: Aws, given: Properties, _name: str) -> Made:
    """A rule for where a group may send."""
    rule = authorize(aws, given.need("GroupId"), given, is_egress=True)
    return Made(rule, {"Id": rule})


def read_rule(aws: Aws, rule: str) -> dict[str, Json]:
    """One rule by its id."""
    return _written(found_one(aws.ec2.describe_security_group_rules(SecurityGroupRuleIds=[rule])["SecurityGroupRules"], rule))


RULE_LISTS = frozenset({"SecurityGroupIngress", "SecurityGroupEgress"})
TYPES = (
    ResourceType("AWS::EC2::SecurityGroup", create_group, read_group, shared=RULE_LISTS),
    ResourceType("AWS::EC2::SecurityGroupIngress", create_ingress, read_rule),
    ResourceType("AWS::EC2::SecurityGroupEgress", create_egress, read_rule),
)

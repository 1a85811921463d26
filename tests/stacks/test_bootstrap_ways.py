"""CloudFormation may build the ways in that are declared, each by itself, and every other one stays denied."""

import json
import re

import pytest
import yaml

from blueprint.settings.load import parse
from stacks.bootstrap import templates as bootstraps
from stacks.bootstrap.boundary import WAYS_OUT
from stacks.bootstrap.network_ways import OPENS
from tests.conftest import ALL_WAYS, ROOT, Synthesise
from tests.stacks.templates import Templates, statements, text
from tests.stacks.test_bootstrap import POLICY_LIMIT, SET_BY_NO_STACK, handler_permissions, policies

NEEDS = {"private_link": ("private_link", "certificates"), "private_zones": ("private_zones", "transit_gateway")}
"""Ways that cannot stand alone, with what has to be declared beside them."""

FILE = ROOT / "tests" / "deployments" / f"{ALL_WAYS}.yaml"
NO_STACK_SETS = (
    r"acm:UpdateCertificateOptions",  # export, and entries in public logs
    r"cloudwatch:.*InsightRules",  # contributor insights of a service
    r"cognito-idp:.*",  # a listener that asks who somebody is
    r"directconnect:CreateDirectConnectGatewayAssociationProposal",  # a gateway of another account
    r"ec2:(Attach|Detach)InternetGateway",
    r"ec2:(Assign|Unassign)Ipv6Addresses",
    r"ec2:ModifyVpcEndpointServicePayerResponsibility",
    r"elasticloadbalancing:Modify(CapacityReservation|IpPools)",
    r"route53:(Create|Delete)QueryLoggingConfig",  # of a public zone
    r"route53:UpdateHostedZoneFeatures",
    r"sts:AssumeRole",
)


def bootstrap(*ways: str) -> dict:
    """The bootstrap of a deployment that declares these ways and no other."""
    root = yaml.safe_load(FILE.read_text())
    root["ways_in"] = {name: part for name, part in root["ways_in"].items() if name in ways}
    made = bootstraps(parse(yaml.safe_dump(root).encode(), FILE))
    return {"Resources": {name: resource for template in made.values() for name, resource in template["Resources"].items()}}


def actions(held: dict, effect: str) -> set[str]:
    found = [s for name, each in policies(held).items() if name.startswith("Execute") for s in each]
    return {action for s in found if s["Effect"] == effect for action in s["Action"]}


@pytest.mark.parametrize("way", OPENS)
def test_a_declared_way_opens_its_own_calls_and_no_other(way: str) -> None:
    declared = NEEDS.get(way, (way,))
    held = bootstrap(*declared)
    needed = {call for name in declared for call in OPENS.get(name, ())}
    assert set(OPENS[way]) <= actions(held, "Allow")
    assert actions(held, "Deny") & set(WAYS_OUT) == set(WAYS_OUT) - needed
    assert actions(held, "Allow") & set(WAYS_OUT) == needed


def test_without_a_declared_way_every_call_is_denied() -> None:
    held = bootstrap()
    assert set(WAYS_OUT) <= actions(held, "Deny")
    assert not set(WAYS_OUT) & actions(held, "Allow")
    assert "ExecuteWaysIn" not in held["Resources"]


def test_all_that_a_way_opens_is_denied_elsewhere() -> None:
    assert {call for calls in OPENS.values() for call in calls} <= set(WAYS_OUT)


def test_the_stacks_own_roles_open_no_way_even_where_one_is_declared() -> None:
    held = bootstrap("vpn", "transit_gateway", "direct_connect")
    document = held["Resources"]["Boundary"]["Properties"]["PolicyDocument"]
    assert set(WAYS_OUT) <= {action for s in statements(document) if s["Effect"] == "Deny" for action in s["Action"]}


def test_an_attachment_is_made_to_the_declared_gateway_alone() -> None:
    (held,) = [s for s in policies(bootstrap("transit_gateway"))["ExecuteWaysIn"] if s["Sid"] == "KeepTheAttachment"]
    (gateway,) = [text(arn) for arn in held["Resource"] if ":transit-gateway/" in text(arn)]
    assert gateway.endswith(":transit-gateway/tgw-0123456789abcdef0")


def test_an_association_is_made_with_the_declared_gateway_alone() -> None:
    (held,) = [s for s in policies(bootstrap("direct_connect"))["ExecuteWaysIn"] if s["Sid"] == "KeepTheAssociation"]
    assert text(held["Resource"][0]).endswith("::${AWS::AccountId}:dx-gateway/01234567-89ab-4cde-8f01-23456789abcd")


def test_every_policy_fits() -> None:
    held = bootstrap(*yaml.safe_load(FILE.read_text())["ways_in"])
    for name, resource in held["Resources"].items():
        if resource["Type"] == "AWS::IAM::ManagedPolicy":
            plain = {"Statement": list(statements(resource["Properties"]["PolicyDocument"]))}
            assert len(json.dumps(plain, separators=(",", ":"))) < POLICY_LIMIT, name
    assert len(held["Resources"]["CloudFormationExecutionRole"]["Properties"]["ManagedPolicyArns"]) <= 10


def test_cloudformation_may_do_what_the_registry_says_for_every_part_of_a_way(synthesise: Synthesise) -> None:
    declared = Templates(synthesise(ALL_WAYS))
    allowed = [re.escape(action).replace(r"\*", ".*") for action in actions(declared.bootstrap, "Allow")]
    types = {resource["Type"] for resource in declared.stacks["ways"]["Resources"].values()}
    asked = {action for kind in types for action in handler_permissions(kind)}
    missing = {action for action in asked if not any(re.fullmatch(pattern, action, re.IGNORECASE) for pattern in allowed)}
    left_out = (*SET_BY_NO_STACK, *NO_STACK_SETS)
    assert {action for action in missing if not any(re.fullmatch(pattern, action) for pattern in left_out)} == set()

"""What CloudFormation may do for declared ways in: nothing where none is declared."""

import json
from typing import Any

from blueprint.settings import Deployment
from sovereign.names import break_glass_role_name, operator_role_name, operators_boundary_name
from stacks.bootstrap.names import Resource, Statement, allow, arn, managed_policy
from stacks.bootstrap.network_ways import network_ways

Condition = dict[str, Any]
ROOM = 6000
"""Characters of statements that leave room for the rest of a document: IAM allows 6,144 without white space."""


def ways_policies(deployment: Deployment) -> dict[str, Resource]:
    """As few managed policies as hold the rights of all ways that the file declares: a role has ten at most."""
    statements = [*(_people(deployment) if deployment.ways_in.of_people else []), *network_ways(deployment)]
    held: list[list[Statement]] = []
    for statement in statements:
        if held and _size([*held[-1], statement]) <= ROOM:
            held[-1].append(statement)
        else:
            held.append([statement])
    suffixes = ["", *(str(number) for number in range(2, len(held) + 1))]
    return {
        f"ExecuteWaysIn{suffix}": managed_policy(f"{deployment.name}-execute-ways-in{suffix}", "Declared ways in", *each)
        for suffix, each in zip(suffixes, held, strict=False)
    }


def _size(statements: list[Statement]) -> int:
    return len(json.dumps(statements, separators=(",", ":")))


def _people(deployment: Deployment) -> list[Statement]:
    name = deployment.name
    roles = [arn("iam", f"role/{role}", regional=False) for role in (break_glass_role_name(name), operator_role_name(name))]
    bounded: Condition = {
        "StringEquals": {"iam:PermissionsBoundary": arn("iam", f"policy/{operators_boundary_name(name)}", regional=False)}
    }
    topic = [
        "CreateTopic",
        "DeleteTopic",
        "GetTopicAttributes",
        "ListTagsForResource",
        "SetTopicAttributes",
        "TagResource",
        "UntagResource",
    ]
    rule = ["DeleteRule", "DescribeRule", "ListTargetsByRule", "PutRule", "PutTargets", "RemoveTargets", "TagResource", "UntagResource"]
    return [
        allow(
            "CreateRolesOfPeople",
            [f"iam:{verb}" for verb in ("AttachRolePolicy", "CreateRole", "DetachRolePolicy", "PutRolePermissionsBoundary")],
            roles,
            bounded,
        ),
        allow("KeepTopics", [f"sns:{verb}" for verb in topic], arn("sns", f"{name}-*")),
        allow("KeepRules", [f"events:{verb}" for verb in rule], arn("events", f"rule/{name}-*")),
    ]

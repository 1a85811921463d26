"""What is left when all stacks are gone: kept by policy, or an orphan. Each resource that a stack ever made is asked for by boto3."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.inventory import inventory
from assurance.rehearsal.types import MODELLED
from assurance.rehearsal.values import Json


@dataclass(frozen=True, order=True)
class Kept:
    """A resource that outlives its stack.

    Attributes:
        type: its type.
        physical_id: its name or id.
        stack: the stack that made it.
        reason: the policy that keeps it.
    """

    type: str
    physical_id: str
    stack: str
    reason: str


@dataclass(frozen=True)
class Leftovers:
    """What the account holds after the end.

    Attributes:
        kept: by policy, and still there.
        problems: what is there without a policy that keeps it, and what a policy should have kept and is not there.
    """

    kept: tuple[Kept, ...]
    problems: tuple[str, ...]


def leftovers(aws: Aws, before: set[tuple[str, str]]) -> Leftovers:
    """Asks for everything that any stack ever made, and compares the services' lists with those of the empty account.

    Args:
        aws: the account.
        before: its inventory before anything was deployed.
    """
    events = list(_events(aws))
    made = {(one["ResourceType"], one["PhysicalResourceId"]): one["StackName"] for one in events if one["PhysicalResourceId"]}
    kept = {
        (one["ResourceType"], one["PhysicalResourceId"]): one["ResourceStatusReason"]
        for one in events
        if one["ResourceStatus"] == "DELETE_SKIPPED"
    }
    there = {found for found in made if found[0] in MODELLED and is_there(aws, *found)}
    problems = [f"{made[one]}: {one[0]} {one[1]} is still there, and no policy keeps it" for one in sorted(there - set(kept))]
    problems += [f"{made[one]}: {one[0]} {one[1]} should have been kept ({kept[one]}), and is gone" for one in sorted(set(kept) - there)]
    names = {name for _, name in kept}
    problems += [
        f"{service}: {name} is in the account, and no stack made it"
        for service, name in sorted(inventory(aws) - before)
        if name not in names
    ]
    return Leftovers(tuple(sorted(Kept(*one, made[one], kept[one]) for one in there & set(kept))), tuple(problems))


def is_there(aws: Aws, kind: str, physical_id: str) -> bool:
    """Whether boto3 finds a resource; a key that waits for its deletion counts as gone."""
    try:
        found = MODELLED[kind].read(aws, physical_id)
    except (ClientError, LookupError, Refused):
        return False
    return found.get("KeyState") != "PendingDeletion"


def _events(aws: Aws) -> Iterator[Mapping[str, Json]]:
    """Of all stacks, gone ones too; without those of the stacks themselves."""
    for page in aws.cloudformation.get_paginator("list_stacks").paginate():
        for stack in page["StackSummaries"]:
            for told in aws.cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack["StackId"]):
                yield from (one for one in told["StackEvents"] if one["ResourceType"] != "AWS::CloudFormation::Stack")

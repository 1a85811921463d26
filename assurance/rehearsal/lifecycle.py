"""What comes after the first deployment: a refusal in the middle, a change, the end; and what is left then."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import RehearsalFailed
from assurance.rehearsal.leftovers import Kept

REFUSE = "/rehearsal/refuse"
UNDO = {"ROLLBACK_COMPLETE": "its first making was taken back", "UPDATE_ROLLBACK_COMPLETE": "its change was taken back"}
STACK = "AWS::CloudFormation::Stack"
WORDS = {"UPDATE_COMPLETE": "changed in place", "CREATE_COMPLETE": "made", "DELETE_COMPLETE": "removed", "DELETE_SKIPPED": "kept"}


@dataclass(frozen=True)
class Refusal:
    """Which resource is refused on purpose, once: the nth of a type, as when a quota is reached."""

    type: str
    nth: int


IN_THE_FIRST = Refusal("AWS::EC2::VPCEndpoint", 3)
"""Every network has endpoints; by the third, log groups, a key's grants and a network stand already."""

IN_THE_CHANGE = Refusal("AWS::ECR::Repository", 1)
"""The change adds one."""


@dataclass(frozen=True)
class Lifecycle:
    """A deployment from its first day to its last.

    Attributes:
        changes: what the file changed, a sentence each.
        told: what happened, a sentence each.
        kept: what outlives the stacks, with the policy that keeps it.
        problems: what is not as it should be.
    """

    changes: tuple[str, ...]
    told: tuple[str, ...]
    kept: tuple[Kept, ...]
    problems: tuple[str, ...]


def interrupted(aws: Aws, endpoint: str, refusal: Refusal, deploy: Callable[[], None]) -> str:
    """Deploys with one refusal, which has to fail, and says where that left the stacks.

    Raises:
        RehearsalFailed: where the deployment did not fail, or left a stack in a state from which no deployment goes on.
    """
    _arm(endpoint, refusal)
    try:
        deploy()
    except RehearsalFailed as failure:
        reasons = failure.lines
    else:
        raise RehearsalFailed(f"{refusal.type} number {refusal.nth} was to be refused, and the deployment went through")
    stacks = {one["StackName"]: one["StackStatus"] for one in aws.cloudformation.describe_stacks()["Stacks"]}
    stuck = [f"{name}: {status}" for name, status in stacks.items() if status.endswith(("FAILED", "IN_PROGRESS"))]
    undone = [name for name, status in stacks.items() if status in UNDO]
    if stuck or len(undone) != 1:
        raise RehearsalFailed(f"after a refusal of {refusal.type} one stack should be taken back", *stuck, *undone, *reasons)
    told = f"{refusal.type} was refused on purpose: {undone[0]} ended in {stacks[undone[0]]} ({UNDO[stacks[undone[0]]]})"
    if stacks[undone[0]] == "ROLLBACK_COMPLETE" and _lift(aws, undone):
        # The CLI deletes such a stack before it makes it anew, and does not lift the protection that it gave it (aws-cdk 2.1148.1).
        told += "; its protection was lifted by hand, for the next deployment removes what is left of it"
    return told


def _arm(endpoint: str, refusal: Refusal) -> None:
    asked = urlencode({"type": refusal.type, "nth": refusal.nth})
    with urlopen(Request(f"{endpoint}{REFUSE}?{asked}", method="POST")) as answer:  # noqa: S310 - the simulator's own address
        answer.read()


def _lift(aws: Aws, names: list[str]) -> int:
    """Lifts the termination protection of those that have it, as an operator does; says how many had."""
    stacks = [one for one in aws.cloudformation.describe_stacks()["Stacks"] if one["StackName"] in names]
    protected = [one["StackName"] for one in stacks if one.get("EnableTerminationProtection")]
    for name in protected:
        aws.cloudformation.update_termination_protection(StackName=name, EnableTerminationProtection=False)
    return len(protected)


def what_changed(aws: Aws, stacks: Iterable[str]) -> str:
    """How many resources the last update of each stack changed, made, removed and kept."""
    counts: Counter[str] = Counter()
    for stack in stacks:
        counts.update(WORDS[status] for status in _since_the_last_update(aws, stack) if status in WORDS)
    return "the change: " + ", ".join(f"{counts[word]} resources {word}" for word in WORDS.values())


def _since_the_last_update(aws: Aws, stack: str) -> Iterator[str]:
    """The newest event comes first."""
    events = aws.cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
    own = [at for at, event in enumerate(events) if event["ResourceType"] == STACK and event["ResourceStatus"] == "UPDATE_IN_PROGRESS"]
    for event in events[: own[0]] if own else ():
        if event["ResourceType"] != STACK:
            yield event["ResourceStatus"]


def lift_protection(aws: Aws, destroy: Callable[[], None]) -> str | None:
    """Shows that protected stacks refuse their end, and lifts the protection as an operator does.

    Raises:
        RehearsalFailed: where a protected stack was destroyed.
    """
    protected = [one for one in aws.cloudformation.describe_stacks()["Stacks"] if one.get("EnableTerminationProtection")]
    if not protected:
        return None
    try:
        destroy()
    except RehearsalFailed as failure:
        if not any("TerminationProtection" in line for line in failure.lines):
            raise
    else:
        raise RehearsalFailed("termination protection was on, and `cdk destroy` went through")
    still = {one["StackName"] for one in aws.cloudformation.describe_stacks()["Stacks"]}
    if lost := sorted({one["StackName"] for one in protected} - still):
        raise RehearsalFailed(f"termination protection was on, and these are gone: {', '.join(lost)}")
    _lift(aws, [one["StackName"] for one in protected])
    return f"`cdk destroy` was refused: {len(protected)} stacks are protected; the protection was lifted by hand"


def remove_stack(aws: Aws, name: str) -> None:
    """The bootstrap's end, for which the CDK has no command.

    Raises:
        RehearsalFailed: where it does not end.
    """
    identity = aws.cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackId"]
    aws.cloudformation.delete_stack(StackName=name)
    status = aws.cloudformation.describe_stacks(StackName=identity)["Stacks"][0]["StackStatus"]
    if status != "DELETE_COMPLETE":
        raise RehearsalFailed(f"{name}: {status}")


def stands(aws: Aws) -> list[str]:
    """Names of the stacks that are not gone."""
    return [str(one["StackName"]) for one in aws.cloudformation.describe_stacks()["Stacks"]]

"""The fifth check's second half: in which order the queues move, what has to hold before each step, and the way back."""

from collections.abc import Iterator, Mapping

from blueprint.planning.migration.losses import Loss
from blueprint.planning.migration.nodes import Nodes
from blueprint.planning.migration.outcome import Outcome
from blueprint.settings.slurm import JobType, Partition, Slurm

ORDER: tuple[JobType, ...] = ("interactive", "evaluation", "curation", "fine_tuning", "pretraining")
"""What is lost with a job of each, the least first: an hour of a person, of a run, of many nodes for weeks."""


def phases(
    model: Slurm, nodes: Mapping[str, Nodes], labels: Mapping[str, str], losses: tuple[Loss, ...], checks: tuple[Outcome, ...], owner: str
) -> Iterator[str]:
    """The plan as Markdown, a line at a time.

    Args:
        model: The Slurm model.
        nodes: The groups that its partitions name.
        labels: The partitions' namespaces.
        losses: What the translation cannot say.
        checks: The five checks as they stand.
        owner: Whose move it is, such as the deployment's name.
    """
    yield f"# Plan: {owner} from Slurm to Kubernetes"
    yield ""
    yield "Each phase ends with a state that works by itself. Nothing of the old cluster is taken down before the last one."
    yield from _before(checks, losses)
    yield from _beside(model)
    left = sorted(model.partitions, key=lambda part: (ORDER.index(part.job_type), _size(part, nodes)))
    for number, part in enumerate(left, 3):
        freed = [group for group in part.groups if not any(group in later.groups for later in left[number - 2 :])]
        yield from _queue(number, part, labels[part.name], nodes, freed)
    yield from _after(len(left) + 3, model)


def _before(checks: tuple[Outcome, ...], losses: tuple[Loss, ...]) -> Iterator[str]:
    yield ""
    yield "## 1. Before anything moves"
    yield ""
    for check in checks:
        yield f"- {check.title}: {check.word}." + (" " + "; ".join(check.against) + "." if check.against else "")
    yield f"- {len(losses)} settings have no counterpart (`losses.md`); for each, the queue's owner says that it may go, or what instead."
    yield "- Go on when every check holds, or a person has signed for it."


def _beside(model: Slurm) -> Iterator[str]:
    yield ""
    yield "## 2. Side by side"
    yield ""
    yield "- Apply `kubernetes.yaml` to the new cluster: first with `kubectl apply --dry-run=server`, which asks it and changes nothing."
    yield "- Give the nodes the label `group`, which the flavours ask for."
    yield f"- Give the {len(model.accounts)} accounts' people their access entries (`README.md`, Identities)."
    yield "- Run `jobs/spine.yaml` on both sides, with the same image, recipe and data: the losses have to be equal, number by number."
    yield "- Break a node off on the new side: the job has to come back from its last checkpoint."
    yield "- Way back: nothing has moved; delete the namespaces."


def _queue(number: int, part: Partition, space: str, nodes: Mapping[str, Nodes], freed: list[str]) -> Iterator[str]:
    yield ""
    yield f"## {number}. {part.name} ({part.job_type.replace('_', '-')}) to the namespace {space}"
    yield ""
    drain = f"`scontrol update PartitionName={part.name} State=DRAIN`"
    yield f"- {drain}: what runs ends, nothing new begins; the longest takes {part.longest_hours} hours."
    if freed:
        told = ", ".join(f"{nodes[group].count} of {group}" for group in freed)
        yield f"- Then its nodes are free ({told}): move them to the new cluster."
    else:
        yield "- Its nodes stay: another partition still runs on each of its groups. Give the namespace new ones, or wait for that one."
    yield "- Submit the queue's jobs by `blueprint job render FILE --deployment NAME --platform eks-jobset`, from the same job files."
    yield "- Each run that was under way goes on from its checkpoint on the lake; compare its first losses with its last ones."
    yield f"- Way back: `scontrol update PartitionName={part.name} State=UP`, and the same job files with the old platform's name."


def _after(number: int, model: Slurm) -> Iterator[str]:
    longest = max(part.longest_hours for part in model.partitions)
    yield ""
    yield f"## {number}. The old cluster goes"
    yield ""
    yield f"- Not before {longest} hours, the longest wall time, have passed without a return to it."
    yield "- Keep its accounting: `sacctmgr dump` and the job records, for as long as the body's rules ask."
    yield "- Remove its part from the deployment file; `blueprint check`, then deploy."


def _size(part: Partition, nodes: Mapping[str, Nodes]) -> int:
    return sum(nodes[group].count for group in part.groups)

"""The third check: is a checkpoint of the old cluster one that the new one can go on from?

Both descriptions come from `containers.training.describe`: the old side's where the checkpoint was written, the new side's with the image
that shall resume it, on the copy that it would resume.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from blueprint.planning.migration.outcome import Outcome, read_json

TITLE = "Checkpoints"
MOST_NAMED = 5


class Tensor(BaseModel):
    """One tensor of a state."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dtype: str
    shape: tuple[int, ...]


class Reader(BaseModel):
    """What read it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    torch: str
    code: str


class Description(BaseModel):
    """One checkpoint as one side sees it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str = Field(pattern="^checkpoint$")
    checkpoint: str
    hash: str
    step: int | None
    processes: int | None
    precision: str | None
    tensors: dict[str, Tensor]
    others: tuple[str, ...]
    written_by: str
    read_by: Reader


def read_description(content: Any, name: str) -> Description:  # noqa: ANN401 - any JSON
    """A description as the program wrote it.

    Raises:
        ResultError: It is none.
    """
    return read_json(Description, content, name, "containers.training.describe")


def compare(old: Description, new: Description, processes: int | None = None) -> Outcome:
    """Compare how both sides see one checkpoint.

    Args:
        old: Where it was written.
        new: Where it shall be resumed.
        processes: How many processes the job has on the new side; as many as before where it is not said.
    """
    facts = (
        ("checkpoint", old.checkpoint, new.checkpoint),
        ("hash", old.hash, new.hash),
        ("step", old.step, new.step),
        ("processes", old.processes, processes if processes is not None else new.processes),
        ("precision", old.precision, new.precision),
    )
    against = [f"{name}: {there} there, {here} here" for name, there, here in facts if there != here]
    against += _keys(old, new)
    versions = (old.read_by.torch, new.read_by.torch)
    if versions[0].split("+")[0].split(".")[:2] != versions[1].split("+")[0].split(".")[:2]:
        against.append(f"torch {versions[0]} there, {versions[1]} here: the format may differ; take one image for both")
    rows = (
        ("", "there", "here"),
        *((name, str(there), str(here)) for name, there, here in facts),
        ("tensors", str(len(old.tensors)), str(len(new.tensors))),
        ("torch", *versions),
        ("code", old.read_by.code, new.read_by.code),
    )
    notes = () if old.read_by.code == new.read_by.code else ("the code differs: resume a copy for some steps and compare its losses",)
    return Outcome(TITLE, not against, rows, tuple(against), notes=notes)


def _keys(old: Description, new: Description) -> list[str]:
    against = []
    for what, there in (("only there", set(old.tensors) - set(new.tensors)), ("only here", set(new.tensors) - set(old.tensors))):
        if there:
            against.append(f"{len(there)} tensors {what}: {_some(there)}")
    differing = {key for key in set(old.tensors) & set(new.tensors) if old.tensors[key] != new.tensors[key]}
    if differing:
        against.append(f"{len(differing)} tensors of another type or shape: {_some(differing)}")
    if set(old.others) != set(new.others):
        against.append(f"other state differs: {_some(set(old.others) ^ set(new.others))}")
    return against


def _some(keys: set[str]) -> str:
    named = sorted(keys)
    return ", ".join(named[:MOST_NAMED]) + (" …" if len(named) > MOST_NAMED else "")


def not_made() -> Outcome:
    """What to run on each side."""
    command = "python -m containers.training.describe /lake/checkpoints/JOB/checkpoints > SIDE.json"
    return Outcome(
        TITLE,
        None,
        missing=(
            f"on each side, in the image that resumes it: {command}",
            "then: blueprint migrate … --checkpoint OLD.json --checkpoint NEW.json",
        ),
    )

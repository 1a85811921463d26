"""From the folders of the steps to the facts of the report."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from console.demo.folders import Folders
from console.demo.journal import Journal
from console.demo.model_way import SERVER
from console.demo.report import answers, curation, deployment, evaluation, load, provenance, training
from console.demo.report.facts import Facts, Missing, NotThere
from console.demo.report.report import Report
from console.demo.report.verdict import checks
from console.demo.step import Step

_VLLM = Path(".venv-vllm")
_CHAINED = {"curate": "curation", "train": "training", "evaluate": "evaluation"}

Section = TypeVar("Section", bound=Facts)


def gather(steps: Sequence[Step], folders: Folders, journal: Journal, *, done: frozenset[str] = frozenset(), stopped: str = "") -> Report:
    """Read what there is; what is missing is stated with its reason.

    Args:
        steps: the demo's steps.
        folders: where they wrote.
        journal: how long they took, and which are finished of those that this run did not come to.
        done: the steps that this run knows to be finished.
        stopped: why the demo did not come to its end; empty if it did.
    """
    done |= {step.name for step in steps if step.name not in done and journal.is_finished(step)}
    taken = [_taken(step, journal.seconds(step.name) if step.name in done else None) for step in steps]
    unfinished = {step.name: f'the step "{step.title}" has not finished' for step in steps if step.name not in done}
    draft = Report(
        made_at=datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        stopped=stopped,
        curation=_section(unfinished, "curate", lambda: curation.read(folders.curation)),
        training=_section(unfinished, "train", lambda: training.read(folders.training, folders.comparison)),
        evaluation=_section(unfinished, "evaluate", lambda: evaluation.read(folders.evaluation)),
        answers=_section(unfinished, "ask", lambda: answers.read(folders.serving, folders.logs / f"{SERVER}.log")),
        load=_section(unfinished, "load", lambda: load.read(folders.load)),
        synthesis=_section(unfinished, "audit", lambda: deployment.read_synthesis(folders.audit)),
        claims=_section(unfinished, "audit", lambda: deployment.read_claims(folders.audit)),
        rehearsal=_section(unfinished, "rehearse", lambda: deployment.read_rehearsal(folders.rehearsal)),
        provenance=provenance.Provenance(
            machine=provenance.machine(),
            versions=provenance.versions(_VLLM),
            steps=taken,
            chain=provenance.chain({name: getattr(folders, name) for step, name in _CHAINED.items() if step not in unfinished}),
            code=provenance.code(),
            seconds=provenance.total(taken),
        ),
        checks=[],
    )
    return draft.model_copy(update={"checks": checks(draft)})


def _section(unfinished: dict[str, str], step: str, read: Callable[[], Section]) -> Section | Missing:
    """A step's section; a file of another shape than agreed is a missing section too, named by what was not found in it."""
    if step in unfinished:
        return Missing(missing=unfinished[step])
    try:
        return read()
    except NotThere as error:
        return Missing(missing=str(error))
    except (KeyError, TypeError, ValueError) as error:
        return Missing(missing=f'the step "{step}" left figures of another shape than agreed ({type(error).__name__}: {str(error)[:120]})')


def _taken(step: Step, seconds: float | None) -> provenance.StepTaken:
    return provenance.StepTaken(
        name=step.name,
        title=step.title,
        way=step.way,
        proves=step.proves,
        state="finished" if seconds is not None else "not finished",
        seconds=seconds,
        command=" ".join(_short(part) for part in step.argv if part != step.address),
    )


def _short(part: str) -> str:
    """A program by its name, a path as seen from the project."""
    path = Path(part)
    if not path.is_absolute():
        return part
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else path.name

"""Which steps are finished, so that the next run goes on instead of starting again."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from console.demo.digest import code_digest, digest
from console.demo.step import Step
from containers.common.canonical import hash_of
from containers.common.store import open_store


@dataclass(frozen=True)
class Entry:
    """A step that was started: what it depended on, whether it ended well, what it left, and how long it last took."""

    fingerprint: str
    is_finished: bool
    outputs: dict[str, str]
    seconds: float | None


class Journal:
    """The steps of one output folder, kept as one JSON file.

    A step is finished when it ended well with the same command, inputs and code, and its outputs still lie there unchanged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries = _read(path)

    def is_finished(self, step: Step) -> bool:
        """Whether running `step` again would change nothing."""
        entry = self._entries.get(step.name)
        return entry is not None and entry.is_finished and entry.fingerprint == fingerprint(step) and entry.outputs == _outputs(step)

    def is_another(self, step: Step) -> bool:
        """Whether what lies in the step's folder was begun with another command, input or code, so that the step cannot go on from it."""
        entry = self._entries.get(step.name)
        return entry is not None and entry.fingerprint != fingerprint(step)

    def begin(self, step: Step) -> None:
        """Note that `step` is under way: should it be broken off, it is not taken for finished."""
        self._put(step, Entry(fingerprint(step), is_finished=False, outputs={}, seconds=self.seconds(step.name)))

    def finish(self, step: Step, seconds: float) -> None:
        """Note that `step` ended well. What it depended on is what it did when it began."""
        begun = self._entries[step.name].fingerprint
        self._put(step, Entry(begun, is_finished=True, outputs=_outputs(step), seconds=round(seconds, 1)))

    def seconds(self, name: str) -> float | None:
        """How long the step took when it last ran to its end."""
        entry = self._entries.get(name)
        return entry.seconds if entry else None

    def expected_s(self, step: Step) -> float:
        """Seconds that `step` will take: as long as last time, else as usual."""
        return self.seconds(step.name) or step.usual_s

    def _put(self, step: Step, entry: Entry) -> None:
        self._entries[step.name] = entry
        text = json.dumps({name: asdict(each) for name, each in self._entries.items()}, indent=1)
        open_store(str(self._path.parent)).write_bytes(self._path.name, text.encode() + b"\n")


def fingerprint(step: Step) -> str:
    """What a step's result depends on: its command, its inputs, its code, and what else it names."""
    return hash_of(
        {
            "argv": [part for part in step.argv[1:] if part != step.address],
            "environment": step.environment,
            "inputs": {str(path): digest(path) for path in step.inputs},
            "facts": step.facts,
            "code": code_digest(step.code),
        }
    )


def _outputs(step: Step) -> dict[str, str]:
    return {str(path): digest(path) for path in step.outputs}


def _read(path: Path) -> dict[str, Entry]:
    try:
        return {name: Entry(**entry) for name, entry in json.loads(path.read_text()).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}

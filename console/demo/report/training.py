"""How the model was trained: the loss curve, the kill and the resume, and the proof that nothing was lost."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markupsafe import Markup

from console.demo.report.charts.lines import Event as Marked
from console.demo.report.charts.lines import LineChart, Series
from console.demo.report.facts import Facts, NotThere
from console.demo.report.files import read_json, read_lines, read_manifest

_AVERAGED = 9


class Event(Facts):
    """Something that happened to the processes of the run: `killed` or `resumed`."""

    event: str
    step: int
    text: str


class Unbroken(Facts):
    """The same run without the kill, as far as it went: which steps were compared, and which differ."""

    first: int
    last: int
    compared: int
    differing: list[int]
    after_resume: int


class Training(Facts):
    """The section; `losses` are pairs of step and nats a token, `dev` of step and bits a byte of held-out text."""

    losses: list[tuple[int, float]]
    dev: list[tuple[int, float]]
    events: list[Event]
    unbroken: Unbroken | None
    unbroken_missing: str = ""
    parameters: int | None
    vocabulary: int | None
    processes: int | None
    tokens: int | None
    tokens_per_second: float | None
    data_manifest: str
    seconds: float
    hash: str

    @property
    def killed_at(self) -> int | None:
        """The step at which a rank was killed."""
        return next((event.step for event in self.events if event.event == "killed"), None)

    @property
    def resumed_at(self) -> int | None:
        """The step of the checkpoint from which the run went on."""
        return next((event.step for event in self.events if event.event == "resumed"), None)


def read(folder: Path, comparison: Path) -> Training:
    """The section from a training run's output and the comparison with an unbroken run.

    Raises:
        NotThere: the run has not finished.
    """
    made, lines = read_manifest(folder), read_lines(folder / "losses.jsonl")
    unbroken, missing = _unbroken(comparison)
    return Training(
        losses=[(line["step"], line["loss"]) for line in lines],
        dev=[(line["step"], line["dev_bits_per_byte"]) for line in lines if "dev_bits_per_byte" in line],
        events=list(_events(read_lines(folder / "events.jsonl"))),
        unbroken=unbroken,
        unbroken_missing=missing,
        parameters=count_parameters(folder / "model"),
        vocabulary=read_json(folder / "model" / "config.json").get("vocab_size"),
        processes=made.settings.get("processes"),
        tokens=made.metrics.get("tokens"),
        tokens_per_second=made.metrics.get("tokens_per_second"),
        data_manifest=made.inputs.get("curation", ""),
        seconds=made.seconds,
        hash=made.hash,
    )


def count_parameters(model: Path) -> int | None:
    """The numbers in a model's safetensors files, from their headers (8 bytes of length, then JSON with each tensor's shape)."""
    total = 0
    for file in sorted(model.glob("*.safetensors")):
        with file.open("rb") as stream:
            header = json.loads(stream.read(int.from_bytes(stream.read(8), "little")))
        total += sum(math.prod(tensor["shape"]) for name, tensor in header.items() if name != "__metadata__")
    return total or None


def _events(found: list[dict[str, Any]]) -> Iterator[Event]:
    """The kill, and the resume that follows it; a run that was stopped in between for another reason has more resumes."""
    is_killed = False
    for event in found:
        if event["event"] == "killed":
            is_killed = True
            yield Event(event="killed", step=event["step"], text=f"process {event['rank']} killed at step {event['step']}")
        elif event["event"] == "resume" and is_killed:
            is_killed = False
            yield Event(event="resumed", step=event["step"], text=f"resumed from step {event['step']}")


def _unbroken(path: Path) -> tuple[Unbroken | None, str]:
    try:
        found = read_json(path)
    except NotThere as error:
        return None, str(error)
    return Unbroken(**{name: found[name] for name in Unbroken.model_fields}), ""


def loss_chart(training: Training) -> Markup:
    """The loss of every step and its moving average, with the kill and the resume marked."""
    first, last = training.losses[0], training.losses[-1]
    series = [
        Series("each step", training.losses, "faint"),
        Series(f"average of {_AVERAGED} steps", moving_average(training.losses), "one"),
    ]
    return LineChart(
        name="loss",
        title="Training loss by step",
        description=f"Loss in nats a token: {first[1]:.2f} at step {first[0]}, {last[1]:.2f} at step {last[0]}.",
        series=series,
        band=None if training.killed_at is None or training.resumed_at is None else (training.resumed_at, training.killed_at),
        events=[Marked(event.step, event.text, "three" if event.event == "killed" else "two") for event in training.events],
    ).draw()


def held_out_chart(training: Training) -> Markup:
    """Bits a byte of text that the model does not learn from, every so many steps."""
    first, last = training.dev[0], training.dev[-1]
    return LineChart(
        name="held-out",
        title="Bits per byte of held-out text by step",
        description=f"{first[1]:.2f} at step {first[0]}, {last[1]:.2f} at step {last[0]}.",
        series=[Series("held-out text", training.dev, "two")],
        height=200,
    ).draw()


def moving_average(points: list[tuple[int, float]], width: int = _AVERAGED) -> list[tuple[int, float]]:
    """Each value replaced by the mean of the `width` values around it, fewer at the ends."""
    half = width // 2
    values = [value for _, value in points]
    return [
        (step, sum(near) / len(near)) for place, (step, _) in enumerate(points) if (near := values[max(0, place - half) : place + half + 1])
    ]

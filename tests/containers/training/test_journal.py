import math
from pathlib import Path

from containers.training.journal import Events, Losses, read_lines


def test_a_rewound_journal_has_each_step_once(tmp_path: Path) -> None:
    losses = Losses(tmp_path / "losses.jsonl")
    for step in (1, 2, 3):
        losses.add(step, step / 3)
    losses.rewind(2)
    losses.add(3, 1.0)
    assert [line["step"] for line in read_lines(losses.path)] == [1, 2, 3]


def test_a_half_written_last_line_is_no_step(tmp_path: Path) -> None:
    losses = Losses(tmp_path / "losses.jsonl")
    losses.add(1, 0.5)
    with losses.path.open("a") as file:
        file.write('{"step": 2, "lo')
    assert losses.last_step() == 1
    losses.rewind(1)
    assert losses.path.read_text().count("\n") == 1


def test_the_hexadecimal_loss_is_the_loss_to_the_last_bit(tmp_path: Path) -> None:
    losses = Losses(tmp_path / "losses.jsonl")
    losses.add(1, math.pi)
    assert [float.fromhex(line["loss_hex"]) for line in read_lines(losses.path)] == [math.pi]


def test_an_event_has_its_time_and_step(tmp_path: Path) -> None:
    events = Events(tmp_path / "events.jsonl")
    events.add("killed", 12, rank=1)
    assert [(event["event"], event["step"], event["rank"]) for event in events.all()] == [("killed", 12, 1)]
    assert events.all()[0]["time"].endswith("+00:00")

"""A job saves itself between two of its checkpoints when it is told of its end, and when its minutes are over; in every process at once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from containers.training import worker
from containers.training.distributed import Group
from containers.training.journal import Events, Losses, read_lines
from containers.training.recipe import TrainingRecipe
from tests.containers.training.tiny import recipe_file

QUIET = 'trap "" USR1; exec "$@"'
"""As the schedulers' scripts start it (blueprint/jobs): the launcher is deaf to the signal, its workers are not."""


def test_a_notice_is_a_checkpoint_in_every_process_and_the_run_goes_on_from_it(unbroken_run: Path, curated: Path, tmp_path: Path) -> None:
    output, recipe = tmp_path / "run", recipe_file(tmp_path, checkpoints={"every": 100, "keep": 9})
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", "-m", "containers.training"]
    told = ["--recipe", str(recipe), "--input", str(curated), "--output", str(output)]
    with subprocess.Popen(["bash", "-c", QUIET, "launch", *launcher, *told], stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 180
        while Losses(output / "losses.jsonl").last_step() < 3 and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.02)
        workers = [event["pid"] for event in Events(output / "events.jsonl").all() if event["event"] == "start"]
        os.kill(process.pid, signal.SIGUSR1)
        os.kill(workers[-1], signal.SIGUSR1)
        assert process.wait(180) == 0
    events = Events(output / "events.jsonl").all()
    steps = [event["step"] for event in events if event["event"] == "notice"]
    assert len(steps) == 1
    assert steps[0] in [event["step"] for event in events if event["event"] == "checkpoint"]
    ours, theirs = ([line["loss_hex"] for line in read_lines(run / "losses.jsonl")] for run in (output, unbroken_run))
    assert ours == theirs


def test_minutes_that_are_over_are_a_checkpoint_by_the_first_process_clock(alone: Group, monkeypatch) -> None:
    """The clock alone decides; a process that is not the first one has none, and hears of it by the others."""
    run = object.__new__(worker.Run)
    run.recipe, run.saved = TrainingRecipe.model_validate({"checkpoints": {"every_minutes": 2}}), 1000.0
    for now, late in ((1119.0, False), (1120.0, True)):
        monkeypatch.setattr(time, "monotonic", lambda now=now: now)
        assert run._is_late() is late
    run.recipe = TrainingRecipe()
    assert run._is_late() is False


def test_a_flag_of_one_process_is_everybodys(alone: Group) -> None:
    assert alone.any(True, False) == (True, False)

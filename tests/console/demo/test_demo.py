"""The command: its plan, its endings, its report."""

import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from console.demo import run as demo
from console.demo.deployment_way import deployment_steps
from console.demo.folders import Folders
from console.demo.journal import fingerprint
from console.demo.model_way import SERVER, model_steps, server
from console.demo.options import Options, free_port, require
from console.demo.report.facts import Check
from console.demo.step import Step
from containers.common.errors import StepFailed, UserError

OPTIONS = Options("example-eu", None, None, "auto", Path("build/demo"), 8123)
FOLDERS = Folders(Path("build/demo"), Path("build/example-eu"))


def steps(options: Options = OPTIONS) -> dict[str, Step]:
    return {step.name: step for step in (*deployment_steps(options, FOLDERS), *model_steps(options, FOLDERS))}


def test_every_step_needs_steps_that_are_there_and_come_before() -> None:
    seen: set[str] = set()
    for name, step in steps().items():
        assert set(step.needs) <= seen
        seen.add(name)
    assert set(server(OPTIONS, FOLDERS).needs) <= seen


def test_every_step_says_what_it_proves_and_names_code_that_is_there() -> None:
    for step in steps().values():
        assert step.proves
        assert all(folder.exists() for folder in step.code), step.name


def test_two_steps_never_leave_the_same_file() -> None:
    outputs = [path for step in steps().values() for path in step.outputs]
    assert len(outputs) == len(set(outputs))


def test_the_load_is_measured_alone() -> None:
    found = steps()
    reached, left = set(), ["load"]
    while left:
        reached.add(name := left.pop())
        left += found[name].needs
    assert reached == set(found)


def test_another_port_is_no_other_step() -> None:
    first, second = steps()["load"], steps(replace(OPTIONS, port=8124))["load"]
    assert first.argv != second.argv
    assert fingerprint(first) == fingerprint(second)


@pytest.mark.parametrize(("change", "step"), [({"sample_mb": 4.0}, "curate"), ({"engine": "transformers"}, "load")])
def test_another_choice_is_another_step(change: dict[str, object], step: str) -> None:
    assert fingerprint(steps()[step]) != fingerprint(steps(replace(OPTIONS, **change))[step])


def test_a_corpus_is_read_by_its_content(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("one")
    before = fingerprint(steps(replace(OPTIONS, corpus=corpus))["curate"])
    (corpus / "a.txt").write_text("two")
    assert fingerprint(steps(replace(OPTIONS, corpus=corpus))["curate"]) != before


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    wrong = replace(OPTIONS, corpus=tmp_path / "nothing", sample_mb=0.0, output=tmp_path / "file")
    with pytest.raises(UserError) as caught:
        require(wrong)
    assert [line.split()[0] for line in str(caught.value).splitlines()] == ["--corpus", "--sample-mb", "--output"]


def test_a_full_disk_is_told_before_the_first_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.demo.options.FREE_BYTES", 1e18)
    with pytest.raises(StepFailed, match="GB free at"):
        require(replace(OPTIONS, output=tmp_path / "demo"))
    assert not (tmp_path / "demo").exists()


def short_demo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str) -> tuple[int, str]:
    """A demo whose only step is a line of Python."""
    step = Step(name="curate", title="Curate the corpus", argv=(sys.executable, "-S", "-c", code), proves="nothing")
    monkeypatch.setattr(demo, "model_steps", lambda *_: (step,))
    monkeypatch.setattr(demo, "deployment_steps", lambda *_: ())
    monkeypatch.setattr(demo, "server", lambda *_: replace(server(OPTIONS, FOLDERS), needs=("never",)))
    said = StringIO()
    before = signal.getsignal(signal.SIGTERM)
    try:
        code_ = demo.run(replace(OPTIONS, output=tmp_path / "demo"), Console(file=said, width=200))
    finally:
        signal.signal(signal.SIGTERM, before)
    return code_, said.getvalue()


@pytest.mark.parametrize(("found", "proved"), [([True, True], True), ([True, False], False), ([True, None], False), ([], False)], ids=str)
def test_a_point_that_does_not_hold_or_was_not_looked_at_is_not_proved(found: list[bool | None], proved: bool) -> None:
    assert demo.is_proved([Check(claim="c", holds=holds, evidence="e", section="s") for holds in found]) is proved


def test_steps_that_end_well_do_not_make_a_proof(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert short_demo(monkeypatch, tmp_path, "pass")[0] == 1


def test_a_demo_leaves_both_reports(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _, said = short_demo(monkeypatch, tmp_path, "pass")
    report = json.loads((tmp_path / "demo/report.json").read_text())
    assert (report["schema"], report["stopped"]) == (1, "")
    assert "missing" in report["curation"]
    assert "report.html" in said
    assert (tmp_path / "demo/report.html").read_text().startswith("<!DOCTYPE html>")


def test_a_failed_demo_says_which_why_and_how_to_go_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "argv", ["blueprint", "demo", "--corpus", "my corpus"])
    monkeypatch.delenv("MAKELEVEL", raising=False)
    code, said = short_demo(monkeypatch, tmp_path, "raise SystemExit('failed: the corpus is made of sand')")
    assert code == 1
    for part in ("Curate the corpus: failed", "the corpus is made of sand", "logs/curate.log", "blueprint demo --corpus 'my corpus'"):
        assert part in said
    assert "made of sand" in (tmp_path / "demo/report.html").read_text()


def test_bad_input_of_a_step_is_bad_input_of_the_demo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert short_demo(monkeypatch, tmp_path, "import sys; print('a.yaml: 1 problem'); sys.exit(2)")[0] == 2


def test_under_make_the_way_on_is_make(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MAKELEVEL", "1")
    monkeypatch.setenv("SAMPLE_MB", "4")
    monkeypatch.delenv("CORPUS", raising=False)
    monkeypatch.delenv("ENGINE", raising=False)
    assert "make demo SAMPLE_MB=4" in short_demo(monkeypatch, tmp_path, "raise SystemExit(1)")[1]


def test_a_second_run_says_that_nothing_was_left_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    short_demo(monkeypatch, tmp_path, "pass")
    assert "finished before, not run again" in short_demo(monkeypatch, tmp_path, "pass")[1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_real_command_ends_cleanly_when_it_is_stopped(number: signal.Signals, tmp_path: Path) -> None:
    blueprint = Path(sys.executable).with_name("blueprint")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/a.txt").write_text("a text")
    command = [blueprint, "demo", "--output", str(tmp_path / "demo"), "--corpus", str(tmp_path / "corpus")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        deadline = time.monotonic() + 60
        while not (tmp_path / "demo/logs/check.log").exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        process.send_signal(number)
        said, _ = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert "Traceback" not in said
    assert "goes on" in said


def test_a_wrong_deployment_is_bad_input_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text("name: wrong\nregion: nowhere-1\n")
    blueprint = Path(sys.executable).with_name("blueprint")
    command = [blueprint, "demo", "--output", str(tmp_path / "demo"), "--deployment", str(tmp_path / "wrong.yaml")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "nowhere-1" in ended.stderr
    assert not (tmp_path / "demo").exists()


def test_a_free_port_is_free() -> None:
    assert free_port() > 1023
    assert server(OPTIONS, FOLDERS).name == SERVER

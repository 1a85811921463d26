"""The schedule runs each step once, in order, and says clearly when one fails."""

import signal
import socket
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from console.demo.running import Running
from console.demo.step import Server
from console.demo.trouble import Trouble
from tests.console.demo.conftest import Workshop

SLEEP = "import time; time.sleep(60)"
SERVE = (
    "import http.server, sys\n"
    "class Pong(http.server.BaseHTTPRequestHandler):\n"
    "    def do_GET(self): self.send_response(200); self.end_headers()\n"
    "http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), Pong).serve_forever()"
)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def server(port: int, *needs: str) -> Server:
    return Server("oracle", "Oracle", (sys.executable, "-c", SERVE, str(port)), needs, ready_url=f"http://127.0.0.1:{port}/", patience_s=30)


def test_a_step_waits_for_what_it_needs(workshop: Workshop) -> None:
    first = workshop.step("first", way="model")
    second = workshop.copy("second", first.outputs[0], way="deployment", needs=("first",))
    assert workshop.run(second, first) == ["started first", "finished first", "started second", "finished second"]


def test_steps_of_one_way_never_overlap_and_two_ways_do(workshop: Workshop) -> None:
    most = {"model": 0, "deployment": 0, "all": 0}

    def count(running: list[Running]) -> None:
        ways = [each.process.way for each in running]
        for way in ("model", "deployment"):
            most[way] = max(most[way], ways.count(way))
        most["all"] = max(most["all"], len(ways))

    workshop.told.on_look = count
    pause = "import time; time.sleep(0.4)"
    steps = [workshop.step(f"{way}{number}", pause, way=way) for way in ("model", "deployment") for number in (1, 2)]
    workshop.run(*steps)
    assert most == {"model": 1, "deployment": 1, "all": 2}


def test_a_finished_step_is_not_run_again(workshop: Workshop) -> None:
    step = workshop.step("curate")
    workshop.run(step)
    assert workshop.run(step) == ["skipped curate"]


def test_a_changed_input_runs_the_step_and_all_below_it_again(workshop: Workshop) -> None:
    source = workshop.path("source")
    source.write_text("one")
    upper = workshop.copy("upper", source)
    lower = workshop.copy("lower", upper.outputs[0], needs=("upper",))
    aside = workshop.step("aside", way="deployment")
    workshop.run(upper, lower, aside)
    source.write_text("two")
    assert set(workshop.run(upper, lower, aside)) >= {"finished upper", "finished lower", "skipped aside"}
    assert lower.outputs[0].read_text() == "two upper lower"


def test_a_changed_timestamp_changes_nothing(workshop: Workshop) -> None:
    source = workshop.path("source")
    source.write_text("one")
    step = workshop.copy("upper", source)
    workshop.run(step)
    source.touch()
    assert workshop.run(step) == ["skipped upper"]


def test_changed_code_runs_the_step_again(workshop: Workshop) -> None:
    code = workshop.path("package")
    code.mkdir()
    (code / "module.py").write_text("A = 1")
    step = replace(workshop.step("curate"), code=(code,))
    workshop.run(step)
    (code / "module.py").write_text("A = 2")
    assert workshop.run(step) == ["started curate", "finished curate"]


def test_a_damaged_output_is_made_again(workshop: Workshop) -> None:
    step = workshop.step("curate")
    workshop.run(step)
    step.outputs[0].write_text("damaged")
    workshop.run(step)
    assert step.outputs[0].read_text() == "curate"


def test_a_failing_step_says_which_why_and_how_to_go_on(workshop: Workshop) -> None:
    step = workshop.step("train", "import sys; print('loading'); sys.exit('failed: no GPU of that name')")
    with pytest.raises(Trouble) as caught:
        workshop.run(step, workshop.step("after", needs=("train",)))
    trouble = caught.value
    assert (trouble.step, trouble.why, trouble.code, trouble.again) == ("train", "failed: no GPU of that name", 1, "make demo")
    assert trouble.log.read_text().startswith("loading")
    assert not workshop.path("after.out").exists()


def test_bad_input_keeps_all_errors_and_its_exit_code(workshop: Workshop) -> None:
    step = workshop.step("check", "import sys; print('file.yaml: 2 problems\\n  a  1  allowed: 2\\n  b  3  allowed: 4'); sys.exit(2)")
    with pytest.raises(Trouble) as caught:
        workshop.run(step)
    assert caught.value.code == 2
    assert caught.value.why.splitlines() == ["file.yaml: 2 problems", "a  1  allowed: 2", "b  3  allowed: 4"]


def test_a_step_ended_by_a_signal_names_it(workshop: Workshop) -> None:
    step = workshop.step("train", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(Trouble, match=r"SIGKILL.*out of memory"):
        workshop.run(step)


def test_a_full_disk_is_named_even_when_it_is_not_the_last_word(workshop: Workshop) -> None:
    step = workshop.step("curate", "print('OSError: [Errno 28] No space left on device\\nsome other line'); raise SystemExit(1)")
    with pytest.raises(Trouble, match="the disk is full"):
        workshop.run(step)


def test_a_step_that_claims_success_without_output_failed(workshop: Workshop) -> None:
    step = workshop.step("train", "pass", outputs=(workshop.path("model"),))
    with pytest.raises(Trouble, match=r"left no .*model"):
        workshop.run(step)


def test_a_step_that_was_broken_off_is_run_again(workshop: Workshop) -> None:
    step = workshop.step("train")
    workshop.run(step)
    failing = replace(step, argv=(*step.argv[:-1], "raise SystemExit(1)"))
    with pytest.raises(Trouble):
        workshop.run(failing)
    assert workshop.run(step) == ["started train", "finished train"]


def test_a_folder_begun_with_other_inputs_is_emptied_first(workshop: Workshop) -> None:
    folder, source = workshop.path("train"), workshop.path("source")
    source.write_text("one")
    code = f"import pathlib as p; f = p.Path({str(folder)!r}); f.mkdir(exist_ok=True); (f / p.Path({str(source)!r}).read_text()).touch()"
    step = workshop.step("train", code, inputs=(source,), folder=folder)
    workshop.run(step)
    source.write_text("two")
    workshop.run(step)
    assert [path.name for path in folder.iterdir()] == ["two"]


def test_a_broken_off_step_goes_on_in_its_folder(workshop: Workshop) -> None:
    folder = workshop.path("train")
    code = f"import pathlib as p; f = p.Path({str(folder)!r}); old = f.exists(); f.mkdir(exist_ok=True); raise SystemExit(not old)"
    step = workshop.step("train", code, folder=folder)
    with pytest.raises(Trouble):
        workshop.run(step)
    assert workshop.run(step) == ["started train", "finished train"]


def test_a_folder_of_somebody_else_is_left_alone(workshop: Workshop) -> None:
    theirs = workshop.path("train/theirs")
    theirs.parent.mkdir()
    theirs.touch()
    workshop.run(workshop.step("train", "pass", folder=theirs.parent))
    assert theirs.exists()


def test_what_still_runs_is_stopped_when_another_step_fails(workshop: Workshop) -> None:
    seen: dict[str, Running] = {}
    workshop.told.on_look = lambda running: seen.update({each.process.name: each for each in running})
    failing = workshop.step("check", "import time; time.sleep(0.5); raise SystemExit(1)", way="deployment")
    with pytest.raises(Trouble):
        workshop.run(failing, workshop.step("train", SLEEP))
    assert seen["train"].code() in {-signal.SIGINT, 1, 130}


def test_ctrl_c_stops_the_whole_process_group_and_the_next_run_goes_on(workshop: Workshop) -> None:
    child = workshop.path("child.pid")
    code = (
        "import pathlib, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(child)!r}).write_text(str(child.pid)); time.sleep(60)"
    )

    def interrupt(_: list[Running]) -> None:
        if child.exists() and child.read_text():
            raise KeyboardInterrupt

    workshop.told.on_look = interrupt
    done = workshop.step("check", way="deployment")
    with pytest.raises(KeyboardInterrupt):
        workshop.run(done, workshop.step("train", code))
    assert not is_alive(int(child.read_text()))
    workshop.told.on_look = lambda _: None
    assert workshop.run(done) == ["skipped check"]


def test_a_server_is_awaited_used_and_stopped(workshop: Workshop) -> None:
    port = free_port()
    ask = f"import urllib.request; urllib.request.urlopen('http://127.0.0.1:{port}/')"
    steps = [workshop.step("train"), workshop.step("answers", ask, needs=("train",), server="oracle")]
    events = workshop.run(*steps, servers={"oracle": server(port, "train")})
    assert events == ["started train", "finished train", "waiting answers", "started answers", "finished answers"]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_a_server_starts_while_other_steps_run(workshop: Workshop) -> None:
    port = free_port()
    both = [workshop.step("train"), workshop.step("evaluate", f"while not {wait_for(port)}: pass", needs=("train",))]
    asking = workshop.step("answers", "pass", needs=("evaluate",), server="oracle")
    assert workshop.run(*both, asking, servers={"oracle": server(port, "train")})[-1] == "finished answers"


def test_no_server_is_started_when_all_its_steps_are_finished(workshop: Workshop) -> None:
    port = free_port()
    asking = workshop.step("answers", server="oracle")
    workshop.run(asking, servers={"oracle": server(port)})
    workshop.path("logs/oracle.log").unlink()
    assert workshop.run(asking, servers={"oracle": server(port)}) == ["skipped answers"]
    assert not workshop.path("logs/oracle.log").exists()


def test_a_server_that_stops_is_a_clear_failure(workshop: Workshop) -> None:
    broken = Server("oracle", "Oracle", (sys.executable, "-c", "raise SystemExit('the port is taken')"), ready_url="http://127.0.0.1:9/")
    with pytest.raises(Trouble, match="the server stopped: the port is taken"):
        workshop.run(workshop.step("answers", server="oracle"), servers={"oracle": broken})


def test_a_program_that_is_not_there_is_a_clear_failure(workshop: Workshop) -> None:
    absent = replace(workshop.step("check"), argv=("/nowhere/blueprint", "check"))
    with pytest.raises(Trouble, match="cannot be started"):
        workshop.run(absent)


def wait_for(port: int) -> str:
    return f"__import__('socket').socket().connect_ex(('127.0.0.1', {port})) == 0"


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False

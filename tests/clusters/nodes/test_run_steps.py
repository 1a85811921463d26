"""How a node's steps run: in order, retried, remembered, and with the reason of a failure where somebody sees it."""

import pytest

from clusters.nodes.folder import script
from tests.clusters.nodes.machine import Machine
from tests.clusters.nodes.watch import Ran


def run(machine: Machine, steps: dict[str, str], order: str = "", *arguments: str) -> Ran:
    """Runs these steps, each once unless `order` says otherwise."""
    conf = "".join(f"{name}='{value}'\n" for name, value in machine.settings.items())
    listed = order or "".join(f"{name} 1 0 10\n" for name in steps)
    machine.holds({"run-steps.sh": script("run-steps.sh"), "node.conf": conf, "steps.list": listed}, machine.home)
    machine.holds({f"steps/{name}.sh": text + "\n" for name, text in steps.items()}, machine.home)
    (machine.root / "dev/console").touch()
    return machine.run("run-steps.sh", *arguments)


def failed(machine: Machine) -> str:
    """What stands in the well-known file."""
    file = machine.root / "run/node/failed"
    return file.read_text() if file.exists() else ""


def test_steps_run_in_their_order_and_are_logged_with_time_name_and_seconds(machine: Machine) -> None:
    assert run(machine, {"second": "echo two", "first": "echo one"}, "first 1 0 10\nsecond 1 0 10\n").code == 0
    lines = machine.log.splitlines()
    assert [line.partition(" ")[2].split(" in ")[0] for line in lines[:-1]] == [
        "first: starts",
        "first: one",
        "first: done",
        "second: starts",
        "second: two",
        "second: done",
    ]
    assert all(line[:20].count(":") == 2 and line[19] == "Z" for line in lines)
    assert lines[-1].partition(" ")[2].startswith("node: ready after 0.")


def test_a_later_step_does_not_run_after_a_failed_one(machine: Machine) -> None:
    assert run(machine, {"first": "exit 1", "second": "echo two"}).code == 1
    assert "second" not in machine.log


def test_the_reason_is_the_steps_last_line_and_stands_in_four_places(machine: Machine) -> None:
    ran = run(machine, {"mount": "echo trying; echo the disk is on fire; exit 1"})
    reason = "mount: the disk is on fire (1 of 1 tries)"
    assert ran.errors == f"node: FAILED {reason}\n"
    assert failed(machine) == f"{reason}\n"
    assert machine.log.splitlines()[-1].endswith(f"FAILED {reason}")
    assert (machine.root / "dev/console").read_text() == f"node: FAILED {reason}\n"


def test_a_step_is_tried_again_as_often_as_the_list_says_with_its_pause(machine: Machine) -> None:
    late = 'n=$(cat "$NODE_ROOT/n" 2>/dev/null || echo 0); echo $((n + 1)) >"$NODE_ROOT/n"; [[ $n -ge 2 ]]'
    assert run(machine, {"late": late}, "late 4 7 10\n").code == 0
    assert machine.calls("sleep") == ["sleep 7", "sleep 7"]


def test_tries_end(machine: Machine) -> None:
    ran = run(machine, {"never": "echo no; exit 1"}, "never 3 5 10\n")
    assert (ran.code, machine.calls("sleep")) == (1, ["sleep 5", "sleep 5"])
    assert failed(machine) == "never: no (3 of 3 tries)\n"


def test_what_no_try_can_help_is_tried_once(machine: Machine) -> None:
    assert run(machine, {"lacking": "echo the image has none; exit 2"}, "lacking 30 10 10\n").code == 1
    assert machine.calls("sleep") == []
    assert failed(machine) == "lacking: the image has none (1 of 30 tries)\n"


def test_a_step_that_hangs_is_ended(machine: Machine) -> None:
    """Without the stand-in of sleep, which returns at once."""
    hang = "exec 3< <(:); while read -r -t 30 -u 4; do :; done 4< <(exec tail -f /dev/null)"
    assert run(machine, {"hangs": hang}, "hangs 1 0 1\n").code == 1
    assert failed(machine) == "hangs: did not end within 1 s (1 of 1 tries)\n"


def test_a_step_that_says_nothing_is_named_with_its_code(machine: Machine) -> None:
    run(machine, {"mute": "exit 7"})
    assert failed(machine) == "mute: ended with 7 and no word (1 of 1 tries)\n"


def test_a_finished_step_does_not_run_twice_and_the_one_that_failed_does(machine: Machine) -> None:
    steps = {"once": 'echo x >>"$NODE_ROOT/ran"', "flaky": '[[ -e "$NODE_ROOT/ready" ]]'}
    assert run(machine, steps).code == 1
    (machine.root / "ready").touch()
    assert machine.run("run-steps.sh").code == 0
    assert (machine.root / "ran").read_text() == "x\n"
    assert "once: done before" in machine.log
    assert failed(machine) == ""


@pytest.mark.parametrize("changed", ["steps/once.sh", "node.conf"])
def test_a_changed_step_or_setting_runs_again(machine: Machine, changed: str) -> None:
    run(machine, {"once": 'echo x >>"$NODE_ROOT/ran"'})
    file = machine.home / changed
    file.write_text(file.read_text() + "\n")
    assert machine.run("run-steps.sh").code == 0
    assert (machine.root / "ran").read_text() == "x\nx\n"


def test_a_value_from_outside_reaches_the_steps_and_counts_as_a_change(machine: Machine) -> None:
    show = {"show": 'echo "device $LUSTRE_DEVICE"'}
    assert run(machine, show, "", "LUSTRE_DEVICE=fs-1@tcp:/a").code == 0
    assert machine.run("run-steps.sh", "LUSTRE_DEVICE=fs-2@tcp:/b").code == 0
    assert [line.split("show: ")[1] for line in machine.log.splitlines() if "device" in line] == [
        "device fs-1@tcp:/a",
        "device fs-2@tcp:/b",
    ]


def test_what_is_no_value_is_refused(machine: Machine) -> None:
    ran = run(machine, {"first": "true"}, "", "--help")
    assert (ran.code, ran.errors) == (2, "run-steps: '--help' is no NAME=value\n")


def test_two_do_not_run_at_once(machine: Machine) -> None:
    run(machine, {"first": "true"})
    again = machine.home / "again.sh"
    again.write_text(f'exec 8>"$NODE_ROOT/run/node/lock"; flock 8; bash {machine.home}/run-steps.sh\n')
    ran = machine.run(again)
    assert (ran.code, ran.errors) == (1, "node: another run-steps.sh is at work here\n")


def test_a_daemon_that_a_step_leaves_behind_does_not_keep_the_lock(machine: Machine) -> None:
    daemon = 'exec </dev/null >/dev/null 2>&1; tail -f /dev/null & echo $! >"$NODE_ROOT/pid"'
    try:
        assert run(machine, {"daemon": daemon}).code == 0
        assert machine.run("run-steps.sh").code == 0
    finally:
        machine.run(machine.holds({"end.sh": 'kill "$(cat "$NODE_ROOT/pid")"\n'}, machine.home).home / "end.sh")

"""Every shell script that a node runs is run here, in the harness that sees whoever wants to leave, and is clean by shellcheck.

A room tells in its `runs.py` how each of its scripts is run; a script that none tells is found and named.
"""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clusters.nodes.machine import Machine
from tests.clusters.nodes.runs import Run
from tests.conftest import ROOT

CLUSTERS = ROOT / "clusters"
SCRIPTS = {str(path.relative_to(CLUSTERS)) for path in CLUSTERS.rglob("*.sh")}


def told() -> dict[str, list[Run]]:
    """All runs of all rooms, by the script's path below clusters/."""
    found: dict[str, list[Run]] = {}
    for file in sorted((ROOT / "tests/clusters").glob("*/runs.py")):
        name = f"tests.clusters.{file.parent.name}.runs"
        module = sys.modules.get(name)
        if module is None:
            spec = importlib.util.spec_from_file_location(name, file)
            assert spec
            assert spec.loader
            module = sys.modules[name] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
        for run in module.RUNS:
            found.setdefault(run.script, []).append(run)
    return found


TOLD = told()


def forgotten(scripts: set[str], runs: dict[str, list[Run]]) -> set[str]:
    return scripts - set(runs)


def test_no_script_is_forgotten() -> None:
    assert SCRIPTS
    assert forgotten(SCRIPTS, TOLD) == set()


def test_no_run_is_of_a_script_that_is_gone() -> None:
    assert set(TOLD) - SCRIPTS == set()


def test_a_new_script_would_be_named() -> None:
    assert forgotten({*SCRIPTS, "nodes/steps/new.sh"}, TOLD) == {"nodes/steps/new.sh"}


@pytest.mark.parametrize("run", [run for runs in TOLD.values() for run in runs], ids=str)
def test_a_script_does_its_work_and_does_not_try_to_leave(tmp_path: Path, run: Run) -> None:
    machine = Machine(tmp_path)
    script, arguments, environment = run.prepare(machine)
    ran = machine.run(script, *arguments, **environment)
    assert ran.code == 0, f"{ran.output}{ran.errors}{machine.log}"
    assert Path(run.script).name in {file.name for file in ran.scripts}


def shells() -> list[str]:
    """What `make lint` gives to shellcheck."""
    return subprocess.run([ROOT / "tools/shells"], capture_output=True, text=True, check=True).stdout.splitlines()


def shellcheck(*files: Path | str) -> str:
    """What it finds, as `make lint` asks it."""
    command = shutil.which("shellcheck", path=str(Path(sys.executable).parent))
    assert command, "shellcheck is not in the environment: make environments"
    ran = subprocess.run(
        [command, "-x", "-P", "SCRIPTDIR", "-f", "gcc", *map(str, files)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return ran.stdout + ran.stderr


def test_every_shell_script_is_clean() -> None:
    found = shells()
    assert {".ci/run", "tools/test", "tools/shells", "clusters/nodes/run-steps.sh"} <= set(found)
    assert {f"clusters/{script}" for script in SCRIPTS} <= set(found)
    assert shellcheck(*found) == ""


def test_shellcheck_would_say_so(tmp_path: Path) -> None:
    (tmp_path / "bad.sh").write_text("#!/bin/bash\nrm -rf $HOME/$1\n")
    assert "SC2086" in shellcheck(tmp_path / "bad.sh")


@pytest.mark.parametrize("script", sorted(SCRIPTS))
def test_a_script_ends_at_its_first_error_and_says_what_it_is_for(script: str) -> None:
    lines = (CLUSTERS / script).read_text().splitlines()
    assert lines[0] == "#!/bin/bash"
    assert lines[1].startswith("# ")
    is_sourced = script == "nodes/slurm/node.sh"
    assert "set -euo pipefail" in lines or is_sourced

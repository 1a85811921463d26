"""A right deployment file, and ways to break it."""

import copy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from blueprint.settings import DeploymentError, Problem
from blueprint.settings.load import parse

REPOSITORY = Path(__file__).parents[3]
GONE = object()

ProblemsOf = Callable[[Mapping[str, object]], tuple[Problem, ...]]


@pytest.fixture(scope="session")
def example() -> dict[str, Any]:
    """The example for Frankfurt, as plain data, with EC2 nodes alone: what breaks a cluster brings one."""
    root = yaml.safe_load((REPOSITORY / "deployments/example-eu.yaml").read_text())
    for part in ("hyperpod", "slurm"):
        del root["training"][part]
    return root


@pytest.fixture(scope="session")
def change(example: dict[str, Any]) -> Callable[[Mapping[str, object]], dict[str, Any]]:
    """A copy of the example with values changed by dotted path; the value `GONE` removes a key."""

    def changed(changes: Mapping[str, object]) -> dict[str, Any]:
        root = copy.deepcopy(example)
        for path, value in changes.items():
            *above, last = (int(part) if part.isdecimal() else part for part in path.split("."))
            place: Any = root
            for part in above:
                place = place.setdefault(part, {}) if isinstance(place, dict) else place[part]
            if value is GONE:
                del place[last]
            else:
                place[last] = value
        return root

    return changed


@pytest.fixture(scope="session")
def gone() -> object:
    return GONE


@pytest.fixture(scope="session")
def problems_of(change: Callable[[Mapping[str, object]], dict[str, Any]]) -> ProblemsOf:
    """The problems of the example with these changes; none if it is still right."""

    def problems(changes: Mapping[str, object]) -> tuple[Problem, ...]:
        try:
            parse(yaml.safe_dump(change(changes)).encode(), Path("changed.yaml"))
        except DeploymentError as error:
            return error.problems
        return ()

    return problems

"""A benchmark that is not there is answered with those that are."""

import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def test_a_wrong_name_is_answered_with_the_right_ones() -> None:
    done = subprocess.run(["tools/bench", "audit-clams"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("NAME  'audit-clams'  there are: audit-claims ")
    assert ".py" not in done.stderr

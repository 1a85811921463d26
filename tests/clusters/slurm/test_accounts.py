"""The accounts' script."""

import shutil
import subprocess

import pytest

from clusters.slurm.accounts import accounts_script
from tests.clusters.slurm.models import MODEL


def test_limits_of_a_quality() -> None:
    line = "change modify qos where name=urgent set priority=100 GrpTRES=node=2 MaxTRESPerAccount=gres/gpu=16 MaxWall=24:00:00"
    assert line in accounts_script(MODEL).splitlines()


def test_a_limit_that_the_file_no_longer_has_is_taken_off() -> None:
    line = "change modify qos where name=plain set priority=1 GrpTRES=node=-1 MaxTRESPerAccount=gres/gpu=-1 MaxWall=-1"
    assert line in accounts_script(MODEL).splitlines()


def test_a_quality_preempts_those_that_the_file_names() -> None:
    lines = accounts_script(MODEL).splitlines()
    assert "preempts urgent plain" in lines
    assert "preempts plain ''" in lines


def test_an_account_has_its_share_and_its_qualities() -> None:
    lines = accounts_script(MODEL).splitlines()
    assert "change modify account where name=language set fairshare=3 qos=plain" in lines
    assert "change modify account where name=speech set fairshare=1 qos=urgent,plain" in lines


def test_qualities_come_before_the_accounts_that_name_them() -> None:
    text = accounts_script(MODEL)
    assert text.index("add qos urgent") < text.index("set priority=100") < text.index("add account language")


@pytest.mark.skipif(not shutil.which("dash"), reason="no dash here")
def test_it_is_a_shell_script() -> None:
    subprocess.run(["dash", "-n"], input=accounts_script(MODEL), text=True, check=True)

"""A checkpoint is whole or not there, and it is refused where it does not belong."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from containers.common.errors import StepFailed, UserError
from containers.training import checkpoint
from containers.training.distributed import Group
from containers.training.origin import Origin, newest_first

ORIGIN = Origin({"curation": "a" * 64, "tokens": "b" * 64}, {"seed": 1})


def save(folder: Path, step: int, keep: int = 9, origin: Origin = ORIGIN) -> None:
    checkpoint.save(folder, step, {"weights": torch.full((1000,), float(step)), "loader": {"position": step}}, origin, keep=keep, seconds=0)


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """The kernel refuses to let any file grow further, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_was_saved_comes_back(alone: Group, tmp_path: Path) -> None:
    save(tmp_path, 5)
    found = checkpoint.latest(tmp_path, ORIGIN)
    assert found is not None
    state = checkpoint.load(found[1], {"weights": torch.zeros(1000), "loader": {"position": 0}})
    assert state["loader"] == {"position": 5}
    assert torch.equal(state["weights"], torch.full((1000,), 5.0))


def test_only_the_newest_are_kept(alone: Group, tmp_path: Path) -> None:
    for step in (5, 10, 15):
        save(tmp_path, step, keep=2)
    assert [step for step, _ in newest_first(tmp_path)] == [15, 10]


@pytest.mark.parametrize("tear", ["cut", "remove", "no manifest"])
def test_a_torn_checkpoint_is_passed_over_for_the_one_before(tear: str, alone: Group, tmp_path: Path) -> None:
    save(tmp_path, 5)
    save(tmp_path, 10)
    part = next((tmp_path / "step-000010").glob("*.distcp"))
    if tear == "cut":
        part.write_bytes(part.read_bytes()[:-1])
    elif tear == "remove":
        part.unlink()
    else:
        (tmp_path / "step-000010" / "manifest.json").unlink()
    found = checkpoint.latest(tmp_path, ORIGIN)
    assert found is not None
    assert (found[0], len(found[2])) == (5, 1)
    assert found[2][0].startswith("step-000010")


def test_a_checkpoint_that_was_never_published_is_not_seen(alone: Group, tmp_path: Path) -> None:
    save(tmp_path, 5)
    (tmp_path / "step-000005").rename(tmp_path / ".writing")
    assert checkpoint.latest(tmp_path, ORIGIN) is None


@pytest.mark.parametrize(
    ("stranger", "named"),
    [
        (replace(ORIGIN, inputs={**ORIGIN.inputs, "curation": "c" * 64}), "curation"),
        (replace(ORIGIN, inputs={**ORIGIN.inputs, "tokens": "c" * 64}), "tokens"),
        (replace(ORIGIN, trajectory={"seed": 2}), "seed"),
    ],
)
def test_a_checkpoint_of_other_data_or_settings_is_refused_by_name(stranger: Origin, named: str, alone: Group, tmp_path: Path) -> None:
    save(tmp_path, 5)
    with pytest.raises(UserError, match=rf"step-000005: was trained on other data or settings(.|\n)*{named}"):
        checkpoint.latest(tmp_path, stranger)


def test_a_full_disk_is_told_and_leaves_the_checkpoint_before(alone: Group, tmp_path: Path) -> None:
    save(tmp_path, 5)
    with files_of_at_most(2000), pytest.raises(StepFailed, match=r"no space for the checkpoint of step 10(.|\n)*goes on from step-000005"):
        save(tmp_path, 10)
    assert [path.name for path in tmp_path.iterdir()] == ["step-000005"]
    save(tmp_path, 10)
    assert [step for step, _ in newest_first(tmp_path)] == [10, 5]

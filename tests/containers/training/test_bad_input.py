"""What a user gets wrong ends with exit code 2, a line that helps, and nothing written."""

import json
import os
import shutil
from pathlib import Path

import pytest

from containers.common.entry import main
from containers.common.manifest import path_hash
from containers.common.store import FolderStore
from containers.training.__main__ import run
from containers.training.folder import RunFolder
from containers.training.launcher import ended_badly
from containers.training.recipe import TrainingRecipe
from tests.containers.training.tiny import recipe_file, sentences, write_curated


def start(curated: Path, output: Path, **changes: object) -> int:
    recipe = recipe_file(output.parent / "recipes", **changes)
    return main(
        TrainingRecipe, run, needs=("input", "output"), argv=["--recipe", str(recipe), "--input", str(curated), "--output", str(output)]
    )


def test_an_input_that_no_curation_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert start(tmp_path / "empty", tmp_path / "out") == 2
    assert "has no manifest.json" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_curation_with_an_empty_split(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert start(write_curated(tmp_path / "in", {"train": [sentences(1, 500)], "dev": []}), tmp_path / "out") == 2
    assert "documents/dev: no documents" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_document_file_that_was_changed_after_curation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    curated = write_curated(tmp_path / "in", {"train": [sentences(1, 500)], "dev": [sentences(2, 500)]})
    theirs = write_curated(tmp_path / "other", {"train": [sentences(3, 500)], "dev": [sentences(2, 500)]})
    part = "documents/train/part-00000.parquet"
    (curated / part).write_bytes((theirs / part).read_bytes())
    assert start(curated, tmp_path / "out") == 2
    assert f"{part}: changed" in capsys.readouterr().err


def test_a_vocabulary_that_the_text_does_not_give(curated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert start(curated, tmp_path / "out", vocab_size=60000) == 2
    assert "vocab_size 60000: the train split has text for" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_corpus_too_small_for_the_steps(curated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert start(curated, tmp_path / "out", steps=90000) == 2
    assert "steps 90000: want" in (told := capsys.readouterr().err)
    assert "allowed: up to" in told
    assert not (tmp_path / "out").exists()


def test_a_bucket_as_output(curated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    recipe = recipe_file(tmp_path)
    argv = ["--recipe", str(recipe), "--input", str(curated), "--output", "s3://bucket/run"]
    assert main(TrainingRecipe, run, needs=("input", "output"), argv=argv) == 2
    assert "a mounted file system" in capsys.readouterr().err


def test_another_number_of_processes_than_the_recipe_says(
    curated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"LOCAL_RANK": "0", "RANK": "0", "WORLD_SIZE": "3", "LOCAL_WORLD_SIZE": "3"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(os, "environ", os.environ.copy())
    assert start(curated, tmp_path / "out") == 2
    assert "processes 2: torchrun started 3" in capsys.readouterr().err


def test_a_folder_in_which_another_run_writes(curated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with RunFolder.of(FolderStore(tmp_path / "out")).locked():
        assert start(curated, tmp_path / "out") == 1
    assert "another run is writing here" in capsys.readouterr().err


def test_a_run_of_other_data_in_the_same_folder_is_refused_and_left_as_it_is(
    unbroken_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out"
    shutil.copytree(unbroken_run, output)
    texts = {"train": [sentences(500 + seed, 1500) for seed in range(40)], "dev": [sentences(600 + seed, 1500) for seed in range(6)]}
    assert start(write_curated(tmp_path / "in", texts), output) == 2
    assert "step-000020: was trained on other data or settings" in (told := capsys.readouterr().err)
    assert "curation: checkpoint" in told
    assert path_hash(output / "tokens") == path_hash(unbroken_run / "tokens")


def test_other_settings_in_the_same_folder_are_refused(
    unbroken_run: Path, curated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out"
    shutil.copytree(unbroken_run, output)
    assert start(curated, output, seed=2) == 2
    assert "seed: checkpoint 1, this run 2" in capsys.readouterr().err


def test_a_finished_run_is_not_run_again(unbroken_run: Path, curated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (unbroken_run / "events.jsonl").read_bytes()
    assert start(curated, unbroken_run) == 0
    assert "finished already" in capsys.readouterr().err
    assert (unbroken_run / "events.jsonl").read_bytes() == before
    assert json.loads((unbroken_run / "manifest.json").read_text())["step"] == "training"


def test_a_disk_that_filled_up_in_this_run_is_called_so_and_one_of_an_earlier_run_is_not(tmp_path: Path) -> None:
    assert "exit code 1; why stands in" in str(ended_badly(tmp_path, 1, 0))
    told = b"SafetensorError: I/O error: No space left on device (os error 28)\n"
    (tmp_path / "torchrun.log").write_bytes(told)
    assert str(ended_badly(tmp_path, 1, 0)).startswith("the disk is full")
    assert "exit code 1; why stands in" in str(ended_badly(tmp_path, 1, len(told)))

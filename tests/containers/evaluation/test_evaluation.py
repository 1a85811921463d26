"""The whole step, as it is started, in a namespace without a network where the machine allows one."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
import yaml
from transformers import AutoModelForCausalLM, AutoTokenizer

from containers.common import manifest
from containers.common.entry import main
from containers.common.store import FolderStore
from containers.evaluation.__main__ import run
from containers.evaluation.recipe import EvaluationRecipe
from tests.containers.evaluation.tiny import SETTINGS, documents, write_curated, write_trained

SPLITS = {"train": documents(range(100, 104)), "dev": documents(range(200, 202)), "test": documents(range(8))}


def recipe_file(folder: Path, curated: Path) -> Path:
    path = folder / "recipe.yaml"
    path.write_text(yaml.safe_dump({**SETTINGS, "curated": str(curated)}))
    return path


def without_network() -> list[str]:
    """The command prefix that takes the network away, if this machine has it."""
    has_it = shutil.which("unshare") and subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode == 0
    return ["unshare", "-n"] if has_it else []


@pytest.fixture(scope="session")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("evaluation")
    curated = write_curated(folder / "curated", SPLITS)
    return curated, write_trained(folder / "trained", curated)


@pytest.fixture(scope="session")
def evaluated(inputs: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    curated, trained = inputs
    folder = tmp_path_factory.mktemp("evaluated")
    command = [*without_network(), sys.executable, "-m", "containers.evaluation", "--recipe", str(recipe_file(folder, curated))]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    ended = subprocess.run(
        [*command, "--input", str(trained), "--output", str(folder / "out")],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        env={**environment, "HOME": str(folder / "nobody")},
    )
    assert ended.returncode == 0, ended.stderr
    return folder / "out"


def test_the_results_have_both_scores_before_and_after_with_intervals(evaluated: Path) -> None:
    results = json.loads((evaluated / "results.json").read_text())
    for score in (results["bits_per_byte"], results["cloze"]):
        for name in ("before", "after", "difference"):
            assert score[name]["low"] <= score[name]["value"] <= score[name]["high"]
        assert score["difference"]["value"] == pytest.approx(score["after"]["value"] - score["before"]["value"])
    assert set(results["cloze"]["other_metrics"]) == {"acc_bytes"}
    assert results["improved"] is (results["bits_per_byte"]["improved"] and results["cloze"]["improved"])
    assert (results["cloze"]["items"], results["cloze"]["metric"], results["cloze"]["chance"]) == (12, "acc", 0.25)


def test_the_manifest_chains_to_the_training_and_lists_what_was_asked(evaluated: Path, inputs: tuple[Path, Path]) -> None:
    found = manifest.read(FolderStore(evaluated))
    curated, trained = (manifest.read(FolderStore(path)).hash for path in inputs)
    assert found.inputs == {"curation": curated, "training": trained}
    assert set(found.outputs) == {"cloze/held_out_cloze.yaml", "cloze/items.jsonl", "results.json"}
    assert manifest.verify(FolderStore(evaluated), found) == []


def test_the_harness_saw_every_item_and_its_choice_makes_the_likeliest_passage(evaluated: Path, inputs: tuple[Path, Path]) -> None:
    """Our own reading of the rule, over the same items: the log likelihood of the choice after the context, undivided."""
    model, tokenizer = (auto.from_pretrained(inputs[1] / "model") for auto in (AutoModelForCausalLM, AutoTokenizer))
    right = 0
    for line in (evaluated / "cloze/items.jsonl").read_text().splitlines():
        item = json.loads(line)
        scores = []
        for choice in item["choices"]:
            whole = [0, *tokenizer.encode(item["context"] + choice, add_special_tokens=False)]
            first = 1 + len(tokenizer.encode(item["context"], add_special_tokens=False))
            whole, first = whole[-97:], first - max(0, len(whole) - 97)
            with torch.no_grad():
                logs = model(input_ids=torch.tensor([whole[:-1]])).logits[0].log_softmax(-1)
            scores.append(sum(float(logs[place - 1, whole[place]]) for place in range(first, len(whole))))
        right += scores.index(max(scores)) == item["answer"]
    assert json.loads((evaluated / "results.json").read_text())["cloze"]["after"]["value"] == pytest.approx(right / 12)


def start(curated: Path, trained: Path, folder: Path, *overrides: str) -> int:
    sets = [part for override in overrides for part in ("--set", override)]
    argv = ["--recipe", str(recipe_file(folder, curated)), "--input", str(trained), "--output", str(folder / "out"), *sets]
    return main(EvaluationRecipe, run, needs=("input", "output"), argv=argv)


def test_a_model_of_another_curation_is_refused(inputs: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = write_curated(tmp_path / "other", {**SPLITS, "train": documents(range(5))})
    assert start(other, inputs[1], tmp_path) == 2
    assert "its test split may hold text that the model has seen" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_test_split_without_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    curated = write_curated(tmp_path / "curated", {**SPLITS, "test": []})
    assert start(curated, write_trained(tmp_path / "trained", curated), tmp_path) == 2
    assert "documents/test holds no documents" in capsys.readouterr().err


def test_a_training_that_did_not_finish(inputs: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert start(inputs[0], tmp_path / "nothing", tmp_path) == 2
    assert "has no manifest.json" in capsys.readouterr().err


def test_a_test_split_too_small_for_the_cloze(inputs: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert start(*inputs, tmp_path, "cloze.items=90000", "cloze.fewest_items=90000") == 2
    assert "cloze.fewest_items 90000: the test split gives" in capsys.readouterr().err


def test_a_finished_evaluation_is_not_run_again(
    inputs: tuple[Path, Path], evaluated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(evaluated, tmp_path / "out")
    assert start(*inputs, tmp_path) == 0
    assert "finished already" in capsys.readouterr().err

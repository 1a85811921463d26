"""A folder that is no complete, safe model is refused, with everything that is wrong with it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from containers.common.entry import UserError
from containers.serving.model_folder import problems, require_model_folder


@pytest.fixture
def folder(model_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_folder, tmp_path / "model"))


def cut(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-10])


def change_config(folder: Path, **values: object) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, **values}))


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "no config": (lambda folder: (folder / "config.json").unlink(), "config.json: missing"),
    "config is no JSON": (lambda folder: (folder / "config.json").write_text("{"), "config.json: is not JSON"),
    "config is a list": (lambda folder: (folder / "config.json").write_text("[]"), "config.json: must hold a JSON object"),
    "no architecture": (lambda folder: change_config(folder, architectures=[]), "config.json: names no architecture under 'architectures'"),
    "code": (
        lambda folder: change_config(folder, auto_map={"AutoModel": "x.Y"}),
        "config.json: 'auto_map' asks for code from the model folder, which is never run",
    ),
    "no tokenizer": (lambda folder: (folder / "tokenizer.json").unlink(), "tokenizer.json or tokenizer.model: missing"),
    "no weights": (lambda folder: (folder / "model.safetensors").unlink(), "*.safetensors: missing; weights must be safetensors"),
    "no safetensors": (
        lambda folder: (folder / "model.safetensors").write_bytes(b"\x80\x04K" * 9),
        "model.safetensors: is not a safetensors file, or was cut off",
    ),
    "broken header": (
        lambda folder: (folder / "model.safetensors").write_bytes(b"\x02" + bytes(7) + b"[]"),
        "model.safetensors: has a broken safetensors header",
    ),
    "missing shard": (
        lambda folder: (folder / "model.safetensors.index.json").write_text('{"weight_map": {"a": "two.safetensors"}}'),
        "two.safetensors: missing, model.safetensors.index.json names it",
    ),
    "pickle": (
        lambda folder: (folder / "pytorch_model.bin").touch(),
        "pytorch_model.bin: may be a pickle, which runs code when it is read; allowed: safetensors",
    ),
}


def test_a_whole_model_has_no_problem(folder: Path) -> None:
    assert problems(folder) == []


@pytest.mark.parametrize(("breaking", "problem"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_model_is_refused_with_the_reason(folder: Path, breaking: Callable[[Path], object], problem: str) -> None:
    breaking(folder)
    assert problems(folder) == [problem]


def test_weights_that_were_cut_off_are_seen_without_loading_them(folder: Path) -> None:
    cut(folder)
    assert "its header says" in problems(folder)[0]


def test_all_problems_are_told_at_once(folder: Path) -> None:
    (folder / "config.json").unlink()
    (folder / "tokenizer.json").unlink()
    (folder / "weights.pt").touch()
    with pytest.raises(UserError, match="3 problems") as told:
        require_model_folder(folder)
    assert str(told.value).count("\n") == 3


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path / "nowhere") == ["is not there; training writes one, as model/ in its output"]
    (tmp_path / "file").touch()
    assert problems(tmp_path / "file") == ["is a file, no folder"]

"""What a checkpoint is, as its reader tells it, and that nothing torn is opened."""

import json
import shutil
from pathlib import Path

import pytest

from containers.common.errors import UserError
from containers.training.describe import describe, main


def test_a_checkpoint_tells_its_step_its_processes_and_its_tensors(unbroken_run: Path) -> None:
    told = describe(unbroken_run / "checkpoints")
    assert (told["checkpoint"], told["step"], told["processes"], told["precision"]) == ("step-000020", 20, 2, "float32")
    tensors = {key: value for key, value in told["tensors"].items() if key.startswith("model.")}
    assert tensors["model.model.embed_tokens.weight"]["shape"][1] == 32
    assert {value["dtype"] for value in tensors.values()} == {"float32"}


def test_it_is_one_line_of_json(unbroken_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(unbroken_run / "checkpoints" / "step-000015")]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["step"] == 15


def test_a_torn_checkpoint_is_refused_before_it_is_opened(unbroken_run: Path, tmp_path: Path) -> None:
    torn = tmp_path / "step-000020"
    shutil.copytree(unbroken_run / "checkpoints" / "step-000020", torn)
    (torn / ".metadata").write_bytes(b"cos\nsystem\n(S'exit 3'\ntR.")
    with pytest.raises(UserError, match=r"\.metadata"):
        describe(torn)


def test_a_folder_that_is_no_checkpoint_ends_with_code_2(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 2

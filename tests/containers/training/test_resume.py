"""The run that is killed with a real SIGKILL, against the one that is not."""

from pathlib import Path

from transformers import AutoTokenizer, LlamaForCausalLM

from containers.common import manifest
from containers.common.store import FolderStore
from containers.training.journal import read_lines


def losses(run: Path) -> list[tuple[int, str]]:
    return [(line["step"], line["loss_hex"]) for line in read_lines(run / "losses.jsonl")]


def test_killed_and_resumed_losses_equal_the_unbroken_runs_bit_for_bit(killed_run: Path, unbroken_run: Path) -> None:
    assert losses(killed_run) == losses(unbroken_run)
    assert [step for step, _ in losses(killed_run)] == list(range(1, 21))


def test_the_final_weights_are_equal_too(killed_run: Path, unbroken_run: Path) -> None:
    name = "model/model.safetensors"
    assert (killed_run / name).read_bytes() == (unbroken_run / name).read_bytes()
    assert (killed_run / name).read_bytes() != (killed_run / "initial/model.safetensors").read_bytes()


def test_a_rank_was_killed_and_the_run_went_on_from_the_checkpoint_before(killed_run: Path, unbroken_run: Path) -> None:
    events = list(read_lines(killed_run / "events.jsonl"))
    killed = next(event for event in events if event["event"] == "killed")
    assert (killed["rank"], killed["signal"], killed["rehearsed"]) == (1, "SIGKILL", True)
    assert killed["step"] >= 12
    resumed = next(event for event in events if event["event"] == "resume")
    assert resumed["step"] == killed["step"] // 5 * 5
    assert {event["restart"] for event in events if event["event"] == "restart"} == {1}
    assert not [event for event in read_lines(unbroken_run / "events.jsonl") if event["event"] in {"killed", "resume", "restart"}]


def test_the_two_last_checkpoints_stay_and_carry_the_hash_of_their_data(killed_run: Path, curated: Path) -> None:
    kept = sorted((killed_run / "checkpoints").iterdir())
    assert [path.name for path in kept] == ["step-000015", "step-000020"]
    data = manifest.read(FolderStore(curated)).hash
    assert {manifest.read(FolderStore(path)).inputs["curation"] for path in kept} == {data}


def test_the_manifest_tells_the_curve_the_scores_and_the_kill(killed_run: Path) -> None:
    found = manifest.read(FolderStore(killed_run))
    assert manifest.verify(FolderStore(killed_run), found) == []
    assert [score["step"] for score in found.metrics["dev_bits_per_byte"]] == [10, 20]
    assert found.metrics["loss_last"] < found.metrics["loss_first"]
    assert len(found.metrics["kills"]) == len(found.metrics["resumes"]) == 1


def test_transformers_loads_the_model_and_goes_on_with_a_text(killed_run: Path) -> None:
    model = LlamaForCausalLM.from_pretrained(killed_run / "model")
    tokenizer = AutoTokenizer.from_pretrained(killed_run / "model")
    made = model.generate(**tokenizer("abc", return_tensors="pt", return_token_type_ids=False), max_new_tokens=4, min_new_tokens=4)
    assert made.shape[1] == len(tokenizer("abc")["input_ids"]) + 4


def test_nothing_half_written_is_left(killed_run: Path) -> None:
    assert [path for path in killed_run.rglob("*") if "writing" in path.name or path.suffix == ".tmp"] == []

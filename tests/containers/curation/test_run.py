"""The whole step: from a corpus to a manifest, over good and bad input, kills and many workers."""

import json
import shutil
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from containers.common import ledger, manifest
from containers.common.entry import main
from containers.common.errors import StepFailed
from containers.common.ledger import Seal
from containers.common.recipe import read_recipe
from containers.common.store import open_store
from containers.curation import run as module
from containers.curation.run import run
from containers.curation.settings import Curation
from containers.curation.workers import Workers
from tests.containers.curation.texts import folder_of, prose

REPOSITORY = Path(__file__).parents[3]
COLUMNS = ["doc_id", "text", "language", "topic", "source", "license", "characters"]
SETTINGS = {"shard_mb": 0.02, "perplexity": {"training_mb": 0.02}, "classify": {"dev_share": 0.2, "test_share": 0.2, "largest_group": 1}}


def rows_of(out: Path) -> list[dict]:
    return list(ledger.read(open_store(out)))


def documents_of(out: Path) -> dict[str, list[dict]]:
    return {
        split: [row for path in sorted((out / "documents" / split).glob("*.parquet")) for row in pq.read_table(path).to_pylist()]
        for split in ("train", "dev", "test")
    }


def metrics_of(out: Path) -> dict:
    return manifest.read(open_store(out)).metrics


@pytest.fixture(scope="session")
def corpus(tmp_path_factory) -> Path:
    """Forty documents of their own; copies, near copies, addresses, noise; and files that cannot be read."""
    good = [(f"doc-{number:02d}.txt", prose(number, 30).encode()) for number in range(40)]
    copies = [("copy-a.txt", prose(1, 30).upper().encode()), ("copy-b.md", prose(2, 30).encode())]
    near = [(f"near-{number}.txt", (prose(number, 30) + f"\nAnd one line that is new in copy {number}.").encode()) for number in (3, 4)]
    personal = [("mail.txt", (prose(50, 30) + "\nWrite to jane.doe@example.org or call +49 30 23125 000.").encode())]
    noise = [("noise.txt", b"1 2 3 4 5 " * 200), ("short.txt", b"The fee is paid to the office.")]
    broken = [
        ("binary.txt", b"\x00\x01\x02"),
        ("broken.txt", b"caf\xe9 au lait"),
        ("lying.pdf", b"no pdf"),
        ("table.xlsx", b"PK"),
        ("empty.md", b""),
    ]
    return folder_of(tmp_path_factory.mktemp("corpus"), [*good, *copies, *near, *personal, *noise, *broken])


@pytest.fixture(scope="session")
def done(corpus: Path, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("done") / "out"
    run(Curation(workers=1, **SETTINGS), str(corpus), str(out))
    return out


def test_what_lies_in_the_output_is_what_the_contract_says(done: Path) -> None:
    store = open_store(done)
    made = manifest.read(store)
    assert manifest.verify(store, made) == []
    assert set(made.outputs) == {path for path in store.list() if path != "manifest.json"}
    for split in ("train", "dev", "test"):
        assert pq.read_schema(done / "documents" / split / "part-00000.parquet").names == COLUMNS
    assert pq.read_schema(done / "rejects" / "part-00000.parquet").names == ["doc_id", "stage", "reason", "text"]
    assert not (done / "work").exists()


def test_every_document_ends_in_exactly_one_place_with_a_row_that_says_so(done: Path, corpus: Path) -> None:
    kept = [row["doc_id"] for rows in documents_of(done).values() for row in rows]
    rejected = pq.read_table(done / "rejects" / "part-00000.parquet")["doc_id"].to_pylist()
    assert sorted(kept + rejected) == sorted(path.name for path in corpus.iterdir())
    last = {row["doc_id"]: row for row in rows_of(done)}
    assert {doc_id for doc_id, row in last.items() if row["action"] in {"drop", "quarantine"}} == set(rejected)
    assert all(last[doc_id]["stage"] == "classify" for doc_id in kept)


def test_the_ledgers_root_stands_in_the_manifest_and_a_changed_row_is_found(done: Path, tmp_path: Path) -> None:
    told = metrics_of(done)["ledger"]
    seal = Seal(told["rows"], told["root"], ())
    assert ledger.verify(open_store(done), seal) == []
    shutil.copytree(done, tmp_path / "forged")
    path = tmp_path / "forged" / "ledger" / "rows-00000.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"action":"drop"', b'"action":"keep"', 1))
    assert ledger.verify(open_store(tmp_path / "forged"), seal)
    assert manifest.verify(open_store(tmp_path / "forged"), manifest.read(open_store(tmp_path / "forged"))) == [
        "ledger/rows-00000.jsonl: changed"
    ]


def test_no_personal_data_stands_anywhere_in_the_output(done: Path) -> None:
    for path in done.rglob("*"):
        if path.suffix == ".parquet":
            assert "jane.doe" not in str(pq.read_table(path).to_pylist())
            assert "23125" not in str(pq.read_table(path).to_pylist())
        elif path.is_file():
            assert b"jane.doe" not in path.read_bytes()
    assert metrics_of(done)["personal_data"] == {"documents": 1, "hits": {"email": 1, "phone": 1}}


def test_the_reasons_are_counted_by_stage(done: Path) -> None:
    reasons = metrics_of(done)["reasons"]
    assert reasons["read"] == {
        "binary data": 1,
        "broken utf-8": 1,
        "named PDF but is none": 1,
        "no reader for this kind of file": 1,
        "empty": 1,
    }
    assert reasons["exact"] == {"content-hash": 2}
    assert reasons["near"] == {"jaccard": 2}
    assert sum(reasons["quality"].values()) == 2


def test_what_goes_out_of_a_stage_goes_into_the_next(done: Path) -> None:
    stages = metrics_of(done)["stages"]
    assert [stage["name"] for stage in stages] == ["read", "normalise", "personal", "exact", "near", "quality", "perplexity", "classify"]
    for one, after in pairwise(stages):
        assert (one["documents_out"], one["bytes_out"]) == (after["documents_in"], after["bytes_in"])
    assert stages[0]["documents_in"] == 52
    assert stages[-1]["documents_out"] == sum(split["documents"] for split in metrics_of(done)["splits"].values())


def test_the_example_cluster_shows_the_kept_copy_and_the_others(done: Path) -> None:
    example = metrics_of(done)["duplicates"]["example"]
    assert [member["kept"] for member in example["members"]] == [True, False]
    assert example["members"][0]["doc_id"].startswith("near-")
    assert 0.8 <= example["members"][1]["similarity"] < 1


def test_the_perplexity_distribution_adds_up(done: Path) -> None:
    told = metrics_of(done)["perplexity"]
    group = told["groups"]["all"]
    assert sum(group["counts"]) == group["documents"] == metrics_of(done)["stages"][6]["documents_in"]
    assert len(told["edges"]) == len(group["counts"]) + 1


def test_the_same_step_is_not_done_again_and_another_setting_is(corpus: Path, done: Path, tmp_path: Path, capsys) -> None:
    shutil.copytree(done, tmp_path / "out")
    before = (tmp_path / "out" / "manifest.json").stat().st_mtime_ns
    run(Curation(workers=2, **SETTINGS), str(corpus), str(tmp_path / "out"))
    assert (tmp_path / "out" / "manifest.json").stat().st_mtime_ns == before
    assert "finished already" in capsys.readouterr().err
    run(Curation(workers=1, **{**SETTINGS, "near": {"threshold": 0.99}}), str(corpus), str(tmp_path / "out"))
    assert "near" not in metrics_of(tmp_path / "out")["reasons"]


def test_two_workers_give_the_same_hash_as_one(corpus: Path, done: Path, tmp_path: Path) -> None:
    run(Curation(workers=2, **SETTINGS), str(corpus), str(tmp_path / "out"))
    assert metrics_of(tmp_path / "out")["ledger"] == metrics_of(done)["ledger"]
    assert manifest.read(open_store(tmp_path / "out")).hash == manifest.read(open_store(done)).hash


@pytest.mark.parametrize("killed_in", ["clean", "judge", "finish"])
def test_a_run_that_was_killed_goes_on_and_ends_the_same(
    corpus: Path, done: Path, tmp_path: Path, monkeypatch, capsys, killed_in: str
) -> None:
    original, calls = getattr(module, killed_in), []

    def killed(*arguments: object) -> None:
        if len(calls) == 2:
            raise KeyboardInterrupt
        calls.append(arguments)
        original(*arguments)

    monkeypatch.setattr(module, killed_in, killed)
    with pytest.raises(KeyboardInterrupt):
        run(Curation(workers=1, **SETTINGS), str(corpus), str(tmp_path / "out"))
    assert not (tmp_path / "out" / "manifest.json").exists()
    calls.append(())
    again = []
    monkeypatch.setattr(module, killed_in, lambda *arguments: (again.append(arguments[1]), original(*arguments))[1])
    run(Curation(workers=1, **SETTINGS), str(corpus), str(tmp_path / "out"))
    assert "goes on from what an earlier run finished" in capsys.readouterr().err
    assert not {0, 1} & set(again)
    assert manifest.read(open_store(tmp_path / "out")).hash == manifest.read(open_store(done)).hash


def note_whether_deaf(target: Path) -> None:
    target.write_text(str(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())))


def test_a_worker_never_hears_ctrl_c_not_even_while_it_starts_and_the_parent_still_does(tmp_path: Path) -> None:
    with Workers(2) as workers:
        workers.run("notes", note_whether_deaf, [(tmp_path / name,) for name in "ab"])
    assert [(tmp_path / name).read_text() for name in "ab"] == ["True", "True"]
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_a_run_says_what_it_kept_and_why_the_rest_went(tmp_path: Path, curate, capsys) -> None:
    folder_of(tmp_path / "in", [("good.txt", prose(1).encode()), ("a.zip", b"PK"), ("b.zip", b"PL"), ("c.txt", b"")])
    curate(tmp_path / "in")
    said = capsys.readouterr().err
    assert "1 of 4 documents kept, most often gone: read no reader for this kind of file (2), read empty (1)" in said


def test_work_of_another_recipe_is_not_gone_on_from(corpus: Path, done: Path, tmp_path: Path) -> None:
    work = tmp_path / "out" / "work"
    folder_of(work, [("key.json", b'{"of":"another run"}'), ("clean-00000.json", b"{}"), ("corpus-00000.json", b"{}")])
    run(Curation(workers=1, **SETTINGS), str(corpus), str(tmp_path / "out"))
    assert manifest.read(open_store(tmp_path / "out")).hash == manifest.read(open_store(done)).hash


def test_an_earlier_runs_parts_do_not_stay(corpus: Path, done: Path, tmp_path: Path) -> None:
    folder_of(tmp_path / "out", [("documents/train/part-00009.parquet", b"old"), ("notes.txt", b"of somebody else")])
    run(Curation(workers=1, **SETTINGS), str(corpus), str(tmp_path / "out"))
    assert not (tmp_path / "out" / "documents" / "train" / "part-00009.parquet").exists()
    assert (tmp_path / "out" / "notes.txt").exists()


def test_a_corpus_of_which_nothing_is_left_fails_with_the_reasons_and_leaves_the_ledger(tmp_path: Path) -> None:
    corpus = folder_of(tmp_path / "corpus", [("a.bin", b"\x00"), ("b.txt", b"\x00\x01"), ("c.txt", b"\xff")])
    with pytest.raises(StepFailed, match=r"no document is left to train on: .*no reader for this kind of file \(1\)"):
        run(Curation(workers=1), str(corpus), str(tmp_path / "out"))
    assert len(rows_of(tmp_path / "out")) == 3
    assert not (tmp_path / "out" / "manifest.json").exists()


def test_a_private_key_is_kept_from_the_rejects_too(tmp_path: Path) -> None:
    key = "-----BEGIN PRIVATE KEY-----\n" + "QUJD" * 20 + "\n-----END PRIVATE KEY-----"
    corpus = folder_of(tmp_path / "corpus", [*((f"{at}.txt", prose(at, 30).encode()) for at in range(4)), ("key.txt", key.encode())])
    run(Curation(workers=1, **{**SETTINGS, "personal": {"actions": {"private_key": "quarantine"}}}), str(corpus), str(tmp_path / "out"))
    (reject,) = [
        row for row in pq.read_table(tmp_path / "out" / "rejects" / "part-00000.parquet").to_pylist() if row["doc_id"] == "key.txt"
    ]
    assert (reject["stage"], reject["reason"], reject["text"]) == ("personal", "packs: private_key 1", "")


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: json.dumps({"text": text}).encode()), min_size=1, max_size=12)
)
def test_no_fuzzed_line_vanishes_without_a_row(tmp_path_factory, lines: list[bytes]) -> None:
    root = tmp_path_factory.mktemp("fuzz")
    data = b"\n".join([*lines, *(json.dumps({"id": f"good-{at}", "text": prose(at, 30)}).encode() for at in range(3))])
    (root / "a.jsonl").write_bytes(data)
    run(Curation(workers=1, **SETTINGS), str(root / "a.jsonl"), str(root / "out"))
    told = {row["doc_id"] for row in rows_of(root / "out")}
    rejected = pq.read_table(root / "out" / "rejects" / "part-00000.parquet").num_rows
    kept = sum(len(rows) for rows in documents_of(root / "out").values())
    assert len(told) == rejected + kept == sum(1 for line in data.split(b"\n") if line.strip())


def started(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "containers.curation", *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )


def test_the_command_ends_with_2_and_writes_nothing_for_an_input_that_is_not_there(tmp_path: Path) -> None:
    ended = started(
        "--recipe", "containers/curation/recipes/spine.yaml", "--input", str(tmp_path / "none"), "--output", str(tmp_path / "out")
    )
    assert (ended.returncode, ended.stderr.strip()) == (2, f"{tmp_path / 'none'}: no such folder or file")
    assert not (tmp_path / "out").exists()


def test_the_command_tells_every_mistake_of_a_recipe_at_once(tmp_path: Path, capsys) -> None:
    (tmp_path / "recipe.yaml").write_text("read: {sample_mb: -1}\nnear: {bands: 7}\nqualty: {}\n")
    assert main(Curation, run, argv=["--recipe", str(tmp_path / "recipe.yaml"), "--output", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert all(part in said for part in ("3 problems", "read.sample_mb", "bands must divide permutations (128)", "did you mean 'quality'"))


def test_the_spine_recipe_is_one() -> None:
    assert read_recipe(Curation, REPOSITORY / "containers/curation/recipes/spine.yaml").personal.actions == {"private_key": "quarantine"}


LAWS = REPOSITORY.parent / "shared" / "data" / "gesetze.jsonl.zst"


@pytest.mark.skipif(not LAWS.exists(), reason="needs ../shared/data/gesetze.jsonl.zst: 5,957 German laws")
def test_german_laws_are_known_as_german_law(tmp_path: Path) -> None:
    run(Curation(workers=2, read={"sample_mb": 1.5}), str(LAWS), str(tmp_path / "out"))
    metrics = metrics_of(tmp_path / "out")
    assert set(metrics["languages"]) == {"de"}
    assert metrics["topics"]["law"]["documents"] > 0.9 * metrics["stages"][-1]["documents_out"]
    assert metrics["stages"][-1]["bytes_out"] > 0.5 * metrics["stages"][0]["bytes_in"]

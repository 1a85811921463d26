"""The report's figures are those that the steps wrote; whatever is not there is missing with a reason."""

import json
import struct
from pathlib import Path

import pytest

from console.demo.folders import Folders
from console.demo.journal import Journal
from console.demo.report import curation, deployment, evaluation, load, provenance, training
from console.demo.report.answers import started
from console.demo.report.facts import Missing, NotThere
from console.demo.report.gather import gather
from console.demo.step import Step
from containers.common import manifest
from containers.common.ledger import Decision, LedgerWriter
from containers.common.store import open_store

INTERVAL = {"value": 1.0, "low": 0.9, "high": 1.1}


def finished(
    folder: Path, step: str, *, inputs: dict[str, str], metrics: dict[str, object], settings: dict[str, object] | None = None
) -> str:
    """Write a manifest as a step does; returns its hash."""
    folder.mkdir(exist_ok=True)
    store = open_store(str(folder))
    made = manifest.build(store, step=step, settings=settings or {}, inputs=inputs, outputs=[], metrics=metrics, seconds=1.0)
    manifest.write(store, made)
    return made.hash


@pytest.fixture
def curated(tmp_path: Path) -> Path:
    folder = tmp_path / "curation"
    folder.mkdir()
    chain = LedgerWriter(open_store(str(folder)))
    for number in range(3):
        chain.append(Decision(f"doc-{number}", "0" * 64, "quality", "fewest-words", 1, "drop", "12 words"))
    seal = chain.close()
    members = [{"doc_id": "someone@example.org/README", "kept": True, "similarity": 1.0, "snippet": "write to someone@example.org"}]
    stage = {"documents_in": 3, "documents_out": 2, "bytes_in": 900, "bytes_out": 600}
    finished(
        folder,
        "curation",
        inputs={"corpus": "c"},
        metrics={
            "sample": {"rule": "everything", "documents": 3, "bytes": 900, "corpus_documents": 3, "corpus_bytes": 900},
            "stages": [{"name": "read", **stage}, {"name": "quality", **stage}],
            "reasons": {"quality": {"fewest-words": 1}},
            "personal_data": {"documents": 1, "hits": {"email": 4}},
            "duplicates": {"exact": 1, "near": 2, "near_clusters": 1, "rule": "the longest", "example": {"members": members}},
            "perplexity": {},
            "languages": {"en": {"documents": 2}},
            "topics": {},
            "splits": {"train": {"documents": 2}},
            "ledger": {"rows": seal.rows, "root": seal.root},
        },
    )
    return folder


def test_the_funnel_is_the_stages_own_figures(curated: Path) -> None:
    found = curation.read(curated)
    assert (found.came_in.documents, found.went_out.documents) == (3, 2)
    assert found.stages[1].dropped == {"fewest-words": 1}
    assert found.ledger.problems == []


def test_an_excerpt_is_freed_of_personal_data_once_more(curated: Path) -> None:
    shown = curation.read(curated).duplicates.example[0]
    assert "someone@" not in shown.excerpt + shown.doc_id
    assert "[EMAIL]" in shown.excerpt


def test_a_changed_ledger_is_found_by_the_report(curated: Path) -> None:
    rows = next((curated / "ledger").glob("*.jsonl"))
    rows.write_text(rows.read_text().replace("12 words", "99 words"))
    assert curation.read(curated).ledger.problems


def test_a_manifest_that_was_changed_is_no_figure(curated: Path) -> None:
    path = curated / "manifest.json"
    path.write_text(path.read_text().replace('"corpus": "c"', '"corpus": "d"'))
    with pytest.raises(NotThere, match="hash does not fit"):
        curation.read(curated)


def test_a_histograms_long_tail_becomes_one_bin_and_loses_nobody() -> None:
    edges, counts = curation.shortened([float(edge) for edge in range(11)], [300, 500, 195, 3, 0, 0, 1, 0, 0, 1])
    assert (edges, counts) == ([0.0, 1.0, 2.0, 3.0, 10.0], [300, 500, 195, 5])


def a_run(folder: Path, curated_hash: str) -> None:
    finished(
        folder,
        "training",
        inputs={"curation": curated_hash},
        metrics={"tokens": 4096, "tokens_per_second": 800.5},
        settings={"processes": 2},
    )
    lines = [{"step": step, "loss": 9.0 - step, **({"dev_bits_per_byte": 3.0} if step == 2 else {})} for step in (1, 2)]
    (folder / "losses.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines) + '{"step": 3, "lo')
    events = [
        {"event": "resume", "step": 5},
        {"event": "killed", "step": 16, "rank": 1},
        {"event": "restart", "step": 0},
        {"event": "resume", "step": 10},
    ]
    (folder / "events.jsonl").write_text("".join(json.dumps(event) + "\n" for event in events))
    (folder / "model").mkdir()
    (folder / "model/config.json").write_text('{"vocab_size": 512}')
    header = json.dumps({"__metadata__": {}, "a": {"shape": [512, 8]}, "b": {"shape": [8]}}).encode()
    (folder / "model/model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + bytes(16))


def test_a_run_is_read_from_its_journals(tmp_path: Path) -> None:
    a_run(tmp_path / "training", "h")
    found = training.read(tmp_path / "training", tmp_path / "comparison.json")
    assert found.losses == [(1, 8.0), (2, 7.0)]
    assert found.dev == [(2, 3.0)]
    assert (found.killed_at, found.resumed_at) == (16, 10)
    assert (found.parameters, found.vocabulary, found.processes, found.tokens) == (512 * 8 + 8, 512, 2, 4096)
    assert found.unbroken is None
    assert "comparison.json is not there" in found.unbroken_missing


def test_the_chain_fits_only_if_each_step_names_the_one_before(tmp_path: Path) -> None:
    folders = {name: tmp_path / name for name in ("curation", "training", "evaluation")}
    first = finished(folders["curation"], "curation", inputs={"corpus": "c"}, metrics={})
    finished(folders["training"], "training", inputs={"curation": first}, metrics={})
    finished(folders["evaluation"], "evaluation", inputs={"training": "another"}, metrics={})
    assert [link.is_chained for link in provenance.chain(folders)] == [None, True, False]


def test_scores_keep_their_intervals(tmp_path: Path) -> None:
    finished(tmp_path / "evaluation", "evaluation", inputs={}, metrics={})
    parts = {"before": INTERVAL, "after": INTERVAL, "difference": {"value": -1.0, "low": -2.0, "high": -0.5}}
    results = {"confidence": 0.95, "bits_per_byte": {"documents": 7, **parts}, "cloze": {"items": 9, "chance": 0.25, **parts}}
    (tmp_path / "evaluation/results.json").write_text(json.dumps(results))
    bits, cloze = evaluation.read(tmp_path / "evaluation").scores
    assert (bits.is_better, bits.items, bits.difference.high) == (True, 7, -0.5)
    assert (cloze.is_better, cloze.chance) == (False, 0.25)


def test_a_level_without_answers_has_no_percentiles(tmp_path: Path) -> None:
    finished(tmp_path / "load", "load", inputs={}, metrics={})
    level = {
        "users": 4,
        "seconds": 15.0,
        "count": 0,
        "errors": 2,
        "ttft_ms": None,
        "itl_ms": None,
        "e2e_ms": None,
        "output_tokens_per_s": 0.0,
    }
    silent = {**level, "users": 8, "errors": 0}
    (tmp_path / "load/load.json").write_text(json.dumps({"max_tokens": 64, "levels": [level, silent]}))
    assert load.read(tmp_path / "load").most_at_once == 4
    found = load.read(tmp_path / "load").levels[0]
    assert (found.requests, found.errors, found.ttft_ms.p50) == (2, 2, None)


def test_a_finding_at_three_places_counts_as_three(tmp_path: Path) -> None:
    rule = {"pack": "AwsSolutions", "rule": "IAM5", "severity": "error", "description": "", "reason": "needed"}
    nag = {
        "packs": [["AwsSolutions", "failure"]],
        "open": [{**rule, "constructs": ["a", "b", "c"]}],
        "acknowledged": [{**rule, "constructs": ["d"]}],
    }
    scope = {"name": "x", "regions": ["r"], "partition": "p"}
    (tmp_path / "audit.json").write_text(json.dumps({"scope": scope, "stacks": ["s"], "resources": 4, "nag": nag, "claims": []}))
    found = deployment.read_synthesis(tmp_path)
    assert (found.findings, found.acknowledged, found.acknowledgements[0].reason) == (3, 1, "needed")


def test_an_assembly_without_a_validation_report_shows_no_rules(tmp_path: Path) -> None:
    (tmp_path / "audit.json").write_text(json.dumps({"nag": None}))
    with pytest.raises(NotThere, match="no validation report"):
        deployment.read_synthesis(tmp_path)


def test_only_what_was_read_back_without_a_problem_counts_as_created(tmp_path: Path) -> None:
    one = {"stack": "s", "logical_id": "a", "type": "AWS::KMS::Key", "is_modelled": True, "problems": []}
    resources = [one, {**one, "logical_id": "b", "problems": ["not there"]}, {**one, "type": "AWS::CDK::Metadata", "is_modelled": False}]
    report = {
        "stacks": {"s": 3},
        "resources": resources,
        "properties_verified": 5,
        "unread": {},
        "unmodelled": {"AWS::CDK::Metadata": "a stamp"},
    }
    (tmp_path / "rehearsal.json").write_text(json.dumps({**report, "assumed": [], "problems": ["b"], "holds": False, "seconds": {}}))
    found = deployment.read_rehearsal(tmp_path)
    assert [(each.type, each.names) for each in found.created] == [("AWS::KMS::Key", ["s/a"])]
    assert not found.holds


def test_the_server_says_which_engine_it_is_and_why_it_is_not_vllm(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_text('vLLM cannot be used: there is no .venv-vllm; serving with transformers\n{"ready": true, "engine": "transformers"}\n')
    assert started(log) == ("transformers", "vLLM cannot be used: there is no .venv-vllm; serving with transformers")


def test_a_step_that_has_not_finished_gives_no_figures_even_if_its_files_are_there(curated: Path) -> None:
    folders = Folders(curated.parent, curated.parent)
    step = Step(name="curate", title="Curate", argv=("true",))
    report = gather([step], folders, Journal(folders.journal))
    assert isinstance(report.curation, Missing)
    assert "has not finished" in report.curation.missing
    assert report.provenance.steps[0].state == "not finished"


def test_figures_of_another_shape_are_missing_and_no_stack_trace(curated: Path) -> None:
    folders = Folders(curated.parent, curated.parent)
    (folders.root / "audit").mkdir()
    (folders.root / "audit/audit.json").write_text('{"claims": [{"name": 3}], "nag": {}}')
    report = gather([], folders, Journal(folders.journal))
    assert "another shape" in report.claims.missing
    assert not isinstance(report.curation, Missing)


def test_what_this_run_finished_counts_even_if_the_code_changed_since(curated: Path) -> None:
    folders = Folders(curated.parent, curated.parent)
    step = Step(name="curate", title="Curate", argv=("true",))
    report = gather([step], folders, Journal(folders.journal), done=frozenset({"curate"}))
    assert not isinstance(report.curation, Missing)


def test_half_a_chain_is_not_shown_as_whole(curated: Path) -> None:
    folders = Folders(curated.parent, curated.parent)
    finished(folders.training, "training", inputs={"curation": json.loads((curated / "manifest.json").read_text())["hash"]}, metrics={})
    report = gather([], folders, Journal(folders.journal))
    assert [link.is_chained for link in report.provenance.chain] == [None, True]
    assert next(check for check in report.checks if check.section == "provenance").holds is None

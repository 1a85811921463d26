"""The checks of a move: each holds on a right input, and each is broken by one that is not."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from blueprint.planning.migration import checkpoints, costs, identities, interconnect
from blueprint.planning.migration.outcome import Outcome, ResultError
from blueprint.settings.slurm import Slurm
from tests.blueprint.planning.migration.models import NODES
from tests.blueprint.planning.migration.test_translation import MODEL

MIB = 1 << 20
TODAY = date(2026, 11, 24)


def run(platform: str = "hall", share: float = 1.0, **changes: Any) -> dict[str, Any]:
    sizes = ((MIB, 2.0), (16 * MIB, 40.0), (128 * MIB, 160.0))
    results = [{"bytes": size, "median_s": 0.01, "bus_gb_per_s": bandwidth * share} for size, bandwidth in sizes]
    return {
        "name": "all-reduce",
        "platform": platform,
        "backend": "nccl",
        "ranks": 16,
        "nodes": 2,
        "device": "H100",
        "torch": "2.13.0",
        "results": results,
    } | changes


def links(old: dict[str, Any], new: dict[str, Any]) -> Outcome:
    return interconnect.compare(interconnect.read_result(old, "old"), interconnect.read_result(new, "new"))


def test_as_fast_a_fabric_holds() -> None:
    outcome = links(run(), run("cloud", 0.95))
    assert outcome.holds is True
    assert outcome.rows[2] == ("16", "40.00", "38.00", "95%")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"share": 0.5}, "16 MiB: 50% of the old bandwidth; at least 90% is wanted"),
        ({"ranks": 8}, "ranks: 16 there, 8 here"),
        ({"nodes": 1}, "nodes: 2 there, 1 here"),
        ({"backend": "gloo"}, "backend: nccl there, gloo here"),
        ({"results": [{"bytes": MIB, "median_s": 1, "bus_gb_per_s": 9}]}, "no size of 16 MiB or more"),
    ],
)
def test_a_slower_fabric_or_another_measurement_does_not_hold(changes, says) -> None:
    outcome = links(run(), run("cloud", **changes))
    assert outcome.holds is False
    assert any(says in reason for reason in outcome.against)


def test_slow_small_messages_are_shown_and_do_not_decide() -> None:
    new = run("cloud")
    new["results"][0]["bus_gb_per_s"] = 0.1
    outcome = links(run(), new)
    assert (outcome.holds, outcome.rows[1][3]) == (True, "5%")


@pytest.mark.parametrize("content", [{}, [], "text", run(ranks=1), run() | {"results": []}, run() | {"name": "ring"}])
def test_a_file_that_is_no_result_is_refused(content) -> None:
    with pytest.raises(ResultError, match="old: is no result"):
        interconnect.read_result(content, "old")


def checkpoint(**changes: Any) -> dict[str, Any]:
    return {
        "name": "checkpoint",
        "checkpoint": "step-000050",
        "hash": "ab" * 32,
        "step": 50,
        "processes": 2,
        "precision": "bfloat16",
        "tensors": {"model.weight": {"dtype": "float32", "shape": [8, 4]}, "model.bias": {"dtype": "float32", "shape": [8]}},
        "others": ["scheduler"],
        "written_by": "1.0",
        "read_by": {"torch": "2.13.0+cpu", "code": "1.0"},
    } | changes


def state(old: dict[str, Any], new: dict[str, Any], processes: int | None = None) -> Outcome:
    return checkpoints.compare(checkpoints.read_description(old, "old"), checkpoints.read_description(new, "new"), processes)


def test_a_checkpoint_that_both_sides_see_alike_holds() -> None:
    assert state(checkpoint(), checkpoint(read_by={"torch": "2.13.1+cu130", "code": "1.0"})).holds is True


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"hash": "cd" * 32}, "hash:"),
        ({"step": 40}, "step: 50 there, 40 here"),
        ({"processes": 4}, "processes: 2 there, 4 here"),
        ({"precision": "float32"}, "precision: bfloat16 there, float32 here"),
        ({"tensors": {"model.weight": {"dtype": "float32", "shape": [8, 4]}}}, "1 tensors only there: model.bias"),
        (
            {"tensors": checkpoint()["tensors"] | {"model.bias": {"dtype": "bfloat16", "shape": [8]}}},
            "1 tensors of another type or shape: model.bias",
        ),
        ({"others": []}, "other state differs: scheduler"),
        ({"read_by": {"torch": "2.9.0", "code": "1.0"}}, "torch 2.13.0+cpu there, 2.9.0 here"),
    ],
)
def test_a_checkpoint_that_differs_does_not_hold(changes, says) -> None:
    outcome = state(checkpoint(), checkpoint(**changes))
    assert outcome.holds is False
    assert any(reason.startswith(says) for reason in outcome.against)


def test_another_number_of_processes_than_it_was_written_with_does_not_hold() -> None:
    assert state(checkpoint(), checkpoint(), processes=16).against == ("processes: 2 there, 16 here",)


def test_a_file_that_is_no_description_is_refused() -> None:
    with pytest.raises(ResultError, match=r"is no result of containers\.training\.describe"):
        checkpoints.read_description({"name": "checkpoint"}, "old")


def test_each_account_has_its_people_and_an_account_without_people_does_not_hold() -> None:
    assert identities.table(MODEL, {"language": "language"}).holds is True
    lonely = Slurm.model_validate(MODEL.model_dump() | {"accounts": [{"name": "language"}]})
    assert identities.table(lonely, {"language": "language"}).against == ("language: no users are named, so nobody may submit for it",)


def test_somebody_in_two_accounts_is_told() -> None:
    both = [{"name": "language", "users": ["ann"]}, {"name": "law", "users": ["ann"]}]
    outcome = identities.table(Slurm.model_validate(MODEL.model_dump() | {"accounts": both}), {"language": "language", "law": "law"})
    assert outcome.against[0].startswith("ann: is in 2 accounts")


def test_without_accounts_the_identities_are_open() -> None:
    assert identities.table(Slurm.model_validate(MODEL.model_dump() | {"accounts": []}), {}).holds is None


ROW = {"name": "nodes", "side": "slurm", "quantity": 1460, "unit": "node-hour", "price": 2, "source": "offer 12", "checked": "2026-11-01"}
COSTS = {
    "currency": "EUR",
    "weeks_side_by_side": 4,
    "rows": [ROW, ROW | {"side": "kubernetes", "price": 3}, ROW | {"side": "both", "price": 1}],
}


def priced(content: dict[str, Any], folder: Path) -> Outcome:
    (folder / "costs.yaml").write_text(yaml.safe_dump(content))
    return costs.compare(costs.load_costs(folder / "costs.yaml", TODAY))


def test_costs_are_added_up_by_side_and_what_both_need_counts_on_each(tmp_path) -> None:
    rows = {(row[0], row[1]): row[2] for row in priced(COSTS, tmp_path).rows}
    assert rows["all", "slurm"] == "4,380.00 EUR"
    assert rows["all", "kubernetes"] == "5,840.00 EUR"
    assert rows["difference", "kubernetes less slurm"] == "+1,460.00 EUR"
    assert rows["4 weeks side by side", "both"] == f"{1460 * 6 * 4 / (365.25 / 12 / 7):,.2f} EUR in all"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"source": ""}, "rows[0].source"),
        ({"checked": "2027-01-01"}, "rows[0].checked"),
        ({"checked": "2026-13-01"}, "rows[0].checked"),
        ({"price": -1}, "rows[0].price"),
        ({"side": "azure"}, "rows[0].side"),
    ],
)
def test_a_price_without_its_source_and_day_is_refused(change, field, tmp_path) -> None:
    with pytest.raises(costs.CostError) as told:
        priced(COSTS | {"rows": [ROW | change]}, tmp_path)
    assert [problem.field for problem in told.value.problems] == [field]


def test_what_to_run_where_a_check_has_not_been_made() -> None:
    assert "--nproc-per-node=8" in interconnect.not_made(NODES["big"].count, NODES["big"].gpus).missing[0]
    assert {interconnect.not_made(2, 0).holds, checkpoints.not_made().holds, costs.not_made().holds} == {None}

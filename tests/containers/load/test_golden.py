"""The client measures the truth: compared with a server whose every token leaves at a known moment."""

import json
from typing import Any

import pytest

from containers.load.prompts import NEUTRAL


def test_every_request_and_token_that_the_server_sent_is_counted(measured: dict[str, Any]) -> None:
    totals = measured["report"]["totals"]
    assert (totals["requests"], totals["output_tokens"]) == (measured["sent"]["requests"], measured["sent"]["tokens"])
    assert totals["pieces_of_text"] == totals["output_tokens"]
    assert totals["errors"] == 0


@pytest.mark.parametrize("level", [0, 1])
@pytest.mark.parametrize(("figure", "truth_ms"), [("ttft_ms", 200), ("itl_ms", 50), ("tpot_ms", 50), ("e2e_ms", 200 + 8 * 50)])
def test_the_median_is_the_servers_own_pace(measured: dict[str, Any], level: int, figure: str, truth_ms: float) -> None:
    assert measured["report"]["levels"][level][figure]["p50"] == pytest.approx(truth_ms, rel=0.15)


def test_a_level_has_as_many_readers_as_it_says(measured: dict[str, Any]) -> None:
    one, four = measured["report"]["levels"]
    assert (one["users"], four["users"]) == (1, 4)
    assert four["output_tokens_per_s"] == pytest.approx(4 * one["output_tokens_per_s"], rel=0.25)
    assert one["output_tokens_per_s"] == pytest.approx(9 / 0.6, rel=0.25)


def test_the_client_was_not_late_itself(measured: dict[str, Any]) -> None:
    assert measured["report"]["totals"]["dispatch_delay_ms"]["p50"] < 20


def test_the_manifest_names_the_report(measured: dict[str, Any]) -> None:
    manifest = measured["manifest"]
    assert (manifest["step"], list(manifest["outputs"])) == ("load", ["load.json"])
    assert manifest["metrics"]["requests"] == measured["report"]["totals"]["requests"]


def test_no_prompt_stands_in_report_manifest_or_output(measured: dict[str, Any]) -> None:

    written = json.dumps(measured)
    assert not [prompt for prompt in NEUTRAL if prompt in written]

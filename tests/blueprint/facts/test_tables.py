"""Every table: each row has a source and a date, and an unknown name is answered with the nearest."""

from datetime import date
from pathlib import Path

import pytest
import yaml

import blueprint.facts
from blueprint.facts import (
    alarms,
    backup,
    buckets,
    config_rules,
    data_events,
    endpoints,
    external_keys,
    gateways,
    instances,
    lustre,
    names,
    partitions,
    regions,
    services,
)
from blueprint.facts.network_events import NetworkEvents
from blueprint.facts.retention import Retention
from blueprint.facts.table import Row, Table, UnknownFactError, read

FOLDER = Path(blueprint.facts.__file__).parent

TABLES = {
    "alarms.yaml": alarms.trail_alarms,
    "backup.yaml": backup.backup_facts,
    "buckets.yaml": buckets.catalogue,
    "data_events.yaml": data_events.data_events,
    "config_rules.yaml": config_rules.catalogue,
    "endpoints.yaml": endpoints.catalogue,
    "external_keys.yaml": external_keys.external_keys,
    "features.yaml": regions.features,
    "gateways.yaml": gateways.gateways,
    "instances.yaml": instances.instances,
    "lustre.yaml": lustre.throughputs,
    "names.yaml": names.catalogue,
    "network_events.yaml": lambda: read("network_events.yaml", NetworkEvents),
    "offers.yaml": instances.offers,
    "partitions.yaml": partitions.partitions,
    "regions.yaml": regions.regions,
    "services.yaml": services.services,
    "retention.yaml": lambda: read("retention.yaml", Retention),
}


def test_every_file_of_facts_is_read_here() -> None:
    assert set(TABLES) == {path.name for path in FOLDER.glob("*.yaml")}


@pytest.mark.parametrize("filename", TABLES)
def test_every_row_says_where_it_was_read_and_when(filename) -> None:
    table: Table[Row] = TABLES[filename]()
    assert table
    for name, row in table.items():
        assert row.name == name
        assert len(row.source) > 10
        assert date(2026, 1, 1) <= row.checked <= date(2030, 1, 1)


@pytest.mark.parametrize("filename", TABLES)
def test_every_source_is_used(filename) -> None:
    content = yaml.safe_load((FOLDER / filename).read_text())
    assert set(content["sources"]) == {row["source"] for row in content["rows"].values()}


@pytest.mark.parametrize(
    "text",
    [
        "sources: {s: {text: a book, checked: 2026-11-22}}\nrows: {r: {days: [1]}}",
        "sources: {s: {text: a book}}\nrows: {r: {days: [1], source: s}}",
        "sources: {}\nrows: {r: {days: [1], source: s}}",
        "sources: {s: {text: a book, checked: 2026-11-22}}\nrows: {r: {days: [1], source: s, colour: red}}",
    ],
    ids=["no source", "no date", "a source that is not stated", "a field that the model lacks"],
)
def test_a_row_that_does_not_say_it_is_not_read(text, tmp_path, monkeypatch) -> None:
    (tmp_path / "x.yaml").write_text(text)
    monkeypatch.setattr("blueprint.facts.table.resources.files", lambda _: tmp_path)
    with pytest.raises((KeyError, ValueError)):
        read("x.yaml", Retention)


@pytest.mark.parametrize(("asked", "meant"), [("p5.48xlrge", "p5.48xlarge"), ("zzzz", None)])
def test_an_unknown_name_is_answered_with_the_nearest(asked, meant) -> None:
    with pytest.raises(UnknownFactError) as unknown:
        instances.instance(asked)
    assert unknown.value.nearest == meant
    assert ("did you mean" in str(unknown.value)) == bool(meant)


def test_a_table_is_a_mapping_in_the_files_order() -> None:
    assert list(partitions.partitions()) == ["aws", "aws-us-gov", "aws-eusc"]
    assert "aws" in partitions.partitions()
    assert "aws-cn" not in partitions.partitions()
    assert len(partitions.partitions()) == 3

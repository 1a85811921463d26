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
    charts,
    choices,
    config_rules,
    data_events,
    endpoints,
    external_keys,
    gateways,
    instances,
    job_platforms,
    kubernetes,
    kubernetes_names,
    lustre,
    names,
    node_health,
    partitions,
    pcs,
    pcs_limits,
    regions,
    services,
    slurm_ports,
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
    "lustre_metadata.yaml": lustre.metadata_iops,
    "choices.yaml": choices.choices,
    "choice_platforms.yaml": choices.choice_platforms,
    "charts.yaml": charts.charts,
    "config_rules.yaml": config_rules.catalogue,
    "eks_addons.yaml": kubernetes.addons,
    "eks_registries.yaml": kubernetes.addon_registries,
    "endpoints.yaml": endpoints.catalogue,
    "external_keys.yaml": external_keys.external_keys,
    "features.yaml": regions.features,
    "gateways.yaml": gateways.gateways,
    "instances.yaml": instances.instances,
    "kubernetes.yaml": kubernetes.versions,
    "job_platforms.yaml": job_platforms.job_platforms,
    "kubernetes_names.yaml": kubernetes_names.kubernetes_names,
    "lustre.yaml": lustre.throughputs,
    "names.yaml": names.catalogue,
    "node_health.yaml": node_health.node_faults,
    "network_events.yaml": lambda: read("network_events.yaml", NetworkEvents),
    "offers.yaml": instances.offers,
    "partitions.yaml": partitions.partitions,
    "pcs.yaml": pcs.settable,
    "pcs_families.yaml": pcs_limits.block_families,
    "pcs_own.yaml": pcs.own_settings,
    "pcs_sizes.yaml": pcs_limits.pcs_sizes,
    "pcs_versions.yaml": pcs_limits.pcs_versions,
    "regions.yaml": regions.regions,
    "services.yaml": services.services,
    "slurm_ports.yaml": slurm_ports.slurm_ports,
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

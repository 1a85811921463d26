"""Nothing is left open, and what is open cannot be overlooked."""

import json
from pathlib import Path
from typing import Any

import pytest

from stacks.findings import PLUGINS, open_in
from tests.stacks.templates import Templates

EXCUSED = {"acknowledgedAt": "stack/Bucket", "acknowledgedId": "AwsSolutions::AwsSolutions-S1", "reason": "none needed"}


Said = tuple[dict[str, Any], ...]


def assembly(folder: Path, *, violations: Said = (), excused: Said = (), said: tuple[str, ...] = ()) -> Path:
    found = {"violations": list(violations), "suppressedViolations": list(excused)}
    silent = [{"pluginName": name, "conclusion": "success", "violations": []} for name in sorted(PLUGINS - {"AwsSolutions"})]
    plugins = [*silent, {"pluginName": "AwsSolutions", "conclusion": "success", **found}]
    (folder / "validation-report.json").write_text(json.dumps({"pluginReports": plugins}))
    entries = [{"type": "aws:cdk:acknowledged-rules", "data": {rule: "because"}} for rule in said]
    (folder / "stack.metadata.json").write_text(json.dumps({"/stack/Bucket": entries}))
    return folder


def test_nothing_is_open_in_any_deployment(templates: Templates) -> None:
    assert open_in(templates.folder) == []


def test_every_acknowledgement_says_why(templates: Templates) -> None:
    report = json.loads((templates.folder / "validation-report.json").read_text())
    reasons = [excused.get("reason") or "" for run in report["pluginReports"] for excused in run.get("suppressedViolations") or ()]
    assert reasons
    assert all(len(reason) > 30 for reason in reasons)


def test_an_acknowledgement_never_stands_on_a_whole_stack(templates: Templates) -> None:
    report = json.loads((templates.folder / "validation-report.json").read_text())
    places = {excused["acknowledgedAt"] for run in report["pluginReports"] for excused in run.get("suppressedViolations") or ()}
    assert all("/" in place for place in places)


@pytest.mark.parametrize("severity", ["error", "warning"])
def test_a_finding_is_open_whatever_its_severity(tmp_path: Path, severity: str) -> None:
    found = {
        "ruleName": "S1",
        "severity": severity,
        "description": "no logs\nlong text",
        "violatingConstructs": [{"constructPath": "stack/Bucket"}],
    }
    assert [str(line) for line in open_in(assembly(tmp_path, violations=(found,)))] == ["stack/Bucket: S1: no logs"]


def test_an_acknowledgement_that_silences_nothing_is_open(tmp_path: Path) -> None:
    (line,) = open_in(assembly(tmp_path, said=("AwsSolutions::AwsSolutions-S1",)))
    assert (line.construct, line.rule) == ("stack/Bucket", "AwsSolutions::AwsSolutions-S1")


def test_an_acknowledgement_that_silences_something_is_not(tmp_path: Path) -> None:
    assert open_in(assembly(tmp_path, said=("AwsSolutions::AwsSolutions-S1",), excused=(EXCUSED,))) == []


TWINS = tuple(f"{pack}::{pack}-S3BucketReplicationEnabled" for pack in ("NIST.800.53.R5", "HIPAA.Security", "PCI.DSS.321"))


@pytest.mark.parametrize("asked", TWINS)
def test_an_answer_to_twins_is_used_where_one_of_them_asks(tmp_path: Path, asked: str) -> None:
    assert open_in(assembly(tmp_path, said=TWINS, excused=(EXCUSED | {"acknowledgedId": asked},))) == []


def test_an_answer_to_twins_that_none_of_them_asks_is_open_once(tmp_path: Path) -> None:
    (line,) = open_in(assembly(tmp_path, said=TWINS))
    assert line.rule == TWINS[1]


def test_a_twin_does_not_answer_another_pack(tmp_path: Path) -> None:
    said = (TWINS[0], "AwsSolutions::AwsSolutions-S3BucketReplicationEnabled")
    (line,) = open_in(assembly(tmp_path, said=said, excused=(EXCUSED | {"acknowledgedId": TWINS[0]},)))
    assert line.rule == said[1]


def test_a_bare_rule_name_matches_nothing_and_is_open(tmp_path: Path) -> None:
    assert open_in(assembly(tmp_path, said=("Annotation::AwsSolutions-S1",), excused=(EXCUSED,)))


def test_a_plugin_that_did_not_run_is_open(tmp_path: Path) -> None:
    (tmp_path / "validation-report.json").write_text('{"pluginReports": []}')
    asked = {"AwsSolutions", "NIST.800.53.R5", "HIPAA.Security", "PCI.DSS.321", "cdk-validator-cfnguard"}
    assert {line.rule for line in open_in(tmp_path)} == asked


def test_a_plugin_that_broke_is_open(tmp_path: Path) -> None:
    broken = assembly(tmp_path)
    report = json.loads((broken / "validation-report.json").read_text())
    report["pluginReports"][0] |= {"conclusion": "failure", "metadata": {"error": "out of memory"}}
    (broken / "validation-report.json").write_text(json.dumps(report))
    assert [line.problem for line in open_in(broken)] == ["out of memory"]


def test_switching_the_validation_off_is_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDK_VALIDATION", "false")
    assert [line.rule for line in open_in(assembly(tmp_path))] == ["CloudFormation Validate"]


def test_without_a_report_nobody_has_looked(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_in(tmp_path)

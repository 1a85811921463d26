"""The report: the same verdicts in JSON, CSV, on the page and on the terminal; nothing in it reaches out."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from assurance.evidence import report
from assurance.evidence.assembly import Assembly, Template
from assurance.evidence.audit import CLAIMS, audit
from assurance.evidence.nag import nag_result
from assurance.evidence.report import as_csv, as_html, as_json, remedies, write_report
from assurance.evidence.terminal import show

NOW = datetime(2026, 11, 22, tzinfo=UTC)
VALIDATION = {
    "pluginReports": [
        {
            "pluginName": "AwsSolutions",
            "conclusion": "failure",
            "violations": [
                {"ruleName": "S1", "description": "No logs.\nMore.", "severity": "error", "violatingConstructs": [{"constructPath": "A/B"}]}
            ],
            "suppressedViolations": [
                {
                    "ruleName": "IAM5",
                    "description": "Wildcard.",
                    "reason": "Needed, for <this>.",
                    "violatingConstructs": [{"constructPath": "A/C"}],
                }
            ],
        }
    ]
}


@pytest.fixture
def broken(eu):
    resources = {
        "B": {"Type": "AWS::S3::Bucket", "Metadata": {"aws:cdk:path": "=A/<b>Evil</b>/Resource"}},
        "I": {"Type": "AWS::EC2::InternetGateway"},
    }
    own = Template("Stack", "Stack.template.json", {"Resources": resources}, region="eu-central-1", account="111122223333")
    return audit(Assembly(Path("cdk.out"), (own,), validation=VALIDATION), eu)


@pytest.fixture
def empty(eu):
    return audit(
        Assembly(
            Path("cdk.out"), (Template("Stack", "S.template.json", {"Resources": {}}, region="eu-central-1", account="111122223333"),)
        ),
        eu,
    )


def test_json_holds_verdicts_counts_findings_and_reasons(broken):
    content = json.loads(json.dumps(as_json(broken, NOW)))
    assert content["holds"] is False
    verdicts = {claim["name"]: claim["verdict"] for claim in content["claims"]}
    assert {name: verdicts[name] for name in ("no_way_out", "our_keys", "no_other_place", "images_by_digest")} == {
        "no_way_out": "broken",
        "our_keys": "broken",
        "no_other_place": "holds",
        "images_by_digest": "nothing to look at",
    }
    assert content["claims"][0]["looked_at"] == {"AWS::EC2::InternetGateway": 1, "AWS::S3::Bucket": 1}
    assert {
        "resource": "Stack/I",
        "type": "AWS::EC2::InternetGateway",
        "sentence": "is an internet gateway",
        "path": ["AWS::EC2::InternetGateway"],
    } in content["claims"][0]["findings"]
    assert content["nag"]["acknowledged"][0]["reason"] == "Needed, for <this>."


def test_csv_has_a_row_for_each_claim_finding_and_remark_and_no_formula(broken):
    rows = list(csv.DictReader(io.StringIO(as_csv(broken))))
    expected = sum(1 + len(result.findings) + len(result.remarks) for result in broken.results)
    assert len(rows) == expected
    assert all(row["resource"][:1] not in {"=", "+", "-", "@"} for row in rows)
    assert "'=A/<b>Evil</b>" in {row["resource"] for row in rows}


def test_the_page_says_everything_and_reaches_nobody(broken):
    page = as_html(as_json(broken, NOW))
    assert "Not every claim holds." in page
    assert "is an internet gateway" in page
    assert "&lt;b&gt;Evil&lt;/b&gt;" in page
    assert "<b>Evil" not in page
    assert "Needed, for &lt;this&gt;." in page
    assert not re.findall(r"(?:src|href)=\"(?!#)|https?://|@import|url\(|<script", page)


def test_the_page_of_an_audit_that_saw_nothing_says_so(empty):
    page = as_html(as_json(empty, NOW))
    assert not empty.holds
    assert page.count("nothing to look at") >= 3
    assert "There is no validation report in this assembly" in page


def test_three_files_are_written_and_no_part_of_one_is_left(broken, tmp_path):
    files = write_report(broken, tmp_path / "deep" / "audit", at=NOW)
    assert sorted(path.name for path in (tmp_path / "deep" / "audit").iterdir()) == ["audit.csv", "audit.html", "audit.json"]
    assert json.loads(files[0].read_text())["date"] == "2026-11-22T00:00:00+00:00"


def test_the_terminal_tells_what_breaks_a_claim_and_what_nag_says(broken, empty):
    screen = Console(file=io.StringIO(), width=200, soft_wrap=True)
    show(broken, (Path("audit.html"),), screen)
    show(empty, (), screen)
    told = screen.file.getvalue()
    assert "! =A/<b>Evil</b> does not block public policies" in told
    assert "1 open finding, 1 acknowledged with a reason" in told
    assert "A/B S1: No logs." in told
    assert "nothing to look at  0 resources" in told
    assert "no validation-report.json" in told


@pytest.mark.parametrize(
    "report",
    [{}, {"pluginReports": None}, {"pluginReports": ["x"]}, {"pluginReports": [{"violations": ["x"], "suppressedViolations": None}]}],
)
def test_a_validation_report_of_another_shape_is_no_disaster(report):
    assert nag_result(report).open == ()


def test_what_could_not_be_written_whole_is_not_left_behind(tmp_path, monkeypatch):
    def full(self, _):
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        report._put(tmp_path / "audit.json", "{}")
    assert list(tmp_path.iterdir()) == []


def test_every_claim_says_what_to_do_where_it_is_broken():
    assert set(remedies()) == {"default", *(claim.NAME for claim in CLAIMS)}

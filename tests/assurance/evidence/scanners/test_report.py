"""What the scanners found stands in every form of the report."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.console import Console

from assurance.evidence.assembly import scope_of
from assurance.evidence.audit import audit
from assurance.evidence.report import as_csv, as_html, as_json
from assurance.evidence.scanners.run import Answered, Scanned
from assurance.evidence.scanners.scan import Scan, ScannerFinding
from assurance.evidence.terminal import show

NOW = datetime(2026, 11, 24, tzinfo=UTC)
OPEN = ScannerFinding("checkov", "CKV_AWS_20", "lake/<Raw>", "AWS::S3::Bucket", "=Everybody reads it")
STAYS = Answered(ScannerFinding("cfn-lint", "W3010", "network/Vpc/Nodes1", "AWS::EC2::Subnet", "A zone"), "The file names <the> zones.")
SCANNED = Scanned(
    scans=(Scan("checkov", "3.3.30", 6.0, "3 resources, 9 checks"), Scan("cfn-lint", "", 0.1, "nothing", trouble="it ended with 1: boom")),
    open=(OPEN,),
    acknowledged=(STAYS,),
    unused=("audit/Trail: checkov CKV_AWS_1: acknowledged, but nothing is found here",),
    seconds=6.1,
)
TOLD = ("checkov 3.3.30", "CKV_AWS_20", "it ended with 1: boom", "acknowledged, but nothing is found here")


@pytest.fixture(scope="module")
def audited(assembly_of):
    assembly = assembly_of({"T": {"Type": "AWS::SNS::Topic", "Properties": {"KmsMasterKeyId": "alias/mine"}}})
    return replace(audit(assembly, scope_of(assembly)), scanners=SCANNED)


def test_an_audit_with_an_open_finding_of_a_scanner_does_not_hold(audited):
    clean = replace(SCANNED, scans=SCANNED.scans[:1], open=(), unused=())
    claims = replace(audited, results=tuple(replace(result, findings=(), looked_at={"x": 1}) for result in audited.results))
    assert not claims.holds
    assert replace(claims, scanners=clean).holds
    assert replace(claims, scanners=None).holds


def test_json_has_scans_findings_and_reasons(audited):
    content = json.loads(json.dumps(as_json(audited, NOW)))["scanners"]
    assert content["passed"] is False
    assert [scan["version"] for scan in content["scans"]] == ["3.3.30", ""]
    assert content["open"][0]["rule"] == "CKV_AWS_20"
    assert content["acknowledged"][0]["reason"] == "The file names <the> zones."


def test_csv_has_a_row_for_each_and_no_formula(audited):
    rows = [row for row in csv.DictReader(io.StringIO(as_csv(audited))) if row["verdict"] == "open"]
    assert [row["kind"] for row in rows] == ["scanner", "scanner", "finding", "finding", "acknowledged"]
    assert rows[2]["sentence"] == "'=Everybody reads it"
    assert rows[4]["path"] == "W3010"


def test_the_page_says_it_and_reaches_nobody(audited):
    page = as_html(as_json(audited, NOW))
    assert all(told in page for told in (*TOLD, "lake/&lt;Raw&gt;", "The file names &lt;the&gt; zones."))
    assert not re.findall(r"(?:src|href)=\"(?!#)|https?://|@import|url\(|<script", page)


def test_the_page_says_that_nobody_asked_them(audited):
    assert "They were not asked; <code>blueprint audit mine --scanners</code>" in as_html(as_json(replace(audited, scanners=None), NOW))


def test_the_terminal_says_it(audited):
    screen = Console(file=io.StringIO(), width=200, soft_wrap=True)
    show(audited, (), screen)
    assert [told for told in (*TOLD[1:], "checkov 3.3.30: 3 resources, 9 checks, 6 s") if told not in screen.file.getvalue()] == []

"""The scanners find what is broken; one that did not look, or broke, is never taken for one that found nothing."""

import stat
from pathlib import Path

import pytest

from assurance.evidence.assembly import scope_of
from assurance.evidence.scanners import cfn_lint, run
from assurance.evidence.scanners.acknowledgements import Acknowledgement
from assurance.evidence.scanners.run import Scanned, scan

OPEN_BUCKET = {"Type": "AWS::S3::Bucket", "Properties": {"AccessControl": "PublicRead"}}
MISSPELT = {"Type": "AWS::KMS::Key", "Properties": {"EnableKeyRotation": True, "Rotates": True}}
GOOD = {"Type": "AWS::SNS::Topic", "Properties": {"KmsMasterKeyId": "alias/mine"}}


def rules(scanned: Scanned, scanner: str) -> dict[str, str]:
    return {finding.rule: finding.place for finding in scanned.open if finding.scanner == scanner}


def program(folder: Path, body: str) -> Path:
    """Something that is started in Checkov's place."""
    file = folder / "python"
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


@pytest.fixture(scope="module")
def broken(assembly_of, checkov_python) -> Scanned:
    assembly = assembly_of({"B": OPEN_BUCKET, "K": MISSPELT}, {"B": "/mine-part/Store/Bucket/Resource"})
    return scan(assembly, scope_of(assembly), (), checkov_python=checkov_python)


def test_checkov_finds_a_bucket_that_everybody_reads(broken):
    assert rules(broken, "checkov")["CKV_AWS_20"] == "part/Store/Bucket"


def test_cfn_lint_finds_a_property_that_does_not_exist(broken):
    assert rules(broken, "cfn-lint")["E3002"] == "part/K"


def test_a_broken_template_does_not_pass_and_both_say_who_they_are(broken):
    assert not broken.passed
    assert {each.scanner: each.version for each in broken.scans} == {"checkov": "3.3.30", "cfn-lint": "1.58.0"}
    assert [each.trouble for each in broken.scans] == ["", ""]


def test_an_acknowledged_finding_is_not_open_and_keeps_its_reason(assembly_of, checkov_python, broken):
    rows = [Acknowledgement(each.scanner, each.rule, (each.place,), "a page of our own") for each in broken.open]
    assembly = assembly_of({"B": OPEN_BUCKET, "K": MISSPELT}, {"B": "/mine-part/Store/Bucket/Resource"})
    answered = scan(assembly, scope_of(assembly), rows, checkov_python=checkov_python)
    assert answered.passed
    assert {each.reason for each in answered.acknowledged} == {"a page of our own"}
    assert len(answered.acknowledged) == len(broken.open)


def test_without_checkov_the_scan_does_not_pass_and_says_what_to_do(assembly_of, tmp_path):
    assembly = assembly_of({"T": GOOD})
    scanned = scan(assembly, scope_of(assembly), (), checkov_python=tmp_path / "nowhere")
    assert not scanned.passed
    assert [each.trouble for each in scanned.scans if each.trouble] == [
        f"Checkov is not installed: there is no {tmp_path / 'nowhere'}; `make environments` makes it"
    ]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("echo boom >&2; exit 2", "it ended with 2: boom"),
        ("echo not json", "its report cannot be read"),
        ('echo \'{"passed": 0, "failed": 0}\'', "it found no resource to look at"),
        (
            'echo \'{"results": {"failed_checks": [], "parsing_errors": ["x.json"]}, "summary": {"parsing_errors": 1}}\'',
            "it could not read x.json",
        ),
        ("sleep 5", "it did not end within"),
    ],
)
def test_a_scanner_that_broke_is_trouble_and_not_silence(assembly_of, tmp_path, monkeypatch, body, told):
    monkeypatch.setattr(run, "LIMIT_S", 2)
    monkeypatch.setattr(run.cfn_lint, "command", lambda *_: ["/bin/echo", "[]"])
    assembly = assembly_of({"T": GOOD})
    scanned = scan(assembly, scope_of(assembly), (), checkov_python=program(tmp_path, body))
    assert not scanned.passed
    assert told in scanned.scans[0].trouble


def test_no_settings_of_the_caller_reach_a_scanner(assembly_of, tmp_path, monkeypatch):
    monkeypatch.setenv("CKV_SKIP_CHECK", "CKV_AWS_20")
    monkeypatch.setenv("BC_API_KEY", "secret")
    monkeypatch.setattr(run.cfn_lint, "command", lambda *_: ["/bin/echo", "[]"])
    assembly = assembly_of({"T": GOOD})
    seen = tmp_path / "seen"
    scan(assembly, scope_of(assembly), (), checkov_python=program(tmp_path, f"/usr/bin/env > {seen}; ls -A >> {seen}; echo $* >> {seen}"))
    told = seen.read_text()
    assert "CKV_SKIP_CHECK" not in told
    assert "BC_API_KEY" not in told
    assert ".checkov" not in told
    assert "--skip-download" in told


@pytest.mark.parametrize(("key", "scanner"), [("checkov", "checkov"), ("cfn-lint", "cfn-lint")])
def test_a_word_in_a_template_that_silences_a_scanner_is_a_finding(assembly_of, tmp_path, monkeypatch, key, scanner):
    monkeypatch.setattr(run.cfn_lint, "command", lambda *_: ["/bin/echo", "[]"])
    assembly = assembly_of({"B": OPEN_BUCKET | {"Metadata": {key: {"skip": []}}}}, Metadata={key: {}})
    scanned = scan(assembly, scope_of(assembly), (), checkov_python=tmp_path / "nowhere")
    assert [(each.rule, each.place) for each in scanned.open if each.scanner == scanner] == [
        ("silenced", "part/B"),
        ("silenced", f"part/Metadata/{key}"),
    ]


def test_each_region_is_held_against_its_own_schemas(assembly_of, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(run.cfn_lint, "command", lambda files, region: asked.append((region, len(files))) or ["/bin/echo", "[]"])
    assembly = assembly_of({"T": GOOD})
    scan(assembly, scope_of(assembly), (), checkov_python=tmp_path / "nowhere")
    assert asked == [("eu-central-1", 1)]


def test_the_sovereign_clouds_schemas_only_repeat_another_regions():
    assert cfn_lint.repeats_another_region("eusc-de-east-1")
    assert not cfn_lint.repeats_another_region("eu-central-1")
    assert not cfn_lint.repeats_another_region("us-gov-west-1")

"""Rules about types that are not there are left out, and the report is the same as with all of them."""

import json
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Stack, Validations
from aws_cdk.aws_cloudtrail import CfnTrail
from aws_cdk.aws_kms import CfnKey
from aws_cdk.aws_s3 import CfnBucket
from cdklabs.cdk_validator_cfnguard import CfnGuardValidator

from stacks.guard import Guard, _rules, rules_without, types_in


def report_of(plugin: object, folder: Path) -> dict[str, Any]:
    """What one plug-in says of three resources that break several rules each."""
    app = App(outdir=str(folder))
    Validations.of(app).add_plugins(plugin)  # type: ignore[arg-type]
    stack = Stack(app, "Broken")
    bucket = CfnBucket(stack, "Bucket")
    CfnTrail(stack, "Trail", is_logging=True, s3_bucket_name=bucket.ref)
    CfnKey(stack, "Key", key_policy={"Statement": []}, enable_key_rotation=False)
    with pytest.raises(RuntimeError, match="ValidationFailed"):
        app.synth()
    runs = json.loads((folder / "validation-report.json").read_text())["pluginReports"]
    return next(run for run in runs if run["pluginName"] == "cdk-validator-cfnguard")


def test_the_report_is_the_same_as_with_every_rule(tmp_path: Path) -> None:
    ours, theirs = report_of(Guard(), tmp_path / "ours"), report_of(CfnGuardValidator(), tmp_path / "theirs")
    assert len(ours["violations"]) > 5
    assert ours["violations"] == theirs["violations"]
    assert (ours["pluginVersion"], ours["conclusion"]) == (theirs["pluginVersion"], "failure")


def test_a_rule_about_a_type_that_is_not_there_is_left_out() -> None:
    left_out = rules_without(frozenset({"AWS::S3::Bucket"}))
    assert "ct-lambda-pr-2" in left_out
    assert "ct-s3-pr-1" not in left_out


def test_no_rule_is_left_out_where_every_type_is_there() -> None:
    assert rules_without(frozenset().union(*_rules().values())) == []


def test_each_of_control_towers_rules_names_the_types_that_it_looks_at() -> None:
    assert len(_rules()) == 237
    assert [rule for rule, types in _rules().items() if not types] == []


def test_types_come_from_all_templates(tmp_path: Path) -> None:
    for name, of_type in (("a", "AWS::S3::Bucket"), ("b", "AWS::KMS::Key")):
        (tmp_path / f"{name}.json").write_text(json.dumps({"Resources": {"R": {"Type": of_type}}}))
    (tmp_path / "c.json").write_text("{}")
    assert types_in(sorted(tmp_path.glob("*.json"))) == {"AWS::S3::Bucket", "AWS::KMS::Key"}

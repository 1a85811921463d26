"""The app as its users start it: with the CDK's own command line."""

import json
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Ran, cdk_synth

UNENCRYPTED = """
import sys
from pathlib import Path

from aws_cdk import Stack
from aws_cdk.aws_s3 import CfnBucket

from stacks.findings import open_in
from stacks.validation import validated_app

app = validated_app()
CfnBucket(Stack(app, "broken"), "Bucket")
left = open_in(Path(app.synth().directory))
sys.stderr.write("\\n".join(str(line) for line in left))
sys.exit(1 if left else 0)
"""


def test_a_plain_synth_builds_the_default_deployment(plain_synth: tuple[Path, Ran]) -> None:
    folder, ran = plain_synth
    assert ran.returncode == 0, ran.stderr
    assert json.loads((folder / "deployment.json").read_text())["name"] == "example-eu"
    assert (folder / "rights.template.json").is_file()
    assert (folder / "bootstrap.template.json").is_file()
    assert len(list(folder.glob("example-eu-*.template.json"))) == 11


def test_node_is_not_the_machines_own(plain_synth: tuple[Path, Ran]) -> None:
    assert "end-of-life" not in plain_synth[1].stderr


def test_an_unencrypted_bucket_fails_the_synth(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text(UNENCRYPTED)
    ran = cdk_synth("--app", f"{sys.executable} {tmp_path / 'broken.py'}", "--output", str(tmp_path / "out"))
    assert ran.returncode != 0
    assert "broken/Bucket: AwsSolutions-S1" in ran.stderr
    assert "s3_bucket_default_encryption_kms_check" in ran.stderr
    assert "NIST.800.53.R5-S3DefaultEncryptionKMS" in ran.stderr


def test_a_wrong_deployment_file_tells_every_problem_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("name: bad\nregin: eu-central-1\n")
    ran = cdk_synth("--context", f"deployment={tmp_path / 'bad.yaml'}", "--output", str(tmp_path / "out"))
    assert ran.returncode != 0
    assert "error 2" in ran.stderr
    assert "regin" in ran.stderr
    assert "jurisdiction" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def test_without_the_command_line_the_app_says_how_to_start_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    import app  # noqa: PLC0415 - it starts Node

    monkeypatch.delenv("CDK_CONTEXT_JSON", raising=False)
    assert app.main() == 2
    assert capsys.readouterr().err == "no deployment chosen: run this as `cdk synth -c deployment=NAME`\n"


def test_the_command_line_reports_nothing_home() -> None:
    settings = json.loads((ROOT / "cdk.json").read_text())
    assert settings["versionReporting"] is False
    assert settings["notices"] is False
    assert settings["context"]["cli-telemetry"] is False

"""The real CDK CLI takes the example deployment from its bootstrap to its end; once for all tests here."""

import json
import shutil
from pathlib import Path

import pytest
import yaml

from assurance.rehearsal.assembly import Assembly
from assurance.rehearsal.changed_file import change
from assurance.rehearsal.errors import RehearsalFailed
from assurance.rehearsal.lifecycle import Lifecycle
from assurance.rehearsal.result import Rehearsal
from assurance.rehearsal.run import Changed, rehearse
from blueprint.settings import load
from tests.conftest import ROOT, Synthesise, synthesised

FILE = ROOT / "deployments" / "example-eu.yaml"


@pytest.fixture(scope="session")
def assembly(synthesise: Synthesise) -> Assembly:
    return Assembly(synthesise("example-eu"))


@pytest.fixture(scope="session")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Changed:
    """The same deployment from the file as a body changes it later."""
    folder = tmp_path_factory.mktemp("changed")
    content, sentences = change(yaml.safe_load(FILE.read_text()), load(FILE))
    (folder / "changed.yaml").write_text(yaml.safe_dump(content))
    return Changed(Assembly(synthesised(folder / "changed.yaml", folder)), tuple(sentences))


@pytest.fixture(scope="session")
def progress() -> list[str]:
    return []


@pytest.fixture(scope="session")
def rehearsal(assembly: Assembly, changed: Changed, progress: list[str], tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    return rehearse(assembly, tmp_path_factory.mktemp("rehearsal"), progress.append, changed)


def life(rehearsal: Rehearsal) -> Lifecycle:
    assert rehearsal.lifecycle
    return rehearsal.lifecycle


def test_the_whole_deployment_is_there_as_its_templates_say(rehearsal: Rehearsal) -> None:
    assert rehearsal.problems == []
    assert len([one for one in rehearsal.resources if one.verified]) > 100


def test_a_refusal_in_the_middle_leaves_a_state_from_which_the_next_deployment_goes_on(rehearsal: Rehearsal) -> None:
    first, later = [told for told in life(rehearsal).told if "refused on purpose" in told]
    assert "example-eu-network ended in ROLLBACK_COMPLETE" in first
    assert "example-eu-registry ended in UPDATE_ROLLBACK_COMPLETE" in later


def test_a_changed_file_is_deployed_over_the_first_and_read_back(rehearsal: Rehearsal, changed: Changed) -> None:
    assert life(rehearsal).changes == changed.sentences
    (told,) = [told for told in life(rehearsal).told if told.startswith("the change:")]
    counts = dict(reversed(part.split(" resources ")) for part in told.removeprefix("the change: ").split(", "))
    assert int(counts["changed in place"]) > 50
    assert all(int(counts[word]) for word in ("made", "removed", "kept"))


def test_protected_stacks_refuse_their_end(rehearsal: Rehearsal, assembly: Assembly) -> None:
    assert any(f"refused: {len(assembly.places[-1].stacks)} stacks are protected" in told for told in life(rehearsal).told)


def test_at_the_end_data_keys_images_and_logs_are_kept_and_nothing_else(rehearsal: Rehearsal) -> None:
    kinds = {"AWS::Backup::BackupVault", "AWS::ECR::Repository", "AWS::KMS::Key", "AWS::Logs::LogGroup", "AWS::S3::Bucket"}
    assert {kept.type for kept in life(rehearsal).kept} == kinds
    assert {kept.reason for kept in life(rehearsal).kept} == {"DeletionPolicy: RetainExceptOnCreate"}
    assert life(rehearsal).problems == ()


def test_every_stack_and_the_bootstrap_stand_in_the_report(rehearsal: Rehearsal, assembly: Assembly) -> None:
    report = json.loads(json.dumps(rehearsal.report(), default=str))
    assert set(report["stacks"]) == {*assembly.places[-1].bootstrap, *assembly.templates}
    assert report["holds"]
    assert len(report["lifecycle"]["kept"]) == len(life(rehearsal).kept)
    assert report["resources_found"] == len(report["resources"])


def test_what_is_taken_on_trust_is_said(rehearsal: Rehearsal) -> None:
    assert rehearsal.assumed[0].startswith("machine image ami-")
    assert any("policies" in one for one in rehearsal.assumed)
    assert any("quotas" in one for one in rehearsal.assumed)


def test_the_way_is_told_stack_by_stack(rehearsal: Rehearsal, assembly: Assembly, progress: list[str]) -> None:
    assert {stack for stack in assembly.templates if any(f"{stack}: done" in line for line in progress)} == set(assembly.templates)


def test_the_own_bootstrap_bucket_denies_what_does_not_come_over_tls(rehearsal: Rehearsal, assembly: Assembly) -> None:
    """The assets went through this policy: moto alone answers it with an empty 403, which Node calls an AggregateError."""
    (policy,) = [
        one["Properties"]["PolicyDocument"]
        for one in assembly.before(assembly.places[-1])["CDKToolkit"]["Resources"].values()
        if one["Type"] == "AWS::S3::BucketPolicy"
    ]
    assert any("aws:SecureTransport" in json.dumps(one.get("Condition", {})) for one in policy["Statement"] if one["Effect"] == "Deny")
    assert [one for one in rehearsal.resources if one.type == "AWS::S3::BucketPolicy" and one.stack == "CDKToolkit" and one.verified]


def test_a_stack_made_wrong_on_purpose_breaks_the_rehearsal(assembly: Assembly, tmp_path: Path) -> None:
    broken = shutil.copytree(assembly.path, tmp_path / "cdk.out")
    file = broken / "bootstrap.template.json"
    template = json.loads(file.read_text())
    key = next(one for one in template["Resources"].values() if one["Type"] == "AWS::KMS::Key")
    key["Properties"]["RotationPeriodInDays"] = 30
    file.write_text(json.dumps(template))
    with pytest.raises(RehearsalFailed, match="RotationPeriodInDays: 30 is outside 90 to 2560"):
        rehearse(Assembly(broken), tmp_path / "logs", lambda _line: None)

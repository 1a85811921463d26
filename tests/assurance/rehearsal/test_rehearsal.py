"""The real CDK CLI bootstraps and deploys the example deployment; once for all tests here."""

import json
import shutil
from pathlib import Path

import pytest

from assurance.rehearsal.assembly import Assembly
from assurance.rehearsal.errors import RehearsalFailed
from assurance.rehearsal.result import Rehearsal
from assurance.rehearsal.run import rehearse
from assurance.rehearsal.types import MODELLED
from tests.conftest import Synthesise

# Every type that a claim rests on.
CLAIMED = {
    f"AWS::{kind}"
    for kind in (
        "CloudTrail::Trail",
        "EC2::FlowLog",
        "EC2::SecurityGroup",
        "EC2::SecurityGroupEgress",
        "EC2::SecurityGroupIngress",
        "EC2::Subnet",
        "EC2::VPC",
        "EC2::VPCEndpoint",
        "ECR::Repository",
        "FSx::DataRepositoryAssociation",
        "FSx::FileSystem",
        "IAM::ManagedPolicy",
        "IAM::Role",
        "KMS::Alias",
        "KMS::Key",
        "Logs::LogGroup",
        "S3::Bucket",
        "S3::BucketPolicy",
        "SageMaker::Endpoint",
    )
}


@pytest.fixture(scope="session")
def assembly(synthesise: Synthesise) -> Assembly:
    return Assembly(synthesise("example-eu"))


@pytest.fixture(scope="session")
def progress() -> list[str]:
    return []


@pytest.fixture(scope="session")
def rehearsal(assembly: Assembly, progress: list[str], tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    return rehearse(assembly, tmp_path_factory.mktemp("rehearsal"), progress.append)


def test_the_whole_deployment_is_there_as_its_templates_say(rehearsal: Rehearsal) -> None:
    assert rehearsal.problems == []
    assert len([one for one in rehearsal.resources if one.verified]) > 100


def test_every_type_that_a_claim_rests_on_is_modelled_and_read_back(rehearsal: Rehearsal) -> None:
    assert {one.type for one in rehearsal.resources if one.verified} >= CLAIMED
    assert set(MODELLED) >= CLAIMED


def test_every_stack_and_the_bootstrap_stand_in_the_report(rehearsal: Rehearsal, assembly: Assembly) -> None:
    report = json.loads(json.dumps(rehearsal.report(), default=str))
    assert set(report["stacks"]) == {"CDKToolkit", *assembly.templates}
    assert report["holds"]
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
        one["Properties"]["PolicyDocument"] for one in assembly.bootstrap()["Resources"].values() if one["Type"] == "AWS::S3::BucketPolicy"
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

"""A deployment with every way in declared: audited and rehearsed like any other."""

from pathlib import Path

import pytest

from assurance.evidence.assembly import read_assembly, scope_of
from assurance.evidence.audit import audit
from assurance.evidence.claim import Verdict
from assurance.evidence.ways.standing import BESIDE, PARTS
from assurance.rehearsal.assembly import Assembly
from assurance.rehearsal.result import Rehearsal
from assurance.rehearsal.run import rehearse
from tests.conftest import ALL_WAYS, Synthesise

OF_PEOPLE = {"AWS::Events::Rule", "AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "AWS::SSM::Document"}
OF_NETWORKS = {*PARTS, *BESIDE, "AWS::EC2::Route", "AWS::Route53::RecordSet"} - {"AWS::EC2::TransitGatewayAttachment"}
NO_COPIES = {"copies_are_kept": (Verdict.NOTHING, ())}
"""The deployment declares no backup."""
NEW_TYPES = OF_PEOPLE | OF_NETWORKS


@pytest.fixture(scope="module")
def folder(synthesise: Synthesise) -> Path:
    return synthesise(ALL_WAYS)


@pytest.fixture(scope="module")
def rehearsal(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    return rehearse(Assembly(folder), tmp_path_factory.mktemp("rehearsal"), lambda _line: None)


def test_the_claims_hold_with_every_way_declared(folder: Path) -> None:
    assembly = read_assembly(folder)
    result = audit(assembly, scope_of(assembly))
    others = {each.name: (each.verdict, each.findings) for each in result.results if each.verdict is not Verdict.HOLDS}
    assert others == NO_COPIES


def test_every_way_stands_in_the_report(folder: Path) -> None:
    assembly = read_assembly(folder)
    result = next(each for each in audit(assembly, scope_of(assembly)).results if each.name == "no_way_out")
    told = {remark.subject: remark.sentence for remark in result.remarks}
    for way in assembly.deployment["ways_in"]:
        assert told[f"ways_in.{way}"].startswith("declared: ")


def test_every_way_is_there_as_its_template_says(rehearsal: Rehearsal) -> None:
    assert rehearsal.problems == []
    assert {one.type for one in rehearsal.resources if one.verified} >= NEW_TYPES

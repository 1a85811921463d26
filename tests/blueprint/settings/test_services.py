"""The services that the body approves: known ones, and all that the file's parts use."""

import pytest

from blueprint.facts.services import services
from blueprint.settings.draft import Draft
from blueprint.settings.rules.services import services_are_known, services_cover_what_is_asked

ALL = [*services()]


def without(*names: str) -> list[str]:
    return [name for name in ALL if name not in names]


@pytest.mark.parametrize(
    ("listed", "allowed"),
    [
        (["SageMakr"], "is no service that the stacks use; did you mean SageMaker?"),
        (["Quantum"], f"is no service that the stacks use; known: {', '.join(ALL)}"),
        (["S3", "S3"], "each service once"),
    ],
)
def test_an_unknown_service_or_one_named_twice_is_refused(change, listed, allowed) -> None:
    problems = [*services_are_known(Draft(change({"jurisdiction.approved_services": listed})))]
    assert [(problem.field, problem.allowed) for problem in problems] == [(f"jurisdiction.approved_services[{len(listed) - 1}]", allowed)]


@pytest.mark.parametrize(
    ("missing", "users"),
    [("KMS", "every deployment"), ("SageMaker", "serving"), ("GuardDuty", "detection.guardduty"), ("AutoScaling", "training.ec2")],
)
def test_a_service_that_a_part_of_the_file_needs_is_asked_for(change, missing, users) -> None:
    (problem,) = services_cover_what_is_asked(Draft(change({"jurisdiction.approved_services": without(missing)})))
    assert f"lacks {missing} " in problem.allowed
    assert problem.allowed.endswith(f"which {users} needs")


@pytest.mark.parametrize("unused", ["Macie", "DirectConnect"])
def test_what_nothing_uses_need_not_be_approved(change, unused) -> None:
    assert [*services_cover_what_is_asked(Draft(change({"jurisdiction.approved_services": without(unused)})))] == []


def test_without_a_list_the_stacks_own_is_meant(change) -> None:
    assert [*services_cover_what_is_asked(Draft(change({})))] == []

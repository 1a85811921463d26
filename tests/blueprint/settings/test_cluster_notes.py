"""What `blueprint check` says of a cluster that is right: days that come, versions that nobody confirms, placeholders."""

from datetime import date
from typing import Any

import pytest
import yaml

from blueprint.settings import Deployment
from blueprint.settings.cluster_notes import notes_on_clusters
from tests.blueprint.settings.eks_breaks import eks

EARLY, LATE, AFTER = date(2026, 6, 1), date(2027, 3, 1), date(2027, 4, 1)


@pytest.fixture
def notes(change):
    def on(today: date = EARLY, **changes: Any) -> list[str]:
        root = yaml.safe_load(yaml.safe_dump(change(eks(charts=[], karpenter=None, tenants=[], **changes))))
        return [*notes_on_clusters(Deployment.model_validate(root), today)]

    return on


@pytest.mark.parametrize(("today", "says"), [(LATE, "ends on 2027-03-27"), (AFTER, "ended on 2027-03-27")])
def test_the_end_of_support_is_told_before_and_after(notes, today, says) -> None:
    assert any(says in note for note in notes(today))


def test_nothing_is_said_while_it_is_far(notes) -> None:
    assert not [note for note in notes(EARLY) if note.startswith("eks.version")]


def test_versions_that_no_text_confirms_are_named_until_the_file_names_its_own(notes) -> None:
    (before,) = [note for note in notes() if note.startswith("eks.addons")]
    assert "vpc-cni" in before
    (after,) = [note for note in notes(addons=[{"name": "vpc-cni", "version": "v1.21.1-eksbuild.7"}]) if note.startswith("eks.addons")]
    assert "vpc-cni" not in after


def test_an_unprotected_cluster_is_told_until_it_is_protected(notes) -> None:
    assert "eks.is_protected: false; set it once the cluster stands" in notes()
    assert not [note for note in notes(is_protected=True) if "is_protected" in note]


def test_placeholders_of_images_are_told(notes) -> None:
    assert len([note for note in notes() if "is a placeholder" in note]) == 2


def test_a_deployment_without_a_cluster_has_nothing_to_say(change) -> None:
    assert [*notes_on_clusters(Deployment.model_validate(yaml.safe_load(yaml.safe_dump(change({})))))] == []

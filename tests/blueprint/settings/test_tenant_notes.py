"""What tenants are promised: a note where no node of their purpose can keep it."""

from pathlib import Path

import pytest
import yaml

from blueprint.settings.load import parse
from blueprint.settings.tenant_notes import notes_on_tenants
from tests.blueprint.settings.eks_breaks import eks, tenant


@pytest.fixture
def noted(change):
    return lambda changes: [*notes_on_tenants(parse(yaml.safe_dump(change(changes)).encode(), Path("x.yaml")))]


def test_what_can_be_kept_needs_no_note(noted):
    assert noted(eks()) == []


def test_no_cluster_no_note(noted):
    assert noted({}) == []


def test_gpus_beyond_the_purposes_own_nodes_are_noted(noted):
    assert noted(eks(tenants=[tenant(gpus=20)])) == [
        "eks.tenants: 20 GPUs are promised for training, whose nodes have 16; the last in the list get less"
    ]


def test_a_purpose_without_nodes_is_noted(noted):
    (note,) = noted(eks(tenants=[tenant(name="texts", purpose="curation", gpus=0)]))
    assert note.startswith("eks.tenants: no group and no pool is for curation")

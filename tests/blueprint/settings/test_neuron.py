"""Trainium is for plain EC2 nodes: nothing else here would know it."""

import pytest

from blueprint.settings.draft import Draft
from blueprint.settings.rules.neuron import trainium_is_for_plain_nodes

KIND = "trn2.48xlarge"
POOL = {"name": "wide", "purpose": "training", "instance_types": ["g5.48xlarge", KIND], "most_vcpus": 192}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"training.pcs": {"groups": [{"instance_type": KIND}]}}, "training.pcs.groups[0].instance_type"),
        ({"training.pcs": {"login": {"instance_type": KIND}}}, "training.pcs.login.instance_type"),
        ({"training.hyperpod": {"groups": [{"instance_type": f"ml.{KIND}"}]}}, "training.hyperpod.groups[0].instance_type"),
        ({"eks": {"groups": [{"instance_type": KIND}]}}, "eks.groups[0].instance_type"),
        ({"eks": {"karpenter": {"pools": [POOL]}}}, "eks.karpenter.pools[0].instance_types[1]"),
        ({"serving.instance_type": f"ml.{KIND}"}, "serving.instance_type"),
    ],
    ids=["PCS", "a login node", "HyperPod", "Kubernetes", "a pool", "an endpoint"],
)
def test_it_is_refused_where_nothing_would_know_it(changes, field, change) -> None:
    (problem,) = trainium_is_for_plain_nodes(Draft(change(changes)))
    assert (problem.field, "for training.ec2.groups alone" in problem.allowed) == (field, True)


def test_plain_nodes_may_have_it(change) -> None:
    assert [*trainium_is_for_plain_nodes(Draft(change({"training.ec2.groups": [{"instance_type": KIND}]})))] == []

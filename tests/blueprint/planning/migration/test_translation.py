"""Slurm's settings as Kubernetes objects and back: what is not told as lost is there again."""

from typing import Any

import kubernetes_validate
import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from blueprint.planning.migration.losses import normal, without
from blueprint.planning.migration.to_kubernetes import to_kubernetes
from blueprint.planning.migration.to_slurm import NothingToTranslateError, to_slurm
from blueprint.settings.slurm import Slurm
from tests.blueprint.jobs.crds import misfits
from tests.blueprint.planning.migration.models import NODES, models

MODEL = Slurm.model_validate(
    {
        "partitions": [
            {
                "name": "train",
                "job_type": "pretraining",
                "groups": ["big", "small"],
                "longest_hours": 48,
                "is_default": True,
                "priority": 5,
            },
            {"name": "try_out", "job_type": "interactive", "groups": ["small"], "longest_hours": 4, "qos": ["normal"]},
        ],
        "qos": [
            {"name": "urgent", "priority": 100, "preempts": ["normal", "spare"], "most_gpus_per_account": 16, "longest_hours": 12},
            {"name": "normal", "priority": 10, "preempts": ["spare"], "most_nodes": 3},
            {"name": "spare", "priority": 1},
        ],
        "accounts": [{"name": "language", "shares": 3, "users": ["ann"], "qos": ["urgent"]}],
    }
)


def made(model: Slurm = MODEL) -> list[dict[str, Any]]:
    return list(to_kubernetes(model, NODES).objects)


def one(kind: str, name: str, namespace: str | None = None) -> dict[str, Any]:
    (found,) = [
        thing
        for thing in made()
        if (thing["kind"], thing["metadata"]["name"], thing["metadata"].get("namespace")) == (kind, name, namespace)
    ]
    return found


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(model=models())
def test_there_and_back_is_the_original_less_what_was_told_as_lost(model) -> None:
    there = to_kubernetes(model, NODES)
    back = to_slurm(there.objects)
    assert normal(back.model) == normal(without(model, there.losses))
    assert back.losses == ()


@settings(max_examples=100, deadline=None)
@given(model=models())
def test_every_loss_is_a_setting_that_stood_there(model) -> None:
    """A loss of what nobody has set would be noise, and a translation that tells everything as lost would pass the test above."""
    for loss in to_kubernetes(model, NODES).losses:
        changed = without(model, [loss])
        assert changed != model, loss.field


def test_what_is_lost_is_told_with_its_reason() -> None:
    losses = {loss.field: loss.why for loss in to_kubernetes(MODEL, NODES).losses}
    assert set(losses) == {
        "partitions.train.priority",
        "partitions.train.is_default",
        "qos.urgent.most_gpus_per_account",
        "qos.urgent.longest_hours",
        "accounts.language.qos",
    }
    assert "PriorityTier" in losses["partitions.train.priority"]


def test_what_is_kept_less_well_is_told_too() -> None:
    weaker = {part.field: part.why for part in to_kubernetes(MODEL, NODES).weaker}
    assert "together they may have 6 nodes" in weaker["qos.normal.most_nodes"]


def test_a_quality_that_puts_some_of_the_lower_ones_aside_puts_none_aside() -> None:
    model = Slurm.model_validate(
        MODEL.model_dump() | {"qos": [*MODEL.model_dump()["qos"][1:], {"name": "urgent", "priority": 100, "preempts": ["spare"]}]}
    )
    there = to_kubernetes(model, NODES)
    assert "qos.urgent.preempts" in {loss.field for loss in there.losses}
    (rank,) = [thing for thing in there.objects if thing["kind"] == "PriorityClass" and thing["metadata"]["name"] == "urgent"]
    assert rank["preemptionPolicy"] == "Never"


def test_every_object_holds_against_its_schema() -> None:
    for thing in made():
        if thing["apiVersion"].startswith("kueue"):
            assert misfits(thing) == []
        else:
            kubernetes_validate.validate(thing, desired_version="1.33", strict=True)


def test_a_node_that_two_partitions_share_is_counted_once() -> None:
    quotas = one("Cohort", "nodes")["spec"]["resourceGroups"][0]["flavors"]
    assert {flavor["name"]: flavor["resources"][2]["nominalQuota"] for flavor in quotas} == {"big": "32", "small": "8"}
    borrowed = one("ClusterQueue", "train")["spec"]["resourceGroups"][0]["flavors"]
    assert {resource["nominalQuota"] for flavor in borrowed for resource in flavor["resources"]} == {"0"}


def test_a_rank_that_a_partition_does_not_take_has_no_pods_there() -> None:
    spec = one("ResourceQuota", "refused-ranks", "try-out")["spec"]
    assert spec["hard"] == {"pods": "0"}
    assert spec["scopeSelector"]["matchExpressions"][0]["values"] == ["urgent", "spare"]


def test_a_wall_time_is_the_namespaces_and_a_policy_holds_it() -> None:
    assert one("ConfigMap", "limits", "try-out")["data"] == {"longest-seconds": "14400"}
    assert one("ValidatingAdmissionPolicyBinding", "wall-time")["spec"]["validationActions"] == ["Deny"]


def test_an_underscore_becomes_a_hyphen_and_the_old_name_stays_beside_it() -> None:
    assert one("Namespace", "try-out")["metadata"]["annotations"] == {"slurm-name": "try_out"}


FOREIGN = """
apiVersion: v1
kind: Namespace
metadata: {name: team-a, labels: {job-type: fine_tuning}}
---
apiVersion: v1
kind: List
items:
  - apiVersion: scheduling.k8s.io/v1
    kind: PriorityClass
    metadata: {name: high}
    value: 90000000
    globalDefault: true
  - apiVersion: scheduling.k8s.io/v1
    kind: PriorityClass
    metadata: {name: low}
    value: 5
    preemptionPolicy: Never
---
apiVersion: kueue.x-k8s.io/v1beta2
kind: ClusterQueue
metadata: {name: a}
spec:
  stopPolicy: Hold
  resourceGroups:
    - coveredResources: [nvidia.com/gpu]
      flavors: [{name: h100, resources: [{name: nvidia.com/gpu, nominalQuota: 16}]}]
---
apiVersion: kueue.x-k8s.io/v1beta2
kind: LocalQueue
metadata: {name: main, namespace: team-a}
spec: {clusterQueue: a}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: all, namespace: team-a}
spec: {hard: {requests.cpu: "100"}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: team-a}
spec: {podSelector: {}}
"""


def test_another_clusters_objects_become_a_model_with_everything_told_that_slurm_cannot_say() -> None:
    side = to_slurm(yaml.safe_load_all(FOREIGN))
    (partition,) = side.model.partitions
    assert (partition.name, partition.job_type, partition.groups, partition.longest_hours) == ("team-a", "fine_tuning", ("h100",), 24)
    assert {rank.name: (rank.priority, rank.preempts) for rank in side.model.qos} == {"high": (1_000_000, ("low",)), "low": (5, ())}
    assert [loss.field for loss in side.losses] == [
        "PriorityClass high.value",
        "PriorityClass high.globalDefault",
        "Namespace team-a",
        "ResourceQuota team-a/all",
        "ClusterQueue a",
        "ClusterQueue a.stopPolicy",
        "NetworkPolicy closed",
    ]


def test_objects_without_a_queue_are_nothing_to_translate() -> None:
    with pytest.raises(NothingToTranslateError):
        to_slurm([{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}}])

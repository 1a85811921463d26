"""Real schemas: a good manifest of each kind passes, and one with a mistake does not."""

import pytest

from assurance.manifests.check import Schemas, is_custom
from tests.assurance.manifests.schemas import CUSTOM, faults_of, schemas

QUEUE = {
    "apiVersion": "kueue.x-k8s.io/v1beta2",
    "kind": "LocalQueue",
    "metadata": {"name": "jobs", "namespace": "a"},
    "spec": {"clusterQueue": "a"},
}
SERVICE = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"ports": [{"port": 80}]}}
POLICY = {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "a"}, "spec": {"podSelector": {}}}


@pytest.mark.parametrize("manifest", [QUEUE, SERVICE, POLICY], ids=lambda each: each["kind"])
def test_a_good_manifest_has_no_fault(manifest):
    assert faults_of(manifest) == []


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (QUEUE | {"spec": {"clusterQeue": "a"}}, "spec has no field clusterQeue; did you mean clusterQueue?"),
        (QUEUE | {"spec": {"clusterQueue": 1}}, "spec.clusterQueue is an integer, not a string"),
        (QUEUE | {"spec": {"stopPolicy": "Never"}}, "spec.stopPolicy is 'Never', not one of None, Hold, HoldAndDrain"),
        (QUEUE | {"metadata": {"name": "a", "label": {}}}, "metadata has no field label"),
        (QUEUE | {"metadata": {"name": "a", "labels": {"a": 1}}}, "metadata.labels holds what is no text"),
        (QUEUE | {"metadata": None}, "it has no metadata"),
        (QUEUE | {"kind": "LocalQueues"}, "is a kind of which there is no schema here"),
        (SERVICE | {"spec": {"port": []}}, "port"),
        (SERVICE | {"spec": {"ports": [{"port": "80"}]}}, "80"),
        (POLICY | {"spec": {}, "kind": "NetworkPolice"}, "NetworkPolice"),
    ],
)
def test_a_mistake_is_told(manifest, said):
    assert said in " ".join(faults_of(manifest))


def test_every_schema_of_the_file_has_words_that_are_judged():
    if CUSTOM is None:
        pytest.skip("no ../shared/data/schemas/crds.json.zst")
    kinds = [name.rpartition("/") for name in schemas().custom]
    for version, _, kind in kinds:
        list(schemas().faults({"apiVersion": version, "kind": kind, "metadata": {"name": "a"}, "spec": {}}))
    assert len(kinds) > 40


@pytest.mark.parametrize(
    ("version", "answer"),
    [("v1", False), ("apps/v1", False), ("networking.k8s.io/v1", False), ("karpenter.sh/v1", True), ("jobset.x-k8s.io/v1alpha2", True)],
)
def test_whose_kind_it_is_stands_in_its_group(version, answer):
    assert is_custom({"apiVersion": version, "kind": "X"}) is answer


def test_a_kind_without_a_schema_is_not_called_right():
    nobody = Schemas("1.35")
    assert not nobody.knows(QUEUE)
    assert nobody.knows(SERVICE)

"""Every object of the cluster: its schema, its labels, its place; and that a mistake would be seen."""

from copy import deepcopy

import pytest

from clusters.eks.files import files
from tests.assurance.manifests.schemas import faults_of

FILES = (
    "10-namespaces.yaml",
    "11-priorities.yaml",
    "12-limits.yaml",
    "13-network.yaml",
    "14-identities.yaml",
    "15-lake.yaml",
    "30-nodes.yaml",
    "31-queues.yaml",
    "40-serving.yaml",
)
WITHOUT_NAMESPACE = {
    "ClusterQueue",
    "EC2NodeClass",
    "Namespace",
    "NodePool",
    "PersistentVolume",
    "PriorityClass",
    "ResourceFlavor",
    "StorageClass",
    "WorkloadPriorityClass",
}


@pytest.mark.parametrize("name", FILES)
def test_every_object_fits_its_schema(manifests, name):
    assert manifests[name]
    assert {f"{each['kind']}/{each['metadata']['name']}": faults_of(each) for each in manifests[name] if faults_of(each)} == {}


@pytest.mark.parametrize("name", FILES)
def test_a_misspelt_field_in_any_file_would_be_seen(manifests, name):
    broken = deepcopy(manifests[name][0])
    section = next((part for part in ("spec", "data") if part in broken), None)
    target = broken[section] if section else broken
    target["misspelt"] = 1
    assert faults_of(broken)


def test_there_are_no_other_files(manifests):
    assert {name for name in manifests if not name.startswith("charts")} == set(FILES)


def test_each_object_says_who_keeps_it(objects):
    assert {each["metadata"]["labels"]["app.kubernetes.io/managed-by"] for each in objects} == {"sovereign-blueprint"}


def test_each_object_stands_in_a_namespace_where_its_kind_does(objects):
    named = {each["metadata"]["name"] for each in objects if each["kind"] == "Namespace"}
    assert {each["kind"] for each in objects if "namespace" not in each["metadata"]} <= WITHOUT_NAMESPACE
    assert {each["metadata"]["namespace"] for each in objects if "namespace" in each["metadata"]} <= named


def test_no_object_stands_twice(objects):
    names = [(each["kind"], each["metadata"].get("namespace"), each["metadata"]["name"]) for each in objects]
    assert len(set(names)) == len(names)


def test_the_same_file_gives_the_same_bytes(cluster, cluster_of):
    assert dict(files(cluster)) == dict(files(cluster_of()))


def test_what_only_a_chart_brings_is_left_out_without_it(cluster_of):
    names = dict(files(cluster_of(charts=[], karpenter=None, tenants=[])))
    assert not [name for name in names if name >= "2"]

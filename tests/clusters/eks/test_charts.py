"""Charts: from our registry by digest, with values that each chart has, and no image of elsewhere."""

import pytest
import yaml

from blueprint.facts.charts import charts, leaves
from clusters.eks.charts import values
from clusters.eks.files import files

CHARTS = tuple(charts())
OURS = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/all-ways"


@pytest.mark.parametrize("name", CHARTS)
def test_every_value_is_one_that_the_chart_has(cluster, name):
    row = charts()[name]
    assert {path: fault for path, value in leaves(values(name, cluster), row) if (fault := row.fault(path, value))} == {}


@pytest.mark.parametrize("name", CHARTS)
def test_no_value_names_a_registry_of_elsewhere(cluster, name):
    text = yaml.safe_dump(values(name, cluster))
    assert not [host for host in ("nvcr.io", "ghcr.io", "registry.k8s.io", "public.ecr.aws", "602401143452", "docker.io") if host in text]
    assert OURS.split("/", maxsplit=1)[0] in text


def test_charts_come_from_our_registry_by_digest(manifests):
    (rows,) = manifests["charts.yaml"]
    assert [row["name"] for row in rows] == list(CHARTS)
    assert all(row["chart"] == f"oci://{OURS}/charts/{row['name']}@sha256:{'a' * 64}" for row in rows)


def test_a_chart_that_writes_repository_and_tag_writes_a_digest(cluster):
    image = values("kueue", cluster)["controllerManager"]["manager"]["image"]
    assert f"{image['repository']}:{image['tag']}" == f"{OURS}/kueue/kueue@sha256:{'b' * 64}"


def test_a_chart_that_knows_digests_gets_one(cluster):
    image = values("karpenter", cluster)["controller"]["image"]
    assert image == {"repository": f"{OURS}/karpenter/controller", "digest": f"sha256:{'b' * 64}"}


def test_the_gpu_operator_leaves_driver_and_toolkit_to_the_image(cluster):
    given = values("gpu-operator", cluster)
    assert given["driver"]["enabled"] is given["toolkit"]["enabled"] is False


def test_every_part_of_the_gpu_operator_with_an_image_is_off_or_has_ours(cluster):
    given = values("gpu-operator", cluster)
    tree = charts()["gpu-operator"].keys
    parts = [name for name, below in tree.items() if isinstance(below, dict) and {"repository", "image"} <= below.keys()]
    ours = [name for name in parts if str(given.get(name, {}).get("repository", "")).startswith(OURS)]
    off = [name for name in parts if given.get(name, {}).get("enabled") is False]
    left = set(parts) - set(ours) - set(off)
    assert left == {"dcgm", "draDriver"}, "dcgm is off by default, and the driver for DRA comes with gpuCluster alone, which is off"


def test_karpenter_is_told_what_it_cannot_ask(cluster):
    settings = values("karpenter", cluster)["settings"]
    assert settings["isolatedVPC"] is True
    assert settings["clusterName"] == "all-ways-eks"
    assert settings["interruptionQueue"] == "notices"
    assert settings["clusterEndpoint"] == "${ClusterEndpoint}"


def test_the_files_values_go_over_ours_and_never_over_an_image(cluster_of):
    from tests.clusters.eks.conftest import every_chart  # noqa: PLC0415 - beside the fixture

    rows = every_chart()
    rows[0]["values"] = {"replicas": 3, "settings": {"batchIdleDuration": "2s"}}
    given = values("karpenter", cluster_of(charts=rows))
    assert given["replicas"] == 3
    assert given["settings"]["isolatedVPC"] is True
    assert given["settings"]["batchIdleDuration"] == "2s"


def test_kueue_keeps_hands_off_what_is_no_tenants(cluster):
    config = yaml.safe_load(values("kueue", cluster)["managerConfig"]["controllerManagerConfigYaml"])
    assert config["managedJobsNamespaceSelector"]["matchExpressions"][0]["key"] == "purpose"
    assert "vpc.amazonaws.com/efa" in config["resources"]["excludeResourcePrefixes"]


def test_a_chart_that_is_not_asked_for_is_not_there(cluster_of):
    from tests.clusters.eks.conftest import every_chart  # noqa: PLC0415 - beside the fixture

    names = dict(files(cluster_of(charts=[row for row in every_chart() if row["name"] != "keda"])))
    assert "charts/keda.yaml" not in names
    assert "charts/kueue.yaml" in names

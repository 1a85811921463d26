"""A cluster with something of everything, from a deployment file, and its manifests with every place filled."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from assurance.manifests.fill import fill, places
from blueprint.facts.charts import charts
from blueprint.settings import load
from clusters.eks.cluster import Cluster
from clusters.eks.files import files

ROOT = Path(__file__).parents[3]
BLOCK = {"capacity": "reserved", "reservations": ["cr-0123456789abcdef0"], "most_vcpus": 192, "most_gpus": 16}
POOLS = [
    {"name": "answers", "purpose": "inference", "instance_types": ["g6e.48xlarge"], "most_vcpus": 384, "most_gpus": 16},
    {"name": "block", "purpose": "training", "instance_types": ["p4d.24xlarge"], **BLOCK},
    {"name": "plain", "purpose": "curation", "instance_types": ["m7i.2xlarge"], "most_vcpus": 64},
]
TENANTS = [
    {"name": "law", "purpose": "training", "gpus": 10},
    {"name": "health", "purpose": "training", "gpus": 12, "shares": 2, "borrows": False},
    {"name": "answers", "purpose": "inference", "gpus": 16},
    {"name": "texts", "purpose": "curation"},
]
OUTPUTS = {"NodesGroupId": "sg-0123456789abcdef0", "FileSystemId": "fs-0123456789abcdef0", "ClusterEndpoint": "https://example.eks"}

ClusterOf = Callable[..., Cluster]


def every_chart() -> list[dict[str, Any]]:
    digests = [f"sha256:{letter * 64}" for letter in "ab"]
    return [
        {"name": name, "version": row.version, "digest": digests[0], "images": dict.fromkeys(row.images, digests[1])}
        for name, row in charts().items()
    ]


@pytest.fixture(scope="session")
def cluster_of(tmp_path_factory: pytest.TempPathFactory) -> ClusterOf:
    """Makes a cluster; what is given stands in its `eks` part."""

    def make(**changes: Any) -> Cluster:
        plan = yaml.safe_load((ROOT / "tests" / "deployments" / "all-ways.yaml").read_text())
        group = {"name": "train", "instance_type": "p4d.24xlarge", "nodes": 2}
        own = {"groups": [group], "karpenter": {"pools": POOLS}, "tenants": TENANTS, "charts": every_chart()}
        plan["eks"] = {**{name: plan["eks"][name] for name in ("images", "administrators")}, **own, **changes}
        file = tmp_path_factory.mktemp("cluster") / "all-ways.yaml"
        file.write_text(yaml.safe_dump(plan))
        deployment = load(file)
        assert deployment.eks
        return Cluster(deployment, deployment.eks, "all-ways-eks", "profile", "notices")

    return make


@pytest.fixture(scope="session")
def cluster(cluster_of: ClusterOf) -> Cluster:
    return cluster_of()


@pytest.fixture(scope="session")
def manifests(cluster: Cluster) -> dict[str, list[dict[str, Any]]]:
    """Every file's documents."""
    texts = dict(files(cluster))
    filled = fill(texts, {name: OUTPUTS.get(name, "subnet-0123456789abcdef0") for name in places(texts)})
    return {name: [each for each in yaml.safe_load_all(text) if each] for name, text in filled.items()}


@pytest.fixture(scope="session")
def objects(manifests: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Every object of all files, charts and their values left out."""
    return [each for name, documents in manifests.items() if not name.startswith("charts") for each in documents]

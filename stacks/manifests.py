"""What lives inside the deployment's Kubernetes cluster, as files beside the templates."""

from collections.abc import Iterator
from pathlib import Path

from blueprint.settings import Deployment
from clusters.eks.cluster import Cluster
from clusters.eks.files import files
from sovereign.names import cluster_name, interruptions_name, karpenter_profile_name

FOLDER = "manifests"


def write_manifests(deployment: Deployment, assembly: Path) -> None:
    """Writes `cdk.out/manifests` for a deployment with a cluster."""
    for name, text in _files(deployment):
        path = assembly / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _files(deployment: Deployment) -> Iterator[tuple[str, str]]:
    if spec := deployment.eks:
        name = deployment.name
        yield from files(Cluster(deployment, spec, cluster_name(name), karpenter_profile_name(name), interruptions_name(name)))

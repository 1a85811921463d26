"""Deployments with every instance type that each platform can name in a partition, in as few files as the lists' lengths allow."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from blueprint.facts.instances import SAGEMAKER_PREFIX, instance, instances, offers
from blueprint.facts.regions import Region, regions
from blueprint.settings.rules.offers import Way, sold

ACCOUNT = "111122223333"
IMAGE, GPU_IMAGE = "ami-0123456789abcdef0", "ami-0fedcba9876543210"
WITHOUT_GPU = "m7i.2xlarge"


class Platform(NamedTuple):
    """How a platform buys its types, how many groups one file gives it, and what a region may lack."""

    way: Way
    most: int
    needs: frozenset[str] = frozenset()


PLATFORMS = {
    "ec2": Platform("ec2", 8),
    "pcs": Platform("ec2", 8, frozenset({"pcs"})),
    "eks": Platform("ec2", 16),
    # One of the twenty is Slurm's controller.
    "hyperpod": Platform("hyperpod", 19, frozenset({"hyperpod"})),
    "hyperpod on eks": Platform("hyperpod", 20, frozenset({"hyperpod"})),
}
"""All of them; a file has one HyperPod cluster, under Slurm or beside EKS."""

Taken = dict[str, tuple[str, ...]]


def can_name(region: Region, platform: str) -> frozenset[str]:
    """Types that the platform can name there; where nobody knows what a region sells, all of the table."""
    row = PLATFORMS[platform]
    if region.lacks & (row.needs | {"fsx_lustre"}):
        return frozenset()
    there = sold(region.name, row.way) if region.name in offers() else frozenset(instances())
    return frozenset(name for name in there if platform == "ec2" or not instance(name).is_neuron)


def places(partition: str) -> Iterator[tuple[Region, Taken]]:
    """Regions of a partition with each platform's types for one file; together they are all types that can be named in the partition."""
    known = [
        region for region in regions().values() if region.partition == partition and (region.services_known or partition == "aws-eusc")
    ]
    left = {platform: {name for region in known for name in can_name(region, platform)} for platform in PLATFORMS}
    while any(left.values()):
        region = max(known, key=lambda each: sum(len(left[platform] & can_name(each, platform)) for platform in PLATFORMS))
        taken = {name: tuple(sorted(left[name] & can_name(region, name))[: row.most]) for name, row in PLATFORMS.items()}
        if taken["hyperpod"]:
            taken["hyperpod on eks"] = ()
        yield region, {platform: kinds for platform, kinds in taken.items() if kinds}
        left = {platform: kinds - {*taken[platform]} for platform, kinds in left.items()}


def deployment_file(region: Region, taken: Taken) -> dict[str, Any]:
    """A deployment file's content with one group for each type."""
    zone = region.zones[0]
    training: dict[str, Any] = {"zone": zone}
    partitions = []
    if kinds := taken.get("ec2"):
        training["ec2"] = {"image_id": IMAGE, "groups": groups("plain", kinds)}
    if kinds := taken.get("pcs"):
        training["pcs"] = {"image_id": IMAGE, "groups": groups("queue", kinds)}
        partitions.append(partition_of("queues", training["pcs"]["groups"]))
    if kinds := taken.get("hyperpod"):
        controller = {"name": "controller", "role": "controller", "instance_type": SAGEMAKER_PREFIX + WITHOUT_GPU, "nodes": 1}
        kept = groups("kept", kinds, SAGEMAKER_PREFIX)
        training["hyperpod"] = {"image_release": "1.0.0", "groups": [controller, *kept]}
        partitions.append(partition_of("kept", kept))
    elif kinds := taken.get("hyperpod on eks"):
        kept = groups("kept", kinds, SAGEMAKER_PREFIX)
        training["hyperpod"] = {"orchestrator": "eks", "image_release": "1.0.0", "groups": kept}
    if partitions:
        training["slurm"] = {"partitions": partitions}
    file = {**foundation(region), "training": training}
    if {"eks", "hyperpod on eks"} & {*taken}:
        file["eks"] = cluster(region, taken.get("eks", ()))
    if len(training) == 1:
        del file["training"]
    return file


def groups(word: str, kinds: tuple[str, ...], prefix: str = "") -> list[dict[str, Any]]:
    """One group of one node for each type."""
    return [{"name": f"{word}-{number}", "instance_type": prefix + kind, "nodes": 1} for number, kind in enumerate(kinds)]


def partition_of(name: str, among: list[dict[str, Any]]) -> dict[str, Any]:
    """One of Slurm's, over all groups of a cluster."""
    return {
        "name": name,
        "job_type": "pretraining",
        "groups": [group["name"] for group in among],
        "longest_hours": 24,
        "is_default": True,
    }


def cluster(region: Region, kinds: tuple[str, ...]) -> dict[str, Any]:
    """The Kubernetes cluster."""
    administrator = f"arn:{region.partition}:iam::{ACCOUNT}:role/platform/admin"
    return {
        "images": {"standard": IMAGE, "nvidia": GPU_IMAGE},
        "administrators": [administrator],
        "groups": groups("pods", kinds),
    }


def foundation(region: Region) -> dict[str, Any]:
    """Everything but nodes."""
    zones = region.zones[:3]
    return {
        "name": "matrix",
        "stage": "production",
        "owner": "Ministry of Language",
        "jurisdiction": {"name": "Here", "partition": region.partition, "approved_regions": [region.name]},
        "account": ACCOUNT,
        "region": region.name,
        "network": {
            "cidr": "10.20.0.0/16",
            "zones": [*zones],
            "subnets": {
                "nodes": [f"10.20.{64 * number}.0/18" for number in range(len(zones))],
                "endpoints": [f"10.20.{192 + number}.0/24" for number in range(len(zones))],
            },
        },
        "lake": {"lustre": {"zone": zones[0], "capacity_gib": 2400, "throughput_mbps_per_tib": 250}},
    }

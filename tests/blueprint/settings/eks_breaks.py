"""A right `eks` part for the example for Frankfurt, and ways to break it."""

from typing import Any

from tests.blueprint.settings.chart_breaks import breaks as chart_breaks
from tests.blueprint.settings.chart_breaks import chart

ADMIN = "arn:aws:iam::111122223333:role/platform/admin"
VIEWER = "arn:aws:iam::111122223333:role/platform/viewer"


def eks(**changes: Any) -> dict[str, Any]:
    """A cluster with a group, a pool and two tenants."""
    right = {
        "images": {"standard": "ami-0123456789abcdef0", "nvidia": "ami-0fedcba9876543210"},
        "administrators": [ADMIN],
        "viewers": [VIEWER],
        "groups": [{"name": "train", "instance_type": "p4d.24xlarge", "nodes": 2, "labels": ["team=language"]}],
        "karpenter": {"pools": [pool()]},
        "tenants": [tenant(), {"name": "answers", "purpose": "inference", "gpus": 4}],
        "charts": [chart("karpenter"), chart()],
    }
    return {"eks": right | changes}


def pool(**changes: Any) -> dict[str, Any]:
    """A pool of GPUs for serving."""
    return {"name": "serve", "purpose": "inference", "instance_types": ["g6e.12xlarge"], "most_vcpus": 384, "most_gpus": 16} | changes


def tenant(**changes: Any) -> dict[str, Any]:
    """A tenant that trains."""
    return {"name": "ministry", "purpose": "training", "gpus": 16} | changes


def pools(**changes: Any) -> dict[str, Any]:
    """A cluster with one pool that differs."""
    return eks(karpenter={"pools": [pool(**changes)]})


def rank(**changes: Any) -> dict[str, Any]:
    """A rank of pods."""
    return {"name": "training", "value": 10, "preempts": False, "purpose": "training"} | changes


ANSWERS = rank(name="answers", value=20, purpose="inference")

BREAKS = [
    ("a version that is gone", eks(version="1.33"), "eks.version", "1.35 (until 2027-03-27)"),
    ("a version as a number", eks(version=1.35), "eks.version", "text in quotes"),
    ("an image by name", eks(images={"standard": "al2023", "nvidia": "ami-0fedcba9876543210"}), "eks.images.standard", "ami- and 8 to 17"),
    ("nobody who may", eks(administrators=[]), "eks.administrators", "at least 1 entries"),
    ("a role elsewhere", eks(viewers=["arn:aws:iam::999999999999:role/x"]), "eks.viewers[0]", "this deployment's is 111122223333"),
    ("a person", eks(administrators=["arn:aws:iam::111122223333:user/one"]), "eks.administrators[0]", "a user's keys last"),
    ("a role twice", eks(viewers=[ADMIN]), "eks.viewers[0]", "each role once"),
    ("services that hide the network", eks(service_cidr="10.20.0.0/16"), "eks.service_cidr", "apart from network.cidr"),
    ("public services", eks(service_cidr="8.8.0.0/16"), "eks.service_cidr", "a /12 to /24 inside"),
    ("services in words", eks(service_cidr="some"), "eks.service_cidr", "an IPv4 range"),
    ("GPUs that idle", eks(system={"instance_type": "g5.2xlarge"}), "eks.system.instance_type", "a type without a GPU"),
    ("nodes that are not sold", eks(system={"instance_type": "p5.48xlarge"}), "eks.system.instance_type", "does not sell it"),
    ("one node alone", eks(system={"nodes": 1}), "eks.system.nodes", "2 to 16"),
    (
        "EFA where there is none",
        eks(groups=[{"name": "train", "instance_type": "g5.2xlarge", "nodes": 16, "efa": True}]),
        "eks.groups[0].efa",
        "g5.2xlarge has none",
    ),
    (
        "a block elsewhere",
        eks(
            groups=[
                {
                    "name": "train",
                    "instance_type": "p4d.24xlarge",
                    "nodes": 2,
                    "capacity_block": {
                        "id": "cr-0123456789abcdef0",
                        "zone": "eu-central-1b",
                        "starts": "2027-01-11T11:30:00Z",
                        "ends": "2027-01-25T11:30:00Z",
                    },
                }
            ]
        ),
        "eks.groups[0].capacity_block.zone",
        "lake.lustre.zone: eu-central-1a",
    ),
    (
        "a label that is none",
        eks(groups=[{"name": "train", "instance_type": "p4d.24xlarge", "nodes": 2, "labels": ["team"]}]),
        "eks.groups[0].labels[0]",
        "name=value",
    ),
    (
        "a label of others",
        eks(groups=[{"name": "train", "instance_type": "p4d.24xlarge", "nodes": 2, "labels": ["node.kubernetes.io/x=y"]}]),
        "eks.groups[0].labels[0]",
        "Kubernetes or AWS sets this one",
    ),
    ("a pool called as a group", pools(name="train"), "eks.karpenter.pools[0].name", "each name once"),
    ("a pool of what is not sold", pools(instance_types=["g6e.13xlarge"]), "eks.karpenter.pools[0].instance_types[0]", "did you mean"),
    ("a pool nowhere", pools(zones=["eu-central-1d"]), "eks.karpenter.pools[0].zones[0]", "one of network.zones"),
    ("training far away", pools(purpose="training", zones=["eu-central-1b"]), "eks.karpenter.pools[0].zones[0]", "stays beside"),
    ("reserved from nothing", pools(capacity="reserved"), "eks.karpenter.pools[0].reservations", "at least one cr-"),
    ("reserved, and not", pools(reservations=["cr-0123456789abcdef0"]), "eks.karpenter.pools[0].reservations", "capacity: reserved"),
    (
        "a reservation in words",
        pools(capacity="reserved", reservations=["ours"]),
        "eks.karpenter.pools[0].reservations[0]",
        "cr- and 8 to 17",
    ),
    ("room for no GPU", eks(tenants=[], karpenter={"pools": [pool(most_gpus=3)]}), "eks.karpenter.pools[0].most_gpus", "at least 4"),
    ("GPUs of nothing", pools(instance_types=["m7i.8xlarge"]), "eks.karpenter.pools[0].most_gpus", "none of its types has a GPU"),
    ("an add-on that is none", eks(addons=[{"name": "aws-ebs-csi-drivr"}]), "eks.addons[0].name", "did you mean aws-ebs-csi-driver?"),
    ("an add-on twice", eks(addons=[{"name": "metrics-server"} for _ in range(2)]), "eks.addons[1].name", "each add-on once"),
    (
        "a proxy of another version",
        eks(addons=[{"name": "kube-proxy", "version": "v1.34.6-eksbuild.2"}]),
        "eks.addons[0].version",
        "a build of v1.35",
    ),
    ("any version", eks(addons=[{"name": "vpc-cni", "version": "latest"}]), "eks.addons[0].version", "such as v1.21.1"),
    ("a tenant twice", eks(tenants=[tenant(gpus=1) for _ in range(2)]), "eks.tenants[1].name", "each namespace once"),
    ("a tenant of Kubernetes'", eks(tenants=[tenant(name="kube-system")]), "eks.tenants[0].name", "Kubernetes keeps them"),
    ("a tenant with a dot", eks(tenants=[tenant(name="a.b")]), "eks.tenants[0].name", "lower-case letters, digits and hyphens"),
    ("GPUs that are not there", eks(tenants=[tenant(gpus=33)]), "eks.tenants", "at most 32: 16 in eks.groups, 16 in the pools"),
    ("two ranks of one name", eks(priorities=[rank(), ANSWERS, rank(value=5, purpose=None)]), "eks.priorities[2].name", "each name once"),
    (
        "two ranks of one value",
        eks(priorities=[rank(), ANSWERS, rank(name="x", purpose=None)]),
        "eks.priorities[2].value",
        "each value once",
    ),
    (
        "a purpose of two ranks",
        eks(priorities=[rank(), ANSWERS, rank(name="x", value=5)]),
        "eks.priorities[2].purpose",
        "each purpose once",
    ),
    (
        "a rank of Kubernetes'",
        eks(priorities=[rank(), ANSWERS, rank(name="system-x", value=5, purpose=None)]),
        "eks.priorities[2].name",
        "system-",
    ),
    ("a purpose without a rank", eks(priorities=[rank()]), "eks.tenants[1].purpose", "its pods need a rank"),
    *chart_breaks(eks),
]
"""Each with the field that the one problem names, and what it says."""

"""What the matrix varies of a Kubernetes cluster."""

from typing import Any

from tests.stacks.matrix.options import GONE

POOL, TENANT, GROUP, CHART = "eks.karpenter.pools[]", "eks.tenants[]", "eks.groups[]", "eks.charts[]"
ONES = "sha256:" + "1" * 64
RANKS = [
    {"name": "first", "value": 500, "preempts": True, "purpose": "curation"},
    {"name": "answers", "value": 400, "preempts": True, "purpose": "inference"},
    {"name": "jobs", "value": 300, "preempts": False, "purpose": "training"},
]

UNASKED = {"name": "jobs", "value": 300, "preempts": False}

ON_TOP: dict[str, Any] = {
    "eks.version": "1.34",
    "eks.groups": [
        {
            "name": "gpu",
            "instance_type": "p4d.24xlarge",
            "nodes": 2,
            "labels": ["team=language"],
            "capacity_block": {
                "id": "cr-a123456789abcdef0",
                "zone": "eu-central-1a",
                "starts": "2027-01-11T11:30:00Z",
                "ends": "2027-01-25T11:30:00Z",
            },
        },
        {
            "name": "kept",
            "instance_type": "p4d.24xlarge",
            "nodes": 2,
            "reservation": {"id": "cr-5123456789abcdef0", "placement_group": "beside"},
        },
    ],
    f"{POOL}.most_gpus": 32,
    f"{POOL}.capacity": "reserved",
    f"{POOL}.reservations": ["cr-6123456789abcdef0"],
    "eks.addons[].version": "v1.58.0-eksbuild.1",
    "eks.priorities": RANKS,
}

OTHERS: dict[str, tuple[object, ...]] = {
    "eks.version": ("1.35",),
    "eks.images.standard": ("ami-1123456789abcdef0",),
    "eks.images.nvidia": ("ami-1fedcba9876543210",),
    "eks.administrators": (["arn:aws:iam::111122223333:role/platform/owner"],),
    "eks.viewers": (["arn:aws:iam::111122223333:role/platform/reader"],),
    "eks.service_cidr": ("172.21.0.0/16",),
    "eks.system.instance_type": ("m7i.4xlarge",),
    f"{GROUP}.instance_type": ("g6e.48xlarge",),
    f"{GROUP}.labels": (["team=law"],),
    f"{GROUP}.capacity_block.id": ("cr-7123456789abcdef0",),
    f"{GROUP}.reservation.id": ("cr-8123456789abcdef0",),
    f"{GROUP}.reservation.placement_group": ("apart",),
    f"{POOL}.reservations": (["cr-9123456789abcdef0"],),
    "eks.addons[].version": ("v1.59.0-eksbuild.1",),
    f"{CHART}.digest": (ONES,),
    f"{CHART}.values": ({"settings": {"batchIdleDuration": "3s"}},),
}

ALONE: tuple[dict[str, tuple[object, str]], ...] = (
    {f"{GROUP}.name": ("fast", "Nodesfast")},
    {f"{GROUP}.purpose": ("inference", '"inference"')},
    {"eks.groups": (GONE, "Nodesgpu")},
    {
        "eks.karpenter": (GONE, "AWS::SQS::Queue"),
        TENANT.removesuffix("[]"): (GONE, "Tenantministry"),
        "eks.charts": (GONE, "charts/karpenter"),
    },
    {f"{POOL}.purpose": ("curation", "curation"), f"{POOL}.zones": (["eu-central-1b"], "eu-central-1b")},
    {f"{POOL}.capacity": ("on-demand", "on-demand"), f"{POOL}.reservations": (GONE, "cr-6123456789abcdef0")},
    {"eks.addons[].name": ("metrics-server", '"metrics-server"'), "eks.addons[].version": (GONE, "v0.8.0-eksbuild.1")},
    {f"{POOL}.name": ("answer", "NodePool answer")},
    {f"{POOL}.instance_types": (["g6e.24xlarge"], "g6e.24xlarge")},
    {f"{TENANT}.gpus": (17, "nominalQuota")},
    {f"{TENANT}.borrows": (False, "borrowingLimit")},
    {f"{TENANT}.name": ("agency", '"agency"')},
    {f"{TENANT}.purpose": ("curation", "ministry")},
    {
        "eks.priorities": ([{"name": "first", "value": 500, "preempts": True}, RANKS[1], UNASKED], "first"),
        "eks.priorities[].purpose": ("training", "Rank of training"),
        "eks.tenants": ([{"name": "ministry", "purpose": "training"}], "corpus"),
    },
    {
        "eks.priorities[].name": ("swift", "swift"),
        "eks.priorities[].value": (600, "600"),
        "eks.priorities[].preempts": (False, "Never"),
    },
)

NOT_VARIED: dict[str, str] = {
    f"{CHART}.version": "There is one: only of the table's version the values and images are known.",
    f"{GROUP}.capacity_block.starts": "EKS has no schedule of its own: who runs the cluster sets the group's size when the block starts.",
    f"{GROUP}.capacity_block.ends": "Likewise when it ends; tests/blueprint/settings/test_eks.py holds the rules on both moments.",
    f"{CHART}.name": "A chart under another name is another chart, with other images: tests/clusters/eks holds what each becomes.",
    f"{CHART}.images": "Likewise.",
}

"""What the matrix varies, and what it does not.

A new option of the deployment file needs a row here only where its type does not tell a second value: a text, a list, a number without
bounds. A new part that may be absent has to stand in tests/deployments/all-ways.yaml, or in `ON_TOP`.
"""

from typing import Any, get_args

from blueprint.settings.keys import ExternalKeys, Folder
from tests.stacks.matrix import eks_rows, pcs_rows
from tests.stacks.matrix.options import GONE
from tests.stacks.matrix.pcs_rows import BOUGHT, PCS, TUNE

HERE = "eu-central-1:111122223333"
SECRET = f"arn:aws:secretsmanager:{HERE}:secret:accounting-AbCdEf"
HYPERPOD, SLURM = "training.hyperpod", "training.slurm"
OF_BOTH = "rejects"
"""The class in which the base's dataset and tenant lie."""

ON_TOP: dict[str, Any] = {
    **pcs_rows.ON_TOP,
    "jurisdiction.approved_regions": ["eu-central-1", "eu-north-1"],
    "keys.datasets": [{"name": "census-2026", "classes": [OF_BOTH], "prefix": "census/2026/"}],
    "keys.tenants": [{"name": "tax-office", "classes": [OF_BOTH]}],
    "backup": {"account": "777788889999", "region": "eu-north-1"},
    "budget": {"monthly_amount": 1000, "currency": "USD", "notice_percents": [50, 80, 100]},
    "network.subnets": {
        "nodes": ["10.20.0.0/20", "10.20.16.0/20", "10.20.32.0/20"],
        "endpoints": ["10.20.64.0/24", "10.20.65.0/24", "10.20.66.0/24"],
    },
    "lake.lustre.capacity_gib": 38400,
    "lake.lustre.metadata_iops": 6000,
    "lake.rejects_days": 365,
    "lake.lustre.release": {"unread_days": 30, "hour": 3},
    "detection.macie": "on",
    "detection.unused_access": "on",
    "ways_in.private_link.targets": ["10.20.64.20", "10.20.65.20"],
    "training.ec2.groups": [
        {
            "name": "train",
            "instance_type": "p4d.24xlarge",
            "nodes": 2,
            "root_volume_gib": 500,
            "efa": True,
            "capacity_block": {
                "id": "cr-0123456789abcdef0",
                "zone": "eu-central-1a",
                "starts": "2027-01-11T11:30:00Z",
                "ends": "2027-01-25T11:30:00Z",
            },
        },
        {
            "name": "tune",
            "instance_type": "p4d.24xlarge",
            "nodes": 2,
            "reservation": {"id": "cr-1123456789abcdef0", "placement_group": "side-by-side"},
        },
    ],
    f"{HYPERPOD}.accounting": {
        "endpoint": "accounting.example.internal",
        "secret": SECRET,
        "secret_key": f"arn:aws:kms:{HERE}:key/01234567-89ab-4cde-8f01-23456789abcd",
        "security_group": "sg-0123456789abcdef0",
    },
    f"{HYPERPOD}.patching": {"schedule": "cron(0 3 ? * 1#1 *)", "stop_alarms": ["nodes-lost"]},
    f"{HYPERPOD}.groups[].minimum_nodes": 2,
    f"{HYPERPOD}.groups[].threads_per_core": 1,
    f"{HYPERPOD}.groups[].training_plan": f"arn:aws:sagemaker:{HERE}:training-plan/large",
    f"{HYPERPOD}.groups[].deep_health_checks": ["InstanceStress"],
    f"{SLURM}.partitions[].qos": ["urgent"],
    f"{SLURM}.qos": [
        {"name": "urgent", "priority": 100, "preempts": ["plain"], "most_nodes": 8, "most_gpus_per_account": 64, "longest_hours": 24},
        {"name": "plain", "priority": 10},
    ],
    f"{SLURM}.accounts": [{"name": "census", "qos": ["urgent"], "users": ["one"]}],
    **eks_rows.ON_TOP,
}
"""What the base has beside tests/deployments/all-ways.yaml, by path: every part is there, and room for every change at once."""

OTHERS: dict[str, tuple[object, ...]] = {
    **pcs_rows.OTHERS,
    "owner": ("Federal Office for Language",),
    "jurisdiction.name": ("Germany",),
    "jurisdiction.approved_regions": (["eu-central-1", "eu-north-1", "eu-west-1"],),
    "jurisdiction.organisation_id": ("o-0123456789",),
    **{
        f"keys.external.{name}": (f"arn:aws:kms:{HERE}:key/{digit}234abcd-12ab-34cd-56ef-1234567890ab",)
        for digit, name in enumerate(ExternalKeys.model_fields)
    },
    "keys.datasets[].name": ("census-2027",),
    "keys.datasets[].prefix": ("census/2027/",),
    "keys.tenants[].name": ("labour-office",),
    "backup.account": ("888899990000",),
    "backup.also": (["models"],),
    "audit.log_retention_days": (731,),
    "network.cidr": ("10.20.0.0/17",),
    "network.zones": (["eu-central-1a", "eu-central-1c", "eu-central-1b"],),
    "network.subnets.nodes": (["10.20.0.0/20", "10.20.16.0/20", "10.20.48.0/20"],),
    "network.subnets.endpoints": (["10.20.64.0/24", "10.20.65.0/24", "10.20.67.0/24"],),
    "network.flow_log_retention_days": (1096,),
    "lake.lustre.capacity_gib": (76800,),
    "lake.lustre.metadata_iops": (12000,),
    "registry.repositories": (["curation", "training", "evaluation", "serving", "gateway", "more"],),
    "budget.currency": ("EUR",),
    "budget.notice_percents": ([50, 80, 95],),
    "training.ec2.groups[].instance_type": ("g6e.48xlarge",),
    "training.ec2.groups[].capacity_block.id": ("cr-2123456789abcdef0",),
    "training.ec2.groups[].capacity_block.starts": ("2027-01-12T11:30:00Z",),
    "training.ec2.groups[].capacity_block.ends": ("2027-01-26T11:30:00Z",),
    "training.ec2.groups[].reservation.id": ("cr-3123456789abcdef0",),
    "training.ec2.image_id": ("ami-0fedcba9876543210",),
    "training.ec2.root_device": ("/dev/xvda",),
    f"{HYPERPOD}.accounting.endpoint": ("accounts.example.internal",),
    f"{HYPERPOD}.accounting.database": ("accounts",),
    f"{HYPERPOD}.accounting.secret": (f"arn:aws:secretsmanager:{HERE}:secret:accounts-AbCdEf",),
    f"{HYPERPOD}.accounting.secret_key": (f"arn:aws:kms:{HERE}:key/11234567-89ab-4cde-8f01-23456789abcd",),
    f"{HYPERPOD}.accounting.security_group": ("sg-1123456789abcdef0",),
    f"{HYPERPOD}.patching.schedule": ("cron(0 4 ? * 1#1 *)",),
    f"{HYPERPOD}.patching.stop_alarms": (["nodes-slow"],),
    f"{HYPERPOD}.groups[].instance_type": ("ml.p4d.24xlarge",),
    f"{HYPERPOD}.groups[].deep_health_checks": (["InstanceConnectivity"],),
    "serving.instance_type": ("ml.g5.4xlarge",),
    "serving.image_repository": ("gateway",),
    "serving.model_prefix": ("base/2026-12/",),
    "ways_in.break_glass.trusted": (["arn:aws:iam::111122223333:user/duty/third"],),
    "ways_in.sessions.operators": (["arn:aws:iam::111122223333:user/operators/two"],),
    "ways_in.private_link.principals": (["arn:aws:iam::444455556666:root"],),
    "ways_in.private_link.clients": (["10.100.0.0/16"],),
    "ways_in.private_link.targets": (["10.20.64.20", "10.20.65.21"],),
    "ways_in.private_link.name": ("models.example.org",),
    "ways_in.vpn.address": ("198.51.100.8",),
    "ways_in.vpn.certificate": (f"arn:aws:acm:{HERE}:certificate/01234567-89ab-4cde-8f01-23456789abcd",),
    "ways_in.vpn.cidrs": (["10.111.0.0/16"],),
    "ways_in.vpn.tiers": (["endpoints", "nodes"],),
    "ways_in.transit_gateway.id": ("tgw-0fedcba9876543210",),
    "ways_in.transit_gateway.cidrs": (["10.120.0.0/16", "10.122.0.0/16"],),
    "ways_in.transit_gateway.tiers": (["endpoints"],),
    "ways_in.direct_connect.gateway": ("f1234567-89ab-4cde-8f01-23456789abcd",),
    "ways_in.direct_connect.cidrs": (["10.131.0.0/16"],),
    "ways_in.direct_connect.tiers": (["endpoints", "nodes"],),
    "ways_in.private_zones.name": ("models.example.internal",),
    "ways_in.certificates.name": ("service.models.example.internal",),
    **eks_rows.OTHERS,
}
"""Further values, where a person has to name them, beside those that the type tells; each has to go with all the others at once."""

PLACES = ("example-us-gov", "example-eusc")
"""Deployments elsewhere, in which everything that names a place differs at once."""

OF_PLACES = ("jurisdiction.partition", "region", "account")
"""What those vary: the value itself has to stand in what is deployed there."""

ALONE: tuple[dict[str, tuple[object, str]], ...] = (
    *eks_rows.ALONE,
    {"name": ("matrix-two", "")},
    *pcs_rows.ALONE,
    {"training.ec2.groups[].name": ("more", "Nodesmore")},
    {
        HYPERPOD: ({"image_release": "1.0.0", "groups": [{"name": "wide", "instance_type": "ml.p5.48xlarge", "nodes": 4}]}, '"wide"'),
        f"{HYPERPOD}.orchestrator": ("eks", "Orchestrator Eks"),
        f"{HYPERPOD}.autoscaling": (True, '"Karpenter"'),
        f"{HYPERPOD}.tiered_checkpoints_percent": (20, "InstanceMemoryAllocationPercentage"),
        f"{HYPERPOD}.addons": (["cert-manager@v1.18.2-eksbuild.2"], '"cert-manager"'),
        f"{HYPERPOD}.groups[].labels": (["team=language"], "Labels team"),
        f"{HYPERPOD}.groups[].taints": (["nvidia.com/gpu=true:NoSchedule"], '"NoSchedule"'),
        PCS: (GONE, "-pcs.template.json"),
        SLURM: (GONE, "hyperpod-slurm.json"),
    },
    {f"{HYPERPOD}.image_id": ("ami-0123456789abcdef0", "ImageId"), f"{HYPERPOD}.image_release": (GONE, "ImageReleaseVersion")},
    {
        "stage": ("development", '"development"'),
        f"{HYPERPOD}.provisioning": ("all_at_once", "NodeProvisioningMode"),
        f"{HYPERPOD}.slurm_strategy": ("merge", '"Merge"'),
        f"{HYPERPOD}.accounting": (GONE, "AccountingDatabase"),
        f"{HYPERPOD}.groups[].minimum_nodes": (GONE, "MinInstanceCount"),
    },
    {f"{HYPERPOD}.groups[].name": ("wide", '"wide"'), f"{SLURM}.partitions[].groups": (["wide", "small"], "groups 0")},
    {
        f"{HYPERPOD}.groups[].role": ("login", '"Login"'),
        f"{HYPERPOD}.groups[].training_plan": (GONE, "training-plan/large"),
        f"{SLURM}.partitions[].groups": (["small"], "groups 0"),
    },
    {HYPERPOD: (GONE, "-hyperpod.template.json"), PCS: (GONE, "-pcs.template.json"), SLURM: (GONE, "hyperpod-slurm.json")},
    {f"{SLURM}.partitions[].name": ("night", "partitions night"), f"{SLURM}.partitions[].job_type": ("interactive", '"1:00:00"')},
    {
        f"{SLURM}.partitions": (
            [
                {"name": "large", "job_type": "pretraining", "groups": ["large"], "longest_hours": 72, "qos": ["urgent"]},
                {"name": "small", "job_type": "evaluation", "groups": ["small"], "longest_hours": 8, "is_default": False},
                TUNE,
                BOUGHT,
            ],
            "partitions small",
        ),
        f"{SLURM}.partitions[].is_default": (True, "partitions small Default"),
    },
    {
        f"{SLURM}.qos[].priority": (200, "priority=200"),
        f"{SLURM}.qos[].preempts": (GONE, "preempts urgent plain"),
        f"{SLURM}.qos[].most_nodes": (9, "node=9"),
        f"{SLURM}.qos[].most_gpus_per_account": (65, "gres/gpu=65"),
        f"{SLURM}.qos[].longest_hours": (25, "25:00:00"),
        f"{SLURM}.accounts[].name": ("labour", "name=labour"),
        f"{SLURM}.accounts[].shares": (7, "fairshare=7"),
        f"{SLURM}.accounts[].users": (["two"], "user=two"),
    },
    {
        f"{SLURM}.qos[].name": ("rush", "name=rush"),
        f"{SLURM}.partitions[].qos": (["rush"], '"rush"'),
        f"{SLURM}.accounts[].qos": (["rush"], "qos=rush"),
    },
    {
        f"{SLURM}.qos": (GONE, "name=urgent"),
        f"{SLURM}.partitions[].qos": (GONE, "AllowQos"),
        f"{SLURM}.accounts": (GONE, "name=census"),
    },
    {"lake.lustre.least_free_percent": (20, "Threshold")},
    {"lake.lustre.release.hour": (4, '"cron(0 4 * * ? *)"')},
    {"lake.lustre.release.day": ("SUN", '"cron(0 3 ? * SUN *)"')},
    {"training.ec2.running_blocks": (["cr-0123456789abcdef0"], "NodestrainStarts")},
    {"training.ec2.scale_in_minutes": (60, '"2027-01-25T10:30:00Z"')},
    {"backup.changeable_for_days": (8, "ChangeableForDays")},
    *(
        {
            "keys.datasets[].classes": ([folder], f'"alias/all-ways/{folder}/census-2026"'),
            "keys.tenants[].classes": ([folder, OF_BOTH], f'"alias/all-ways/{folder}/tax-office"'),
        }
        for folder in get_args(Folder)
        if folder != OF_BOTH
    ),
    {"serving.image_digest": ("sha256:" + "1" * 64, "-endpoint.template.json")},
    {
        "ways_in.certificates.imported": (f"arn:aws:acm:{HERE}:certificate/11234567-89ab-4cde-8f01-23456789abcd", "certificate/11234567-"),
        "ways_in.certificates.authority": (GONE, "CertificateAuthorityArn"),
        "ways_in.certificates.name": (GONE, "DomainName"),
    },
    {
        "ways_in.private_link": (GONE, '"AWS::EC2::VPCEndpointService"'),
        "ways_in.certificates": (GONE, '"AWS::CertificateManager::Certificate"'),
    },
    {
        "training.zone": ("eu-central-1b", "-training.template.json"),
        "lake.lustre.zone": ("eu-central-1b", "-lake.template.json"),
        "training.ec2.groups[].capacity_block.zone": ("eu-central-1b", "-training.template.json"),
        f"{PCS}.groups[].capacity_block.zone": ("eu-central-1b", "-pcs.template.json"),
        "eks.groups[].capacity_block.zone": ("eu-central-1b", "-eks.template.json"),
    },
    {
        "training.ec2": (GONE, "-training.template.json"),
        "training": (GONE, "-network.template.json"),
        "ways_in.sessions": (GONE, "-operators.template.json"),
    },
)
"""Options that stand in one text with others and so are changed alone, and options that have to change together.

Each with its value and what has to stand in a line that differs because of it: a file, a property, a value.
"""

ONLY_WITH: dict[str, tuple[str, ...]] = {"training": ("ways_in.sessions",)}
"""Parts that others need: where the first is taken out, so are those."""

NOT_VARIED: dict[str, str] = {
    **eks_rows.NOT_VARIED,
    **pcs_rows.NOT_VARIED,
    f"{HYPERPOD}.groups[].efa": "It is there to be refused with a sentence.",
    f"{HYPERPOD}.groups[].root_volume_gib": "HyperPod has one size.",
    f"{HYPERPOD}.groups[].capacity_block": "It is there to be refused with a sentence.",
    f"{HYPERPOD}.groups[].reservation": "It is there to be refused with a sentence.",
    "jurisdiction.name": "What people call it. What it means to a deployment say partition and approved_regions.",
    "jurisdiction.approved_services": "The base uses every service: tests/stacks/test_services.py takes a shorter list.",
}
"""Options without an effect on what is deployed, or without a second value, each with the reason."""

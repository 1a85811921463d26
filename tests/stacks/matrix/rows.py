"""What the matrix varies, and what it does not.

A new option of the deployment file needs a row here only where its type does not tell a second value: a text, a list, a number without
bounds. A new part that may be absent has to stand in tests/deployments/all-ways.yaml, or in `ON_TOP`.
"""

from typing import Any, get_args

from blueprint.settings.keys import ExternalKeys, Folder
from tests.stacks.matrix.options import GONE

HERE = "eu-central-1:111122223333"
OF_BOTH = "rejects"
"""The class in which the base's dataset and tenant lie."""

ON_TOP: dict[str, Any] = {
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
    "detection.macie": "on",
    "detection.unused_access": "on",
    "ways_in.private_link.targets": ["10.20.64.20", "10.20.65.20"],
    "training.capacity_block_id": "cr-0123456789abcdef0",
}
"""What the base has beside tests/deployments/all-ways.yaml, by path: every part is there, and room for every change at once."""

OTHERS: dict[str, tuple[object, ...]] = {
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
    "registry.repositories": (["curation", "training", "evaluation", "serving", "gateway", "more"],),
    "budget.currency": ("EUR",),
    "budget.notice_percents": ([50, 80, 95],),
    "training.instance_type": ("g5.48xlarge",),
    "training.image_id": ("ami-0fedcba9876543210",),
    "training.root_device": ("/dev/xvda",),
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
}
"""Further values, where a person has to name them, beside those that the type tells; each has to go with all the others at once."""

PLACES = ("example-us-gov", "example-eusc")
"""Deployments elsewhere, in which everything that names a place differs at once."""

OF_PLACES = ("jurisdiction.partition", "region", "account")
"""What those vary: the value itself has to stand in what is deployed there."""

ALONE: tuple[dict[str, tuple[object, str]], ...] = (
    {"name": ("matrix-two", "")},
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
    {"training.zone": ("eu-central-1b", "-training.template.json"), "lake.lustre.zone": ("eu-central-1b", "-lake.template.json")},
)
"""Options that stand in one text with others and so are changed alone, and options that have to change together.

Each with its value and what has to stand in a line that differs because of it: a file, a property, a value.
"""

ONLY_WITH: dict[str, tuple[str, ...]] = {"training": ("ways_in.sessions",)}
"""Parts that others need: where the first is taken out, so are those."""

NOT_VARIED: dict[str, str] = {
    "jurisdiction.name": "What people call it. What it means to a deployment say partition and approved_regions.",
    "jurisdiction.approved_services": "The base uses every service: tests/stacks/test_services.py takes a shorter list.",
}
"""Options without an effect on what is deployed, or without a second value, each with the reason."""

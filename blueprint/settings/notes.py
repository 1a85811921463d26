"""What can be said of a deployment that is right: its summary, and what no table could tell."""

from collections.abc import Iterator

from blueprint.facts.data_classes import DataClass
from blueprint.facts.external_keys import external_keys
from blueprint.facts.instances import instance, offers
from blueprint.facts.partitions import service_principal
from blueprint.facts.regions import features, region
from blueprint.settings.cluster_notes import notes_on_clusters
from blueprint.settings.copies import notes_on_copies
from blueprint.settings.deployment import Deployment
from blueprint.settings.rules import RULES
from blueprint.settings.rules.region import NETWORK_WAYS
from blueprint.settings.tenant_notes import notes_on_tenants

DOCUMENTATION_ACCOUNTS = frozenset({"111122223333", "123456789012", "444455556666", "777788889999"})
"""Accounts that AWS's documentation uses as examples."""

PLACEHOLDER_RELEASE = "1.0.0"
PLACEHOLDER_IMAGES = ("ami-0123456789", "ami-1234567890")


def summary(deployment: Deployment) -> str:
    """One line: where, how large, and how many rules held."""
    lustre, training, serving = deployment.lake.lustre, deployment.training, deployment.serving
    parts = [
        f"{deployment.jurisdiction.partition} {deployment.region}, {len(deployment.network.zones)} zones",
        f"{deployment.network.cidr} in {len(deployment.network.subnets.nodes) + len(deployment.network.subnets.endpoints)} subnets",
        f"Lustre {lustre.capacity_gib} GiB at {lustre.throughput_mbps_per_tib} MB/s a TiB",
        ", ".join(f"{group.nodes} x {group.instance_type}" for group in training.groups) if training else "no training",
        f"{serving.instances} x {serving.instance_type}" if serving else "no serving",
    ]
    return f"{'; '.join(parts)}; {len(RULES)} rules hold"


def notes(deployment: Deployment) -> tuple[str, ...]:
    """What has to be looked up or filled in before this deployment meets a real account."""
    return (
        *_unknown(deployment),
        *_slow(deployment),
        *_unwatched(deployment),
        *_keys(deployment),
        *notes_on_copies(deployment),
        *_placeholders(deployment),
        *notes_on_clusters(deployment),
        *notes_on_tenants(deployment),
    )


def _unknown(deployment: Deployment) -> Iterator[str]:
    here = region(deployment.region)
    if not here.services_known:
        yield f"no source says which services {here.name} lacks (checked {here.checked}): ask AWS for {', '.join(_asked(deployment))}"
    if here.name not in offers() and (deployment.training or deployment.serving):
        yield f"no source says which instance types {here.name} sells (checked {here.checked}): ask AWS for {', '.join(_kinds(deployment))}"


def _slow(deployment: Deployment) -> Iterator[str]:
    for group in deployment.training.groups if deployment.training else ():
        if group.nodes > 1 and not instance(group.instance_type).has_efa:
            yield f"training: {group.instance_type} has no EFA; {group.nodes} nodes will exchange gradients over TCP"


def _kinds(deployment: Deployment) -> dict[str, None]:
    groups = deployment.training.groups if deployment.training else ()
    return dict.fromkeys([*(group.instance_type for group in groups), *([deployment.serving.instance_type] if deployment.serving else [])])


def _asked(deployment: Deployment) -> Iterator[str]:
    yield "FSx for Lustre"
    if deployment.serving:
        yield "SageMaker endpoints"
    if deployment.training and deployment.training.pcs:
        yield features()["pcs"].title
    if deployment.training and deployment.training.hyperpod:
        yield features()["hyperpod"].title
    yield from (features()[name].title for name, chosen in deployment.detection if chosen == "on")
    if deployment.network.block_public_access == "on":
        yield features()["block_public_access"].title
    if deployment.budget:
        yield features()["budgets"].title
    yield from (features()[name].title for name in NETWORK_WAYS if getattr(deployment.ways_in, name) is not None)
    if deployment.backup:
        yield features()["backup"].title
    if deployment.audit.network_events:
        yield "CloudTrail's network activity events"


def _unwatched(deployment: Deployment) -> Iterator[str]:
    """Detectors that do not run here, each with what the region has to do with it."""
    here = region(deployment.region)
    for name, chosen in deployment.detection:
        if chosen == "elsewhere":
            yield f"detection.{name}: {features()[name].title} has to run in this account already: nothing here shows that it does"
        elif chosen == "off" and name in here.lacks:
            yield f"detection.{name}: {here.name} has no {features()[name].title} (checked {here.checked})"

    if deployment.network.block_public_access == "elsewhere":
        yield f"network.block_public_access: {features()['block_public_access'].title} has to be on in this account already"
    if deployment.detection.config == "on":
        command = f"aws iam create-service-linked-role --aws-service-name {service_principal('config')}"
        yield f"detection.config: AWS Config's own role has to be in the account before: `{command}`, once"


def _keys(deployment: Deployment) -> Iterator[str]:
    """What no template shows of keys from outside, and what a folder's own key takes from the file system."""
    for name in deployment.keys.external.arns:
        row = external_keys()[name]
        unsure = "" if row.confirmed else " (no text of AWS seen on this case: try it)"
        yield (
            f"keys.external.{name}: give the key the policy of the keys template's metadata; it does not rotate by itself; "
            f"while it is away: {row.away}{unsure}"
        )
    for part in deployment.keys.own_folders:
        for name in sorted({DataClass.CHECKPOINTS, DataClass.MODELS} & set(part.classes)):
            where = f"keys: {part.folder} in {name} has its own key"
            yield f"{where}: Lustre exports nothing there; write by S3 and name the key of alias {name}/{part.name}"


def _placeholders(deployment: Deployment) -> Iterator[str]:
    if deployment.account in DOCUMENTATION_ACCOUNTS:
        yield f"account: {deployment.account} is an example account of AWS's documentation"
    for name in ("ec2", "pcs"):
        platform = getattr(deployment.training, name, None)
        if platform and platform.image_id.startswith(PLACEHOLDER_IMAGES):
            yield f"training.{name}.image_id: {platform.image_id} is a placeholder; the intake gives the real one"
    hyperpod = deployment.training.hyperpod if deployment.training else None
    if hyperpod and hyperpod.image_release == PLACEHOLDER_RELEASE:
        yield f"training.hyperpod.image_release: {hyperpod.image_release} is a placeholder; HyperPod's release notes name the real ones"
    if hyperpod and hyperpod.addons:
        yield "training.hyperpod.addons: no table tells which versions there are: ask `aws eks describe-addon-versions`"
    if deployment.serving and set(deployment.serving.image_digest.removeprefix("sha256:")) == {"0"}:
        yield "serving.image_digest: all zeros is a placeholder; the intake gives the real one"

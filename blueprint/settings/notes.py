"""What can be said of a deployment that is right: its summary, and what no table could tell."""

from collections.abc import Iterator

from blueprint.facts.instances import instance, offers
from blueprint.facts.regions import region
from blueprint.settings.deployment import Deployment
from blueprint.settings.rules import RULES

DOCUMENTATION_ACCOUNTS = frozenset({"111122223333", "123456789012", "444455556666", "777788889999"})
"""Accounts that AWS's documentation uses as examples."""


def summary(deployment: Deployment) -> str:
    """One line: where, how large, and how many rules held."""
    lustre, training, serving = deployment.lake.lustre, deployment.training, deployment.serving
    parts = [
        f"{deployment.jurisdiction.partition} {deployment.region}, {len(deployment.network.zones)} zones",
        f"{deployment.network.cidr} in {len(deployment.network.subnets.nodes) + len(deployment.network.subnets.endpoints)} subnets",
        f"Lustre {lustre.capacity_gib} GiB at {lustre.throughput_mbps_per_tib} MB/s a TiB",
        f"{training.nodes} x {training.instance_type}" if training else "no training",
        f"{serving.instances} x {serving.instance_type}" if serving else "no serving",
    ]
    return f"{'; '.join(parts)}; {len(RULES)} rules hold"


def notes(deployment: Deployment) -> tuple[str, ...]:
    """What has to be looked up or filled in before this deployment meets a real account."""
    return (*_unknown(deployment), *_slow(deployment), *_placeholders(deployment))


def _unknown(deployment: Deployment) -> Iterator[str]:
    here = region(deployment.region)
    if not here.services_known:
        yield f"no source says which services {here.name} lacks (checked {here.checked}): ask AWS for {', '.join(_asked(deployment))}"
    if here.name not in offers() and (deployment.training or deployment.serving):
        kinds = [part.instance_type for part in (deployment.training, deployment.serving) if part]
        yield f"no source says which instance types {here.name} sells (checked {here.checked}): ask AWS for {', '.join(kinds)}"


def _slow(deployment: Deployment) -> Iterator[str]:
    training = deployment.training
    if training and training.nodes > 1 and not instance(training.instance_type).has_efa:
        yield f"training: {training.instance_type} has no EFA; {training.nodes} nodes will exchange gradients over TCP"


def _asked(deployment: Deployment) -> Iterator[str]:
    yield "FSx for Lustre"
    if deployment.serving:
        yield "SageMaker endpoints"


def _placeholders(deployment: Deployment) -> Iterator[str]:
    if deployment.account in DOCUMENTATION_ACCOUNTS:
        yield f"account: {deployment.account} is an example account of AWS's documentation"
    if deployment.training and deployment.training.image_id.startswith(("ami-0123456789", "ami-1234567890")):
        yield f"training.image_id: {deployment.training.image_id} is a placeholder; the intake gives the real one"
    if deployment.serving and set(deployment.serving.image_digest.removeprefix("sha256:")) == {"0"}:
        yield "serving.image_digest: all zeros is a placeholder; the intake gives the real one"

"""What can be said of a Kubernetes cluster that is right: days that come, and versions that no text confirms."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from blueprint.facts.kubernetes import addons, versions
from blueprint.settings.deployment import Deployment

SOON_DAYS = 90
PLACEHOLDERS = ("ami-0123456789", "ami-0fedcba987")


def notes_on_clusters(deployment: Deployment, today: date | None = None) -> Iterator[str]:
    """Nothing where there is no cluster.

    Args:
        deployment: The deployment.
        today: The day to count from; the clock's where none is given.
    """
    spec = deployment.eks
    if spec is None:
        return
    row, now = versions()[spec.version], today or datetime.now(UTC).date()
    if (left := (row.standard_until - now).days) < SOON_DAYS:
        when = f"ends on {row.standard_until}" if left >= 0 else f"ended on {row.standard_until}"
        after = "after it EKS upgrades the control plane by itself"
        yield f"eks.version: EKS's standard support of {spec.version} {when} (checked {row.checked}); {after}"
    pinned = {pin.name for pin in spec.addons if pin.version}
    asked = {pin.name for pin in spec.addons}
    unsure = [name for name, addon in addons().items() if (addon.needed or name in asked) and not addon.confirmed and name not in pinned]
    if unsure:
        yield f"eks.addons: no text of AWS seen that names the versions of {', '.join(unsure)}: ask `aws eks describe-addon-versions`"
    if deployment.stage == "production" and not spec.is_protected:
        yield "eks.is_protected: false; set it once the cluster stands"
    for name, image in spec.images:
        if image.startswith(PLACEHOLDERS):
            yield f"eks.images.{name}: {image} is a placeholder; the intake gives the real one"

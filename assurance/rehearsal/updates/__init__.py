"""How each type is changed in place: by property, the service's own call. A property without one is not changed: it is refused by name.

What has to be replaced instead, the registry's schema says (`assurance.rehearsal.changes`).
"""

from assurance.rehearsal.updates import clusters, compute, copies, eks, guards, hyperpod, identity, network, storage, tags, watching
from assurance.rehearsal.updates.model import ANY, Update

UPDATES: dict[str, dict[str, Update]] = {
    **clusters.UPDATES,
    **compute.UPDATES,
    **copies.UPDATES,
    **guards.UPDATES,
    **eks.UPDATES,
    **hyperpod.UPDATES,
    **identity.UPDATES,
    **network.UPDATES,
    **storage.UPDATES,
    **watching.UPDATES,
}


def update_of(kind: str, name: str) -> Update | None:
    """How a property is changed in place; None where that is not modelled. Whatever EC2 holds takes tags by the same two calls."""
    known = UPDATES.get(kind, {})
    by_default = tags.EC2 if kind.startswith("AWS::EC2::") and name == "Tags" else None
    return known.get(name) or known.get(ANY) or by_default


__all__ = ["ANY", "UPDATES", "Update", "update_of"]

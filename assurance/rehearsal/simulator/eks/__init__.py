"""Amazon EKS: clusters, groups of nodes, add-ons, access entries and identities of pods, with the rules of the API reference.

moto takes almost any cluster and knows no add-on, entry or association. What is refused here is what EKS refuses: a role that does not
trust it, subnets in one zone, a version or an add-on that is none, a template that a managed group does not take.
"""

from assurance.rehearsal.simulator.eks import clusters, nodegroups, parts
from assurance.rehearsal.simulator.eks.entries import dispatcher
from assurance.rehearsal.values import Json

OPERATIONS = {**clusters.OPERATIONS, **nodegroups.OPERATIONS, **parts.OPERATIONS}

CLUSTER = "{0}/clusters/(?P<name>[^/]+)"
INSIDE = "{0}/clusters/(?P<clusterName>[^/]+)"
PATHS = (
    "{0}/clusters$",
    f"{CLUSTER}$",
    f"{CLUSTER}/update-config$",
    f"{CLUSTER}/updates$",
    f"{INSIDE}/node-groups$",
    f"{INSIDE}/node-groups/(?P<nodegroupName>[^/]+)$",
    f"{INSIDE}/node-groups/(?P<nodegroupName>[^/]+)/update-config$",
    f"{INSIDE}/node-groups/(?P<nodegroupName>[^/]+)/update-version$",
    f"{INSIDE}/addons$",
    f"{INSIDE}/addons/(?P<addonName>[^/]+)$",
    f"{INSIDE}/addons/(?P<addonName>[^/]+)/update$",
    f"{INSIDE}/access-entries$",
    f"{INSIDE}/pod-identity-associations$",
    f"{INSIDE}/pod-identity-associations/(?P<associationId>[^/]+)$",
    "{0}/tags/(?P<resourceArn>.+)$",
)
"""Every path of the operations above but those of one entry, in place of moto's own (botocore 1.44.5, eks)."""

ENTRY = f"{INSIDE}/access-entries/(?P<principalArn>.+)$"


def paths(dispatch: Json) -> dict[str, Json]:
    """What moto's server routes to this service: most to `dispatch`, those of one entry to a handler of their own."""
    return {**dict.fromkeys(PATHS, dispatch), ENTRY: dispatcher(OPERATIONS)}

"""Add-ons of AWS's in the cluster, each at a fixed version."""

import json

from aws_cdk import CfnResource
from aws_cdk.aws_eks import CfnAddon, CfnCluster

from blueprint.facts.kubernetes import addons
from blueprint.settings import Eks
from constructs import Construct

BEFORE_NODES = ("vpc-cni", "kube-proxy", "eks-pod-identity-agent")
"""Without these a node does not become ready; the others wait for a node to run on, and CloudFormation for them."""

SETTINGS: dict[str, dict[str, object]] = {"vpc-cni": {"enableNetworkPolicy": "true"}}
"""Beside each add-on's defaults: the network add-on enforces network policies."""


class EksAddons(Construct):
    """Everything that the table says every cluster needs, and what the file asks for beside it.

    Attributes:
        before_nodes: Those that nodes wait for.
        after_nodes: Those that wait for nodes.
    """

    def __init__(self, scope: Construct, construct_id: str, *, cluster: CfnCluster, spec: Eks) -> None:
        super().__init__(scope, construct_id)
        self._made = {name: self._addon(cluster, name, version) for name, version in pinned(spec).items()}
        self.before_nodes = [addon for name, addon in self._made.items() if name in BEFORE_NODES]
        self.after_nodes = [addon for name, addon in self._made.items() if name not in BEFORE_NODES]

    @property
    def names(self) -> tuple[str, ...]:
        """What the cluster has."""
        return tuple(self._made)

    def order(self, system: CfnResource, *others: CfnResource) -> None:
        """Puts the add-ons around the nodes: some before the first of them, some after the system's."""
        for addon in self.before_nodes:
            for nodes in (system, *others):
                nodes.add_resource_dependency(addon)
        for addon in self.after_nodes:
            addon.add_resource_dependency(system)

    def use(self, name: str, identity: CfnResource) -> None:
        """Starts an add-on's pods only once they have their role."""
        self._made[name].add_resource_dependency(identity)

    def _addon(self, cluster: CfnCluster, name: str, version: str) -> CfnAddon:
        settings = SETTINGS.get(name)
        return CfnAddon(
            self,
            "".join(word.capitalize() for word in name.split("-")),
            cluster_name=cluster.ref,
            addon_name=name,
            addon_version=version,
            resolve_conflicts="OVERWRITE",
            preserve_on_delete=False,
            configuration_values=json.dumps(settings) if settings else None,
        )


def pinned(spec: Eks) -> dict[str, str]:
    """The add-ons of a cluster by name, with their versions: the needed ones, the file's own, and the file's versions over the table's."""
    asked = {pin.name: pin.version for pin in spec.addons}
    return {name: asked.get(name) or row.versions[spec.version] for name, row in addons().items() if row.needed or name in asked}

"""HyperPod's add-ons in the Kubernetes cluster, each at the version that the deployment file names."""

from collections.abc import Iterable

from aws_cdk import CfnResource, Stack
from aws_cdk.aws_eks import CfnAddon, CfnPodIdentityAssociation
from aws_cdk.aws_iam import PolicyStatement

from blueprint.settings.hyperpod import CERT_MANAGER, TRAINING_OPERATOR
from constructs import Construct
from sovereign.eks_identities import pods
from sovereign.service_role import ServiceRole

OPERATOR = ("aws-hyperpod", "hp-training-operator-controller-manager")
"""Namespace and service account of the training operator (SageMaker guide, Installing the training operator)."""


class HyperPodAddons(Construct):
    """Add-ons after the nodes that they run on; the training operator after its role and after cert-manager."""

    def __init__(self, scope: Construct, construct_id: str, *, cluster_name: str, addons: Iterable[str], nodes: CfnResource) -> None:
        super().__init__(scope, construct_id)
        self._cluster = cluster_name
        made = {name: self._addon(name, version, nodes) for name, _, version in (text.partition("@") for text in addons)}
        if operator := made.get(TRAINING_OPERATOR):
            operator.add_resource_dependency(made[CERT_MANAGER])
            operator.add_resource_dependency(self._identity())

    def _addon(self, name: str, version: str, nodes: CfnResource) -> CfnAddon:
        addon = CfnAddon(
            self,
            "".join(word.capitalize() for word in name.split("-")),
            cluster_name=self._cluster,
            addon_name=name,
            addon_version=version,
            resolve_conflicts="OVERWRITE",
            preserve_on_delete=False,
        )
        addon.add_resource_dependency(nodes)
        return addon

    def _identity(self) -> CfnPodIdentityAssociation:
        """The operator asks which node is healthy, and nothing else (AmazonSageMakerHyperPodTrainingOperatorAccess)."""
        stack = Stack.of(self)
        clusters = f"arn:{stack.partition}:sagemaker:{stack.region}:{stack.account}:cluster/*"
        role = ServiceRole(
            self, "OperatorRole", trusts=pods(), may=[PolicyStatement(actions=["sagemaker:DescribeClusterNode"], resources=[clusters])]
        )
        role.acknowledge_wildcards([clusters], reason="A cluster's ARN ends in an id that SageMaker chooses when it makes the cluster.")
        namespace, account = OPERATOR
        return CfnPodIdentityAssociation(
            self, "Operator", cluster_name=self._cluster, namespace=namespace, service_account=account, role_arn=role.arn
        )

"""Who may do what in the cluster: by name, and as one of AWS's own access policies."""

from collections.abc import Iterable

from aws_cdk import Stack
from aws_cdk.aws_eks import CfnAccessEntry, CfnCluster

from constructs import Construct

ADMINISTRATOR, VIEWER = "AmazonEKSClusterAdminPolicy", "AmazonEKSViewPolicy"
"""The second one shows no secret (Amazon EKS guide, Review access policy permissions)."""


class EksAccess(Construct):
    """One entry a role. An API-only cluster has no list of identities inside itself, which somebody in it could change."""

    def __init__(
        self, scope: Construct, construct_id: str, *, cluster: CfnCluster, administrators: Iterable[str], viewers: Iterable[str]
    ) -> None:
        super().__init__(scope, construct_id)
        for kind, policy, roles in (("Administrator", ADMINISTRATOR, administrators), ("Viewer", VIEWER, viewers)):
            for number, role in enumerate(roles, 1):
                CfnAccessEntry(
                    self,
                    f"{kind}{number}",
                    cluster_name=cluster.ref,
                    principal_arn=role,
                    type="STANDARD",
                    access_policies=[
                        CfnAccessEntry.AccessPolicyProperty(
                            policy_arn=f"arn:{Stack.of(self).partition}:eks::aws:cluster-access-policy/{policy}",
                            access_scope=CfnAccessEntry.AccessScopeProperty(type="cluster"),
                        )
                    ],
                )

"""The doors from the isolated network to AWS, each open to this account alone, and for what the facts name alone."""

from collections.abc import Sequence

from aws_cdk import Stack, Tags
from aws_cdk.aws_ec2 import CfnVPCEndpoint
from aws_cdk.aws_iam import AnyPrincipal, PolicyDocument, PolicyStatement

from blueprint.facts.endpoints import InterfaceEndpoint
from blueprint.facts.gateways import gateways
from blueprint.facts.partitions import partition
from blueprint.facts.regions import region as region_row
from constructs import Construct
from sovereign.image_registry import PULL, addon_images
from sovereign.isolated_vpc import IsolatedVpc, Tier
from sovereign.security_group import HTTPS, ClosedGroup


class PrivateEndpoints(Construct):
    """Interface endpoints in their own subnets, and the S3 gateway for every tier.

    Attributes:
        group: Admits HTTPS from all of the nodes' subnets from the start: a group opened node group by node group breaks
            the first cluster that is added later.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: IsolatedVpc,
        catalogue: Sequence[InterfaceEndpoint],
        clients: Sequence[Tier],
        aws_owned_buckets: Sequence[str],
        organisation_id: str | None = None,
        addon_registry: str | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self._addon_registry = addon_registry
        endpoints_tier = vpc.tiers["endpoints"]
        self._organisation_id = organisation_id
        self.group = ClosedGroup(
            self, "Endpoints", vpc_id=vpc.vpc_id, description="Interface endpoints: HTTPS from the subnets of the nodes"
        )
        for tier in (*clients, endpoints_tier):
            self.group.hears_addresses(tier.cidrs, HTTPS, why=f"HTTPS from the {tier.name} subnets")
        self.interfaces = {row.service: self._interface(row, vpc, endpoints_tier) for row in catalogue}
        self.s3 = CfnVPCEndpoint(
            self,
            "S3",
            vpc_id=vpc.vpc_id,
            vpc_endpoint_type="Gateway",
            service_name=_s3_gateway(Stack.of(self).region),
            route_table_ids=[tier.route_table.attr_route_table_id for tier in vpc.tiers.values()],
            policy_document=PolicyDocument(statements=[self._own_account_only(gateways()["s3"].actions), self._read_of(aws_owned_buckets)]),
        )
        Tags.of(self.s3).add("reason", gateways()["s3"].reason)

    def _interface(self, row: InterfaceEndpoint, vpc: IsolatedVpc, tier: Tier) -> CfnVPCEndpoint:
        endpoint = CfnVPCEndpoint(
            self,
            _id(row.service),
            vpc_id=vpc.vpc_id,
            vpc_endpoint_type="Interface",
            service_name=row.service_name(Stack.of(self).region),
            subnet_ids=tier.subnet_ids,
            security_group_ids=[self.group.group_id],
            private_dns_enabled=True,
            policy_document=PolicyDocument(statements=[self._own_account_only(row.actions), *self._addons(row)]),
        )
        Tags.of(endpoint).add("reason", row.reason)
        return endpoint

    def _addons(self, row: InterfaceEndpoint) -> list[PolicyStatement]:
        """Our principals pull the images of EKS's own add-ons from AWS's registry; nothing can be pushed there."""
        if not (row.addon_registry and self._addon_registry):
            return []
        stack = Stack.of(self)
        return [
            PolicyStatement(
                sid="AllowPullingAddons",
                principals=[AnyPrincipal()],
                actions=list(PULL),
                resources=[addon_images(self, self._addon_registry)],
                conditions={"StringEquals": {"aws:PrincipalAccount": stack.account}},
            )
        ]

    def _own_account_only(self, actions: Sequence[str]) -> PolicyStatement:
        """This account's principals, on this account's resources: no other account's, even with credentials smuggled in."""
        account, organisation = Stack.of(self).account, self._organisation_id
        ours = {"aws:PrincipalAccount": account, "aws:ResourceAccount": account}
        if organisation:
            ours |= {"aws:PrincipalOrgID": organisation, "aws:ResourceOrgID": organisation}
        return PolicyStatement(
            sid="AllowThisAccountOnItsOwnResources",
            principals=[AnyPrincipal()],
            actions=list(actions),
            resources=["*"],  # whose they are, the condition says
            conditions={"StringEquals": ours},
        )

    def _read_of(self, buckets: Sequence[str]) -> PolicyStatement:
        """AWS's own buckets that nodes must read; layers of images come by a signature of AWS's own, so no principal can be asked for."""
        return PolicyStatement(
            sid="AllowReadingAwsOwnedBuckets",
            principals=[AnyPrincipal()],
            actions=["s3:GetObject"],
            resources=[f"arn:{Stack.of(self).partition}:s3:::{bucket}/*" for bucket in buckets],
        )


def _id(service: str) -> str:
    return "".join(word.capitalize() for word in service.replace("-", ".").split("."))


def _s3_gateway(region: str) -> str:
    return f"{partition(region_row(region).partition).endpoint_prefix_of('s3')}.{region}.s3"

"""What the Slurm controller says, and what became of each job, in log groups of our own."""

from aws_cdk import Stack
from aws_cdk.aws_iam import PolicyDocument, PolicyStatement, ServicePrincipal
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_logs import CfnDelivery, CfnDeliveryDestination, CfnDeliverySource, CfnResourcePolicy

from constructs import Construct
from sovereign.names import log_group_name
from sovereign.own_log_group import OwnLogGroup
from sovereign.services import principal

TYPES = {"scheduler": "PCS_SCHEDULER_LOGS", "jobs": "PCS_JOBCOMP_LOGS", "commands": "PCS_SCHEDULER_AUDIT_LOGS"}
"""The daemons' own lines, a record for each job that ended, and who asked the controller for what (PCS guide, Monitoring)."""


class PcsLogs(Construct):
    """One delivery for each kind of log, each into a group under our key.

    The policy that lets the deliveries in is ours and names these groups; without it the service would add one of its own to the account.
    """

    def __init__(self, scope: Construct, construct_id: str, *, deployment: str, cluster_arn: str, key: IKey, retention_days: int) -> None:
        super().__init__(scope, construct_id)
        groups = {
            name: OwnLogGroup(
                self, f"LogGroup-{name}", name=log_group_name(deployment, f"pcs-{name}"), key=key, retention_days=retention_days
            )
            for name in TYPES
        }
        policy = self._let_in(deployment, list(groups.values()))
        for name, kind in TYPES.items():
            called = f"{deployment}-pcs-{name}"
            source = CfnDeliverySource(self, f"Source-{name}", name=called, log_type=kind, resource_arn=cluster_arn)
            destination = CfnDeliveryDestination(
                self, f"Destination-{name}", name=called, destination_resource_arn=groups[name].attr_arn, output_format="json"
            )
            destination.add_resource_dependency(policy)
            delivery = CfnDelivery(
                self, f"Delivery-{name}", delivery_source_name=source.name, delivery_destination_arn=destination.attr_arn
            )
            delivery.add_resource_dependency(source)

    def _let_in(self, deployment: str, groups: list[OwnLogGroup]) -> CfnResourcePolicy:
        stack = Stack.of(self)
        logs = f"arn:{stack.partition}:logs:{stack.region}:{stack.account}"
        deliver = PolicyStatement(
            sid="LetPcsLogsIn",
            principals=[ServicePrincipal(principal("delivery.logs"))],
            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
            resources=[f"{logs}:log-group:{group.log_group_name}:log-stream:*" for group in groups],
            conditions={"StringEquals": {"aws:SourceAccount": stack.account}, "ArnLike": {"aws:SourceArn": f"{logs}:*"}},
        )
        return CfnResourcePolicy(
            self,
            "LetIn",
            policy_name=f"{deployment}-pcs",
            policy_document=stack.to_json_string(PolicyDocument(statements=[deliver]).to_json()),
        )

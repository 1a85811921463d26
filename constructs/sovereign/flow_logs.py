"""Every packet's envelope, written down."""

from aws_cdk import Stack
from aws_cdk.aws_ec2 import CfnFlowLog
from aws_cdk.aws_iam import PolicyStatement
from aws_cdk.aws_kms import IKey

from constructs import Construct
from sovereign.names import log_group_name
from sovereign.own_log_group import OwnLogGroup
from sovereign.service_role import ServiceRole, for_this_account


class FlowLogs(Construct):
    """Flow logs of a whole network, accepted and refused, into a log group under our own key."""

    def __init__(self, scope: Construct, construct_id: str, *, deployment: str, vpc_id: str, key: IKey, retention_days: int) -> None:
        super().__init__(scope, construct_id)
        self.log_group = OwnLogGroup(self, "LogGroup", name=log_group_name(deployment, "flow"), key=key, retention_days=retention_days)
        stack = Stack.of(self)
        streams = f"arn:{stack.partition}:logs:{stack.region}:{stack.account}:log-group:{self.log_group.log_group_name}:*"
        role = ServiceRole(
            self,
            "Writer",
            trusts=for_this_account(self, "vpc-flow-logs", f"arn:{stack.partition}:ec2:{stack.region}:{stack.account}:vpc-flow-log/*"),
            may=[PolicyStatement(actions=["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], resources=[streams])],
        )
        role.acknowledge_wildcards(
            [streams], reason="A flow log makes one stream a network interface, under names it chooses itself, in this one group."
        )
        self.flow_log = CfnFlowLog(
            self,
            "FlowLog",
            resource_id=vpc_id,
            resource_type="VPC",
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=self.log_group.attr_arn,
            deliver_logs_permission_arn=role.arn,
            max_aggregation_interval=60,
        )

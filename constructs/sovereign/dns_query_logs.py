"""Every name that anybody in the network asked for, written down."""

from aws_cdk import Stack
from aws_cdk.aws_iam import PolicyDocument, PolicyStatement, ServicePrincipal
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_logs import CfnResourcePolicy
from aws_cdk.aws_route53resolver import CfnResolverQueryLoggingConfig, CfnResolverQueryLoggingConfigAssociation

from constructs import Construct
from sovereign.names import log_group_name
from sovereign.own_log_group import OwnLogGroup
from sovereign.services import principal


class DnsQueryLogs(Construct):
    """Queries of a whole network, answered and blocked, into a log group under our own key.

    The policy that lets the resolver's deliveries in is ours and names this one group; without it the service would add
    one of its own to the account.
    """

    def __init__(self, scope: Construct, construct_id: str, *, deployment: str, vpc_id: str, key: IKey, retention_days: int) -> None:
        super().__init__(scope, construct_id)
        stack = Stack.of(self)
        self.log_group = OwnLogGroup(self, "LogGroup", name=log_group_name(deployment, "dns"), key=key, retention_days=retention_days)
        deliver = PolicyStatement(
            sid="LetQueryLogsIn",
            principals=[ServicePrincipal(principal("delivery.logs"))],
            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
            resources=[f"arn:{stack.partition}:logs:{stack.region}:{stack.account}:log-group:{self.log_group.log_group_name}:log-stream:*"],
            conditions={
                "StringEquals": {"aws:SourceAccount": stack.account},
                "ArnLike": {"aws:SourceArn": f"arn:{stack.partition}:logs:{stack.region}:{stack.account}:*"},
            },
        )
        policy = CfnResourcePolicy(
            self,
            "Delivery",
            policy_name=f"{deployment}-dns-queries",
            policy_document=stack.to_json_string(PolicyDocument(statements=[deliver]).to_json()),
        )
        self.config = CfnResolverQueryLoggingConfig(
            self, "Config", name=f"{deployment}-dns-queries", destination_arn=self.log_group.attr_arn
        )
        self.config.add_dependency(policy)
        CfnResolverQueryLoggingConfigAssociation(self, "Association", resolver_query_log_config_id=self.config.attr_id, resource_id=vpc_id)

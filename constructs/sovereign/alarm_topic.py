"""Where alarms go: one topic, under our key."""

from aws_cdk import Stack
from aws_cdk.aws_iam import AnyPrincipal, Effect, PolicyDocument, PolicyStatement, ServicePrincipal
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_sns import CfnTopic, CfnTopicPolicy

from constructs import Construct
from sovereign.names import alarm_arns, budget_arns, topic_name


class AlarmTopic(Construct):
    """CloudWatch's alarms of this deployment publish here, the account's budgets where there are any, and nobody else.

    Nobody is subscribed: the body joins its own queue or pager, in this account, and no address of a person stands in a template.

    Attributes:
        arn: The topic.
        policy: Who may publish; it has to stand before anything publishes.
    """

    def __init__(self, scope: Construct, construct_id: str, *, deployment: str, key: IKey, hears_budgets: bool) -> None:
        super().__init__(scope, construct_id)
        topic = CfnTopic(self, "Topic", topic_name=topic_name(deployment), kms_master_key_id=key.key_arn)
        self.arn = topic.attr_topic_arn
        statements = [self._no_plain_http(), self._publisher("LetAlarmsPublish", "cloudwatch", alarm_arns(self, deployment))]
        if hears_budgets:
            statements.append(self._publisher("LetBudgetsPublish", "budgets", budget_arns(self)))
        self.policy = CfnTopicPolicy(
            self,
            "Policy",
            topics=[self.arn],
            policy_document=PolicyDocument(statements=statements),
        )

    def _publisher(self, sid: str, service: str, source: str) -> PolicyStatement:
        return PolicyStatement(
            sid=sid,
            principals=[ServicePrincipal(service)],
            actions=["sns:Publish"],
            resources=[self.arn],
            conditions={
                "StringEquals": {"aws:SourceAccount": Stack.of(self).account},
                "ArnLike": {"aws:SourceArn": source},
            },
        )

    def _no_plain_http(self) -> PolicyStatement:
        return PolicyStatement(
            sid="DenyPlainHttp",
            effect=Effect.DENY,
            principals=[AnyPrincipal()],
            actions=["sns:Publish"],
            resources=[self.arn],
            conditions={"Bool": {"aws:SecureTransport": "false"}},
        )

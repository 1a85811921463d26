"""Notices of instances that go, in a queue under a key of its own."""

from aws_cdk import RemovalPolicy, Stack
from aws_cdk.aws_events import CfnRule
from aws_cdk.aws_iam import AnyPrincipal, Effect, PolicyDocument, PolicyStatement, ServicePrincipal
from aws_cdk.aws_sqs import CfnQueue, CfnQueuePolicy

from blueprint.settings.keys import Keys
from constructs import Construct
from sovereign import key_policy as may
from sovereign.acknowledgement import Pack, acknowledge
from sovereign.names import interruptions_name
from sovereign.own_key import OwnKey

NOTICES = {
    "planned": {"source": ["aws.health"], "detail-type": ["AWS Health Event"]},
    "changed": {"source": ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"]},
}
"""By rule (Karpenter, CloudFormation reference); the notices of spot instances are left out, for no pool buys any."""
KEPT_S = 300
"""Seconds that a notice is worth something (ditto)."""


class InterruptionQueue(Construct):
    """EventBridge puts notices in, Karpenter takes them out, and nobody else does either.

    Attributes:
        queue: The queue.
        key: Closes it.
    """

    def __init__(self, scope: Construct, construct_id: str, *, deployment: str, keys: Keys) -> None:
        super().__init__(scope, construct_id)
        stack, name = Stack.of(self), interruptions_name(deployment)
        rules = {kind: f"{name}-{kind}" for kind in NOTICES}
        arns = [f"arn:{stack.partition}:events:{stack.region}:{stack.account}:rule/{rule}" for rule in rules.values()]
        ours = {"ArnEquals": {"aws:SourceArn": arns}, "StringEquals": {"aws:SourceAccount": stack.account}}
        self.key = OwnKey(
            self,
            "Key",
            deployment=deployment,
            purpose="eks-interruptions",
            rotation_days=keys.rotation_days,
            deletion_window_days=keys.deletion_window_days,
            use=[
                may.service("LetEventsEncrypt", "events", ("kms:Decrypt", "kms:GenerateDataKey"), ours),  # type: ignore[arg-type]
                may.use_through(self, ["sqs"]),
            ],
        )
        self.queue = CfnQueue(
            self,
            "Queue",
            queue_name=name,
            kms_master_key_id=self.key.key_arn,
            kms_data_key_reuse_period_seconds=KEPT_S,
            message_retention_period=KEPT_S,
        )
        self.queue.apply_removal_policy(RemovalPolicy.DESTROY)
        for pack, rule in ((Pack.SOLUTIONS, "SQS3"), (Pack.GUARD, "sqs_dlq_check")):
            acknowledge(self.queue, pack, rule, reason="A notice that nobody took in five minutes is worth nothing: the instance has gone.")
        policy = CfnQueuePolicy(
            self,
            "Policy",
            queues=[self.queue.ref],
            policy_document=PolicyDocument(
                statements=[
                    PolicyStatement(
                        sid="LetTheRulesTell",
                        principals=[ServicePrincipal("events")],
                        actions=["sqs:SendMessage"],
                        resources=[self.queue.attr_arn],
                        conditions={"ArnEquals": {"aws:SourceArn": arns}},
                    ),
                    PolicyStatement(
                        sid="DenyPlainHttp",
                        effect=Effect.DENY,
                        principals=[AnyPrincipal()],
                        actions=["sqs:*"],
                        resources=[self.queue.attr_arn],
                        conditions={"Bool": {"aws:SecureTransport": "false"}},
                    ),
                ]
            ),
        )
        for kind, pattern in NOTICES.items():
            notice = CfnRule(
                self,
                kind.capitalize(),
                name=rules[kind],
                description=f"Nodes of {deployment} that go",
                event_pattern=pattern,
                targets=[CfnRule.TargetProperty(id="Queue", arn=self.queue.attr_arn)],
            )
            notice.add_resource_dependency(policy)

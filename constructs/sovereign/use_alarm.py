"""Tells somebody whenever a role is used."""

from aws_cdk import Stack
from aws_cdk.aws_events import CfnRule
from aws_cdk.aws_iam import AnyPrincipal, Effect, PolicyDocument, PolicyStatement, ServicePrincipal
from aws_cdk.aws_kms import Key
from aws_cdk.aws_sns import CfnTopic, CfnTopicPolicy

from constructs import Construct
from sovereign import key_policy as may
from sovereign.own_key import OwnKey
from sovereign.person_role import PersonRole

WITH_READS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
"""EventBridge leaves out the trail's reading calls unless the rule asks for them (EventBridge User Guide, Read-only management events)."""


class UseAlarm(Construct):
    """A message to a topic when somebody takes the role on, and for every call made with it, reading ones too.

    The topic has no subscriber of its own: a body connects its duty desk, and an address outside would be a way out.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, deployment: str, watched: PersonRole, rotation_days: int, deletion_window_days: int
    ) -> None:
        super().__init__(scope, construct_id)
        self._names = {kind: f"{deployment}-{kind}" for kind in ("break-glass-taken", "break-glass-used")}
        self.key = self._key(deployment, rotation_days, deletion_window_days)
        self.topic = CfnTopic(self, "Topic", topic_name=f"{deployment}-break-glass-alarm", kms_master_key_id=self.key.key_arn)
        policy = CfnTopicPolicy(self, "TopicPolicy", topics=[self.topic.ref], policy_document=PolicyDocument(statements=self._statements()))
        taken = {"source": ["aws.sts"], "detail": {"eventName": ["AssumeRole"], "requestParameters": {"roleArn": [watched.role.role_arn]}}}
        used = {"detail": {"userIdentity": {"sessionContext": {"sessionIssuer": {"arn": [watched.role.role_arn]}}}}}
        for construct, kind, pattern in (("Taken", "break-glass-taken", taken), ("Used", "break-glass-used", used)):
            rule = CfnRule(
                self,
                construct,
                name=self._names[kind],
                description=f"Somebody uses the emergency role of {deployment}",
                state=WITH_READS,
                event_pattern={"detail-type": ["AWS API Call via CloudTrail"], **pattern},
                targets=[CfnRule.TargetProperty(id="Topic", arn=self.topic.ref)],
            )
            rule.add_resource_dependency(policy)

    def _key(self, deployment: str, rotation_days: int, deletion_window_days: int) -> Key:
        ours = {"ArnEquals": {"aws:SourceArn": self._rules()}, "StringEquals": {"aws:SourceAccount": Stack.of(self).account}}
        use = may.service("LetEventsEncrypt", "events", ("kms:Decrypt", "kms:GenerateDataKey"), ours)  # type: ignore[arg-type]
        return OwnKey(
            self,
            "Key",
            deployment=deployment,
            purpose="break-glass",
            rotation_days=rotation_days,
            deletion_window_days=deletion_window_days,
            use=[use],
        )

    def _rules(self) -> list[str]:
        stack = Stack.of(self)
        return [f"arn:{stack.partition}:events:{stack.region}:{stack.account}:rule/{name}" for name in self._names.values()]

    def _statements(self) -> list[PolicyStatement]:
        return [
            PolicyStatement(
                sid="LetTheRulesTell",
                principals=[ServicePrincipal("events")],
                actions=["sns:Publish"],
                resources=[self.topic.ref],
                conditions={"ArnEquals": {"aws:SourceArn": self._rules()}},
            ),
            PolicyStatement(
                sid="DenyWhatIsNotEncrypted",
                effect=Effect.DENY,
                principals=[AnyPrincipal()],
                actions=["sns:Publish"],
                resources=[self.topic.ref],
                conditions={"Bool": {"aws:SecureTransport": "false"}},
            ),
        ]

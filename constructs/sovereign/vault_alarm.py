"""Tells the second account's people what happens to the locked vault."""

from aws_cdk import Stack
from aws_cdk.aws_events import CfnRule
from aws_cdk.aws_iam import AnyPrincipal, Effect, PolicyDocument, PolicyStatement, ServicePrincipal
from aws_cdk.aws_sns import CfnTopic, CfnTopicPolicy

from blueprint.settings.keys import Keys
from constructs import Construct
from sovereign import key_policy as may
from sovereign.names import vault_alarm_name
from sovereign.own_key import OwnKey

PATTERNS = {
    "lost": {"detail-type": ["Copy Job State Change", "Restore Job State Change"], "detail": {"state": ["FAILED"]}},
    "touched": {"detail-type": ["Backup Vault State Change"], "detail": {"state": ["DELETED", "MODIFIED"]}},
    "ended": {"detail-type": ["Recovery Point State Change"], "detail": {"status": ["DELETED", "EXPIRED", "MODIFIED"]}},
    "unguarded": {
        "source": ["aws.kms", "aws.cloudtrail"],
        "detail-type": ["AWS API Call via CloudTrail"],
        "detail": {
            "eventName": [
                *("DisableKey", "ScheduleKeyDeletion", "PutKeyPolicy"),
                *("DeleteTrail", "PutEventSelectors", "StopLogging", "UpdateTrail"),
            ]
        },
    },
}
"""By rule. AWS Backup's own events need no trail (AWS Backup Developer Guide, Monitoring AWS Backup events using Amazon EventBridge).

What is done to a key or to the trail itself EventBridge hears from the account's trail alone, while that logs (EventBridge User Guide,
Events from AWS services). Whether the very call that stops it is still heard, no text was found that says (not confirmed, 2026-11-24).
"""
BACKUP = {"source": ["aws.backup"]}


class VaultAlarm(Construct):
    """A message for a copy that failed, a vault that was changed, a recovery point that ended, a key or a trail that was touched.

    The topic has no subscriber of its own: the second account's people connect their duty desk.
    """

    def __init__(self, scope: Construct, construct_id: str, *, deployment: str, keys: Keys) -> None:
        super().__init__(scope, construct_id)
        stack, name = Stack.of(self), vault_alarm_name(deployment)
        rules = {kind: f"{name}-{kind}" for kind in PATTERNS}
        arns = [f"arn:{stack.partition}:events:{stack.region}:{stack.account}:rule/{rule}" for rule in rules.values()]
        ours = {"ArnEquals": {"aws:SourceArn": arns}, "StringEquals": {"aws:SourceAccount": stack.account}}
        key = OwnKey(
            self,
            "Key",
            deployment=deployment,
            purpose="vault-alarm",
            rotation_days=keys.rotation_days,
            deletion_window_days=keys.deletion_window_days,
            use=[may.service("LetEventsEncrypt", "events", ("kms:Decrypt", "kms:GenerateDataKey"), ours)],  # type: ignore[arg-type]
        )
        topic = CfnTopic(self, "Topic", topic_name=name, kms_master_key_id=key.key_arn)
        statements = [
            PolicyStatement(
                sid="LetTheRulesTell",
                principals=[ServicePrincipal("events")],
                actions=["sns:Publish"],
                resources=[topic.ref],
                conditions={"ArnEquals": {"aws:SourceArn": arns}},
            ),
            PolicyStatement(
                sid="DenyPlainHttp",
                effect=Effect.DENY,
                principals=[AnyPrincipal()],
                actions=["sns:Publish"],
                resources=[topic.ref],
                conditions={"Bool": {"aws:SecureTransport": "false"}},
            ),
        ]
        policy = CfnTopicPolicy(self, "Policy", topics=[topic.ref], policy_document=PolicyDocument(statements=statements))
        for kind, pattern in PATTERNS.items():
            rule = CfnRule(
                self,
                kind.capitalize(),
                name=rules[kind],
                description=f"The locked vault of {deployment}: {', '.join(pattern['detail-type'])}",
                event_pattern=BACKUP | pattern,
                targets=[CfnRule.TargetProperty(id="Topic", arn=topic.ref)],
            )
            rule.add_resource_dependency(policy)

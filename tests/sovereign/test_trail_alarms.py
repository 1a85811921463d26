"""What the trail must never show without somebody being told."""

import pytest

from blueprint.facts.alarms import trail_alarms
from tests.stacks.templates import Templates, statements, text

BENCHMARK = {f"4.{number}" for number in range(1, 15)}


def test_every_alarm_of_the_benchmark_has_a_row() -> None:
    assert {row.benchmark for row in trail_alarms().values() if row.benchmark} == BENCHMARK


@pytest.mark.parametrize(
    ("event", "alarm"),
    [
        ("StopLogging", "trail-change"),
        ("PutEventSelectors", "trail-selector-change"),
        ("ScheduleKeyDeletion", "key-loss"),
        ("DisableKey", "key-loss"),
        ("PutKeyPolicy", "key-policy-change"),
        ("PutBucketPolicy", "bucket-policy-change"),
        ("AttachRolePolicy", "iam-policy-change"),
        ("ModifyVpcEndpoint", "endpoint-change"),
        ("CreateInternetGateway", "gateway-change"),
        ("ReplaceRoute", "route-change"),
        ("VpceAccessDenied", "endpoint-refusal"),
        ("BLOCK", "blocked-name"),
        ("PutObjectLockConfiguration", "bucket-guard-change"),
        ("PutBucketVersioning", "bucket-guard-change"),
        ("DisableKeyRotation", "key-change"),
        ("DisconnectCustomKeyStore", "key-change"),
        ("UpdateFirewallDomains", "name-firewall-change"),
        ("DisableSecurityHub", "detector-change"),
        ("DeleteConfigurationRecorder", "detector-change"),
        ("StopConfigurationRecorder", "config-change"),
        ("DeleteMetricFilter", "alarm-change"),
        ("DeleteRolePermissionsBoundary", "trust-change"),
        ("ModifySnapshotAttribute", "shared-with-others"),
        ("Root", "root-use"),
    ],
)
def test_what_must_not_pass_unseen_is_named_by_a_pattern(event: str, alarm: str) -> None:
    assert event in trail_alarms()[alarm].pattern


def test_each_row_is_a_filter_on_its_logs_group_and_an_alarm_on_its_metric(templates: Templates) -> None:
    filters = {p["FilterName"]: p for p in templates.properties("AWS::Logs::MetricFilter")}
    alarms = {p["MetricName"]: p for p in templates.properties("AWS::CloudWatch::Alarm")}
    groups = {p["LogGroupName"] for part in ("audit", "network") for p in templates.properties("AWS::Logs::LogGroup", part)}
    for name, row in trail_alarms().items():
        (metric,) = filters[name]["MetricTransformations"]
        assert filters[name]["FilterPattern"] == row.pattern
        assert filters[name]["LogGroupName"] in groups
        assert filters[name]["LogGroupName"] == f"/{templates.deployment['name']}/{row.log}"
        assert (metric["MetricNamespace"], metric["MetricName"]) == (alarms[name]["Namespace"], alarms[name]["MetricName"])
        assert (alarms[name]["Threshold"], alarms[name]["TreatMissingData"]) == (row.threshold, "notBreaching")


def test_every_alarm_reaches_the_topic(templates: Templates) -> None:
    (topic,) = templates.resources("AWS::SNS::Topic")
    actions = [p["AlarmActions"] for p in templates.properties("AWS::CloudWatch::Alarm", "detection")]
    assert actions
    assert all(text(action) == f"<{topic}.TopicArn>" for (action,) in actions)


def test_alarms_of_this_deployment_may_publish_and_encrypt_and_nobody_elses(templates: Templates) -> None:
    name, topic = templates.deployment["name"], templates.one("AWS::SNS::TopicPolicy")["PolicyDocument"]
    key = next(s for p in templates.properties("AWS::KMS::Key") for s in statements(p["KeyPolicy"]) if s.get("Sid") == "LetAlarmsPublish")
    (publish,) = [s for s in statements(topic) if s["Sid"] == "LetAlarmsPublish"]
    for statement in (publish, key):
        assert statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
        assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": templates.deployment["account"]}
        assert text(statement["Condition"]["ArnLike"]["aws:SourceArn"]).endswith(f":alarm:{name}-*")
    names = [p["AlarmName"] for p in templates.properties("AWS::CloudWatch::Alarm")]
    assert all(alarm.startswith(f"{name}-") for alarm in names)


def test_the_topic_is_closed_with_our_key_and_to_plain_http(templates: Templates) -> None:
    assert "KmsMasterKeyId" in templates.one("AWS::SNS::Topic")
    (denied,) = [s for s in statements(templates.one("AWS::SNS::TopicPolicy")["PolicyDocument"]) if s["Effect"] == "Deny"]
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}

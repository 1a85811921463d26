"""AWS Config, access analyzers and the block on public access: one of each, where the file says so."""

from collections.abc import Iterator

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Template

from blueprint.facts.config_rules import config_rules
from sovereign.access_analyzers import AccessAnalyzers
from tests.stacks.templates import Templates, statements, text


def test_every_supported_type_is_recorded_with_configs_own_role(templates: Templates) -> None:
    recorder = templates.one("AWS::Config::ConfigurationRecorder")
    assert recorder["RecordingGroup"] == {"AllSupported": True, "IncludeGlobalResourceTypes": True}
    assert text(recorder["RoleARN"]).endswith(":role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig")


def test_the_recorder_and_its_channel_do_not_wait_for_each_other(templates: Templates) -> None:
    (recorder,) = templates.resources("AWS::Config::ConfigurationRecorder").items()
    (channel,) = templates.resources("AWS::Config::DeliveryChannel").items()
    assert channel[0] not in recorder[1].get("DependsOn", [])
    assert recorder[0] not in channel[1].get("DependsOn", [])


def test_the_history_is_delivered_under_the_audit_key_into_a_bucket_that_lets_config_in(templates: Templates) -> None:
    channel, account = templates.one("AWS::Config::DeliveryChannel"), templates.deployment["account"]
    assert "Audit" in text(channel["S3KmsKeyArn"])
    (bucket,) = [p for p in templates.properties("AWS::S3::Bucket", "detection") if "configuration" in text(p["BucketName"])]
    assert "ObjectLockEnabled" not in bucket
    policy = templates.one("AWS::S3::BucketPolicy", "detection")["PolicyDocument"]
    allowed = [s for s in statements(policy) if s["Effect"] == "Allow"]
    assert {action for s in allowed for action in s["Action"]} == {"s3:GetBucketAcl", "s3:ListBucket", "s3:PutObject"}
    assert all(s["Principal"] == {"Service": "config.amazonaws.com"} for s in allowed)
    assert all(s["Condition"] == {"StringEquals": {"aws:SourceAccount": account}} for s in allowed)


def test_the_key_lets_config_deliver_for_this_account_alone(templates: Templates) -> None:
    policies = [p["KeyPolicy"] for p in templates.properties("AWS::KMS::Key")]
    (deliver,) = [s for policy in policies for s in statements(policy) if s.get("Sid") == "LetConfigDeliver"]
    assert deliver["Condition"] == {"StringEquals": {"aws:SourceAccount": templates.deployment["account"]}}


def test_each_rule_that_the_region_has_stands_after_the_recorder(templates: Templates) -> None:
    rules = templates.resources("AWS::Config::ConfigRule")
    wanted = {row.name for row in config_rules(templates.deployment["region"])}
    assert {rule["Properties"]["Source"]["SourceIdentifier"] for rule in rules.values()} == wanted
    (recorder,) = templates.resources("AWS::Config::ConfigurationRecorder")
    assert all(recorder in rule["DependsOn"] for rule in rules.values())


def test_no_rule_is_code_of_ours(templates: Templates) -> None:
    assert {p["Source"]["Owner"] for p in templates.properties("AWS::Config::ConfigRule")} == {"AWS"}


def test_a_rule_on_retention_asks_for_the_deployments_own(templates: Templates) -> None:
    (rule,) = [p for p in templates.properties("AWS::Config::ConfigRule") if p["ConfigRuleName"].endswith("retention-period-check")]
    assert rule["InputParameters"] == {"MinRetentionTime": str(templates.deployment["log_retention_days"])}


def test_the_rule_on_locks_looks_at_locked_buckets_alone(templates: Templates) -> None:
    (rule,) = [p for p in templates.properties("AWS::Config::ConfigRule") if p["ConfigRuleName"].endswith("default-lock-enabled")]
    locked = [p for p in templates.properties("AWS::S3::Bucket") if p.get("ObjectLockEnabled")]
    tagged = [p for p in templates.properties("AWS::S3::Bucket") if rule["Scope"]["TagKey"] in {tag["Key"] for tag in p["Tags"]}]
    assert locked
    assert tagged == locked


def analyzers(**chosen: bool) -> dict[str, dict[str, object]]:
    stack = Stack(App(), "s")
    AccessAnalyzers(stack, "Access", deployment="d", **({"external": False, "unused": False} | chosen))
    resources = Template.from_stack(stack).to_json().get("Resources", {})
    return {resource["Properties"]["Type"]: resource["Properties"] for resource in resources.values()}


@pytest.mark.parametrize(("chosen", "kind"), [("external", "ACCOUNT"), ("unused", "ACCOUNT_UNUSED_ACCESS")])
def test_each_analyzer_is_made_alone(chosen: str, kind: str) -> None:
    assert set(analyzers(**{chosen: True})) == {kind}


def test_no_analyzer_is_made_where_none_is_asked_for() -> None:
    assert analyzers() == {}


def test_a_right_counts_as_unused_after_ninety_days() -> None:
    (unused,) = analyzers(unused=True).values()
    assert unused["AnalyzerConfiguration"] == {"UnusedAccessConfiguration": {"UnusedAccessAge": 90}}


def test_public_access_is_blocked_in_both_directions(templates: Templates) -> None:
    assert templates.one("AWS::EC2::VPCBlockPublicAccessOptions") == {"InternetGatewayBlockMode": "block-bidirectional"}


def test_no_template_says_anything_of_ipv6_but_no(templates: Templates) -> None:
    said = [
        f"{resource['Type']}.{name}"
        for stack in templates.stacks.values()
        for resource in stack["Resources"].values()
        for name in _takes_ipv6(resource.get("Properties", {}))
    ]
    assert said == []


def test_the_search_for_ipv6_finds_it() -> None:
    asked = {"A": [{"AssignIpv6AddressOnCreation": True}], "Options": {"Ipv6Support": "enable"}}
    assert [*_takes_ipv6(asked)] == ["AssignIpv6AddressOnCreation", "Ipv6Support"]
    assert [*_takes_ipv6({"Options": {"Ipv6Support": "disable"}})] == []


def _takes_ipv6(value: object) -> Iterator[str]:
    """Names of properties that speak of IPv6 and do not switch it off."""
    if isinstance(value, dict):
        yield from (name for name, item in value.items() if "ipv6" in name.lower() and item != "disable")
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _takes_ipv6(item)

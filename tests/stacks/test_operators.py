"""People come in by declared roles alone: with a second factor, for a while, and never to the trail, the keys or their own limits."""

import json

import pytest

from blueprint.facts.people import NEVER
from tests.conftest import ALL_WAYS, Synthesise
from tests.stacks.templates import Templates, statements, text

PART = "operators"


@pytest.fixture(scope="module")
def declared(synthesise: Synthesise) -> Templates:
    return Templates(synthesise(ALL_WAYS))


def role(declared: Templates, name: str) -> dict:
    (found,) = [p for p in declared.properties("AWS::IAM::Role", PART) if p.get("RoleName") == name]
    return found


def policy(declared: Templates, name: str) -> dict[str, dict]:
    (arn,) = role(declared, name)["ManagedPolicyArns"]
    document = declared.stacks[PART]["Resources"][arn["Ref"]]["Properties"]["PolicyDocument"]
    return {statement["Sid"]: statement for statement in statements(document)}


def test_nobody_comes_in_where_nothing_is_declared(templates: Templates) -> None:
    assert PART not in templates.stacks
    assert "OperatorsBoundary" not in templates.bootstrap["Resources"]
    assert templates.deployment["ways_in"] or "ExecuteWaysIn" not in templates.bootstrap["Resources"]


@pytest.mark.parametrize(("name", "age"), [("all-ways-break-glass", "300"), ("all-ways-operator", "3600")])
def test_each_role_asks_named_people_for_a_fresh_second_factor_here(declared: Templates, name: str, age: str) -> None:
    trusted = role(declared, name)["AssumeRolePolicyDocument"]["Statement"]
    principals = {arn for statement in trusted for arn in [statement["Principal"]["AWS"]]}
    assert all(arn.startswith("arn:aws:iam::111122223333:user/") for arn in principals)
    for statement in trusted:
        assert statement["Condition"] == {
            "Bool": {"aws:MultiFactorAuthPresent": "true"},
            "NumericLessThan": {"aws:MultiFactorAuthAge": age},
            "StringEquals": {"aws:RequestedRegion": "eu-central-1"},
        }


def test_an_emergency_session_ends_after_the_declared_time(declared: Templates) -> None:
    assert role(declared, "all-ways-break-glass")["MaxSessionDuration"] == 3600


def test_peoples_roles_stand_under_a_boundary_of_their_own(declared: Templates) -> None:
    boundary = declared.bootstrap["Resources"]["OperatorsBoundary"]["Properties"]["ManagedPolicyName"]
    assert {text(p["PermissionsBoundary"]).rpartition("/")[2] for p in declared.properties("AWS::IAM::Role", PART)} == {boundary}


def test_the_boundary_allows_what_peoples_roles_may_do_and_denies_what_they_never_may(declared: Templates) -> None:
    document = declared.bootstrap["Resources"]["OperatorsBoundary"]["Properties"]["PolicyDocument"]
    allowed = {action for s in statements(document) if s["Effect"] == "Allow" for action in s["Action"]}
    denied = {action for s in statements(document) if s["Effect"] == "Deny" for action in s["Action"]}
    for name in ("all-ways-break-glass", "all-ways-operator"):
        assert {action for s in policy(declared, name).values() if s["Effect"] == "Allow" for action in s["Action"]} <= allowed
    assert denied == set(NEVER)
    assert not allowed & denied


@pytest.mark.parametrize(
    "call", ["cloudtrail:DeleteTrail", "cloudtrail:StopLogging", "kms:DisableKey", "kms:ScheduleKeyDeletion", "iam:PutRolePolicy"]
)
def test_whoever_breaks_the_glass_never_touches_trail_keys_or_policies(declared: Templates, call: str) -> None:
    held = policy(declared, "all-ways-break-glass")
    assert call in held["Never"]["Action"]
    assert not [sid for sid, s in held.items() if s["Effect"] == "Allow" and call in s["Action"]]


def test_only_this_deployments_keys_are_brought_back(declared: Templates) -> None:
    restore = policy(declared, "all-ways-break-glass")["RestoreOwnKeys"]
    assert restore["Action"] == ["kms:CancelKeyDeletion", "kms:EnableKey"]
    assert restore["Condition"] == {"StringEquals": {"aws:ResourceTag/deployment": "all-ways"}}


def test_own_roles_and_policies_are_named_by_kind(declared: Templates) -> None:
    """IAM refuses a policy that names its own things by a wildcard in place of the kind."""
    looked_at = policy(declared, "all-ways-break-glass")["LookAtOwnIam"]["Resource"]
    assert [text(arn).partition("111122223333:")[2] for arn in looked_at] == ["policy/all-ways-*", "role/all-ways-*"]


def test_no_person_reads_an_object_a_log_line_or_a_secret(declared: Templates) -> None:
    reads = {"s3:GetObject", "logs:GetLogEvents", "logs:FilterLogEvents", "secretsmanager:GetSecretValue", "kms:Decrypt"}
    for name in ("all-ways-break-glass", "all-ways-operator"):
        assert not reads & {a for s in policy(declared, name).values() if s["Effect"] == "Allow" for a in s["Action"]}


def test_taking_the_role_on_and_each_call_with_it_raise_an_alarm(declared: Templates) -> None:
    rules = declared.properties("AWS::Events::Rule", PART)
    patterns = json.dumps([rule["EventPattern"] for rule in rules])
    assert len(rules) == 2
    assert '"AssumeRole"' in patterns
    assert '"sessionIssuer"' in patterns
    assert {rule["State"] for rule in rules} == {"ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"}
    (topic,) = declared.resources("AWS::SNS::Topic", PART)
    assert all(rule["Targets"] == [{"Arn": {"Ref": topic}, "Id": "Topic"}] for rule in rules)


def test_the_alarm_lies_under_our_key_and_goes_by_tls(declared: Templates) -> None:
    assert "Fn::GetAtt" in declared.one("AWS::SNS::Topic", PART)["KmsMasterKeyId"]
    told = {s["Sid"]: s for s in statements(declared.one("AWS::SNS::TopicPolicy", PART)["PolicyDocument"])}
    assert told["DenyWhatIsNotEncrypted"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    rules = told["LetTheRulesTell"]["Condition"]["ArnEquals"]["aws:SourceArn"]
    assert {text(arn).rpartition("/")[2] for arn in rules} == {rule["Name"] for rule in declared.properties("AWS::Events::Rule", PART)}


def test_a_session_is_encrypted_logged_and_ends(declared: Templates) -> None:
    document = declared.one("AWS::SSM::Document", PART)
    inputs = document["Content"]["inputs"]
    assert (document["DocumentType"], document["Name"]) == ("Session", "all-ways-shell")
    assert inputs["cloudWatchLogGroupName"] == declared.one("AWS::Logs::LogGroup", PART)["LogGroupName"] == "/all-ways/sessions"
    assert inputs["cloudWatchEncryptionEnabled"] is inputs["cloudWatchStreamingEnabled"] is True
    assert "Fn::GetAtt" in inputs["kmsKeyId"]
    assert (inputs["idleSessionTimeout"], inputs["maxSessionDuration"]) == ("10", "120")


@pytest.mark.parametrize("name", ["all-ways-break-glass", "all-ways-operator"])
def test_a_session_is_opened_by_the_own_document_on_own_nodes_alone(declared: Templates, name: str) -> None:
    opening = {sid: s for sid, s in policy(declared, name).items() if "ssm:StartSession" in s["Action"]}
    assert set(opening) == {"OpenOnOwnNodes", "OpenByTheDocument", "NoOtherDocument"}
    assert text(opening["OpenByTheDocument"]["Resource"]).endswith(":document/all-ways-shell")
    assert opening["OpenOnOwnNodes"]["Condition"] == {"StringEquals": {"ssm:resourceTag/deployment": "all-ways"}}


def test_every_node_carries_the_tag_that_opens_it(declared: Templates) -> None:
    tags = {tag["Key"]: tag for tag in declared.one("AWS::AutoScaling::AutoScalingGroup", "training")["Tags"]}
    assert (tags["deployment"]["Value"], tags["deployment"]["PropagateAtLaunch"]) == ("all-ways", True)


def test_a_node_logs_sessions_and_opens_their_key_only_where_they_are_declared(declared: Templates, europe: Templates) -> None:
    def sids(templates: Templates) -> set[str]:
        found = templates.properties("AWS::IAM::ManagedPolicy", "training")
        return {s["Sid"] for p in found for s in statements(p["PolicyDocument"]) if "Sid" in s}

    assert {"LogSessions", "OpenTheChannel"} <= sids(declared)
    assert not {"LogSessions", "OpenTheChannel"} & sids(europe)


def test_the_channels_key_opens_for_a_sessions_context_alone(declared: Templates) -> None:
    (use,) = [
        s for p in declared.properties("AWS::KMS::Key", PART) for s in statements(p["KeyPolicy"]) if s["Sid"] == "OpenChannelsOfSessions"
    ]
    assert use["Condition"]["ForAllValues:StringEquals"] == {"kms:EncryptionContextKeys": ["aws:ssm:SessionId", "aws:ssm:TargetId"]}
    assert use["Condition"]["Null"] == {"kms:EncryptionContextKeys": "false"}

"""A trail is immutable only if it logs, signs, sees everywhere, and lies under a lock that nobody of ours can open."""

from dataclasses import replace

import pytest

from assurance.evidence import stores_are_in_the_trail as claim
from tests.assurance.evidence.trail_resources import DELIVER, LOCK, MANAGEMENT, may, records, role, trail

OPEN = {"Conditions": {"Open": {"Fn::Equals": [{"Ref": "P"}, "x"]}}, "Parameters": {"P": {"Type": "String"}}}
GOVERNED = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 7}}}
EVERYBODY = {"Effect": "Allow", "Principal": "*", "Action": "s3:PutObject", "Resource": "*"}
OURS = {"AWS": "arn:aws:iam::111122223333:root"}


def locked(**rule):
    return records(ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": rule}})


WEAK = {
    "stopped": (trail(IsLogging=False), "does not log"),
    "logging sometimes": (trail(IsLogging={"Fn::If": ["Open", True, False]}), "does not log"),
    "unsigned": (trail(EnableLogFileValidation=None), "does not sign its files: nobody could prove that none was changed"),
    "one region": (trail(IsMultiRegionTrail=None), "sees one region alone"),
    "without IAM": (trail(IncludeGlobalServiceEvents=False), "leaves out IAM and the other services without a region"),
    "without a key": (trail(KMSKeyId=None), "takes no key of ours"),
    "delivered away": (trail(S3BucketName="away"), "delivers into a bucket that is none of these templates"),
    "delivered away sometimes": (
        trail(S3BucketName={"Fn::If": ["Open", {"Ref": "Records"}, "away"]}),
        "delivers into a bucket that is none of these templates",
    ),
    "there sometimes": (
        {**trail(), "Trail": {**trail()["Trail"], "Condition": "Open"}},
        "is there only under a condition that is open until the deployment",
    ),
    "without a lock": (trail() | records(ObjectLockEnabled=None), "takes the trail's records without Object Lock"),
    "a lock without a rule": (trail() | records(ObjectLockConfiguration=None), "does not say how long the trail's records stay"),
    "a lock without a time": (trail() | locked(Mode="COMPLIANCE"), "does not say how long the trail's records stay"),
    "a lock of governance": (
        trail() | records(ObjectLockConfiguration=GOVERNED),
        "does not lock the trail's records in compliance mode",
    ),
    "written by everybody": (trail() | records(DELIVER, EVERYBODY), "lets everybody change the records of Stack/Trail (s3:putobject)"),
    "emptied by our own account": (
        trail() | records(DELIVER, {**EVERYBODY, "Principal": OURS, "Action": "s3:Delete*"}),
        "lets arn:aws:iam::111122223333:root change the records of Stack/Trail (s3:deleteobject)",
    ),
    "written by another service": (
        trail() | records(DELIVER, {**DELIVER, "Principal": {"Service": "logging.s3.amazonaws.com"}}),
        "lets logging.s3.amazonaws.com change the records of Stack/Trail (s3:putobject)",
    ),
    "delivered for anybody": (
        trail() | records({**DELIVER, "Condition": {}}),
        "lets CloudTrail deliver the records of any of its customers",
    ),
    "CloudTrail deletes": (
        trail() | records({**DELIVER, "Action": "s3:*"}),
        "lets CloudTrail do more than deliver (s3:putencryptionconfiguration)",
    ),
    "stopped by a role": (trail() | role(may("cloudtrail:*")), "may weaken the trail Stack/Trail: cloudtrail:stoplogging"),
    "stopped by a role that names it": (
        trail() | role(may("cloudtrail:DeleteTrail", {"Fn::GetAtt": ["Trail", "Arn"]})),
        "may weaken the trail Stack/Trail: cloudtrail:deletetrail",
    ),
    "its bucket's policy changed by a role": (
        trail() | role(may("s3:PutBucketPolicy", "arn:aws:s3:::rec*")),
        "may weaken the trail Stack/Trail: s3:putbucketpolicy",
    ),
    "forged by a role": (
        trail() | role(may("s3:PutObject", "arn:aws:s3:::records/*")),
        "may weaken the trail Stack/Trail: s3:putobject",
    ),
    "stopped by everything but one thing": (
        trail() | role({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
        "may weaken the trail Stack/Trail: cloudtrail:stoplogging",
    ),
    "an administrator": (
        trail() | role(ManagedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"]),
        "may weaken the trail Stack/Trail",
    ),
    "stopped by a policy beside the role": (
        trail()
        | role()
        | {
            "More": {
                "Type": "AWS::IAM::Policy",
                "Properties": {"Roles": [{"Ref": "Role"}], "PolicyDocument": {"Statement": [may("cloudtrail:StopLogging")]}},
            }
        },
        "may weaken the trail Stack/Trail: cloudtrail:stoplogging",
    ),
}


@pytest.mark.parametrize(("resources", "sentence"), WEAK.values(), ids=WEAK.keys())
def test_a_trail_that_can_be_weakened_is_found(graph_of, resources, sentence):
    findings = [*claim.broken_by(graph_of(resources, **OPEN))]
    assert sentence in [finding.sentence for finding in findings]
    assert all(finding.path for finding in findings)


SOUND = {
    "a trail with everything": trail(),
    "a trail with basic selectors": trail(AdvancedEventSelectors=None, EventSelectors=[{"ReadWriteType": "All"}])
    | records(LoggingConfiguration=None),
    "a lock for years": trail() | locked(Mode="COMPLIANCE", Years=1),
    "a role that reads the records": trail() | role(may(["s3:GetObject", "s3:ListBucket"], "arn:aws:s3:::records/*")),
    "a role that writes elsewhere": trail() | role(may("s3:PutObject", "arn:aws:s3:::other/*")),
    "the role under which CloudFormation deploys": trail() | role(may("cloudtrail:*"), service="cloudformation.amazonaws.com"),
    "a policy that nobody holds": trail()
    | {"Most": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {"Statement": [may("*")]}}}},
}


@pytest.mark.parametrize("resources", SOUND.values(), ids=SOUND.keys())
def test_a_sound_trail_raises_no_alarm(graph_of, resources):
    found = [finding for finding in claim.broken_by(graph_of(resources)) if finding.type != "AWS::S3::Bucket"]
    assert found == []


def test_the_whole_example_is_clean(graph_of):
    assert [*claim.broken_by(graph_of(trail()))] == []


def test_a_development_deployment_may_lock_in_governance_mode(graph_of, eu):
    resources = trail() | records(ObjectLockConfiguration=GOVERNED)
    assert [*claim.broken_by(graph_of(resources, scope=replace(eu, stage="development")))] == []


def test_a_weak_trail_beside_a_sound_one_breaks_nothing_and_is_told(graph_of):
    second = {"Weak": {"Type": "AWS::CloudTrail::Trail", "Properties": {"S3BucketName": "away", "IsLogging": True}}}
    graph = graph_of(trail() | second)
    assert [*claim.broken_by(graph)] == []
    assert [remark.subject for remark in claim.remarks(graph)] == ["Stack/Weak"]


def test_what_only_a_weak_trail_takes_is_not_in_a_trail(graph_of):
    second = {"Weak": {"Type": "AWS::CloudTrail::Trail", "Properties": {"S3BucketName": "away", "IsLogging": True}}}
    resources = trail(AdvancedEventSelectors=[MANAGEMENT]) | records(ObjectLockConfiguration=LOCK) | second
    assert [finding.resource for finding in claim.broken_by(graph_of(resources))] == ["Stack/Records"]

"""Each type's changes in place: the resource stays the same one, and boto3 finds what the template now says."""

import json

import pytest

from assurance.rehearsal.aws import Aws
from tests.assurance.rehearsal import resources as of
from tests.assurance.rehearsal.test_alarms import ringing
from tests.assurance.rehearsal.test_dns import ANSWER, BLOCK, STACK, guards, names, rules
from tests.assurance.rehearsal.updating import Lived

Stack = dict[str, of.Resource]
READ = of.policy({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::example-data/*"})
WRITE = of.policy({"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::example-data/*"})


def trust(service: str) -> of.Resource:
    return of.policy({"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"})


def altered(resource: of.Resource, **properties: object) -> of.Resource:
    """The same resource with other properties; None takes one out."""
    after = {**resource["Properties"], **properties}  # type: ignore[dict-item]
    return {**resource, "Properties": {name: value for name, value in after.items() if value is not None}}


ROLE = of.resource("IAM::Role", AssumeRolePolicyDocument=trust("ec2"), Policies=[{"PolicyName": "a", "PolicyDocument": READ}])
OTHER = of.resource("IAM::Role", AssumeRolePolicyDocument=trust("ec2"))
INLINE = of.resource("IAM::Policy", PolicyName="inline", PolicyDocument=READ, Roles=[of.ref("One")])
MANAGED = of.resource("IAM::ManagedPolicy", PolicyDocument=READ, Roles=[of.ref("One")])
AUDIT = {"Key": of.KEY, "Bucket": of.BUCKET, "Policy": of.BUCKET_POLICY, "Trail": of.TRAIL}
ALARMED = ringing()
RULE = of.resource("Events::Rule", Name="example", EventPattern={"source": ["aws.kms"]}, Description="one")
PARAMETER = of.resource("SSM::Parameter", Type="String", Value="one")
STEPS = {"schemaVersion": "2.2", "description": "one", "mainSteps": []}
DOCUMENT = of.resource("SSM::Document", Name="example-doc", DocumentType="Command", Content=STEPS, UpdateMethod="NewVersion")
SCHEDULE = of.resource("SSM::Association", depends="Doc", Name="example-doc", ScheduleExpression="rate(1 day)")
REPOSITORY = of.resource("ECR::Repository", RepositoryName="example", ImageTagMutability="MUTABLE")
KEEP = {
    "LifecyclePolicyText": json.dumps(
        {
            "rules": [
                {
                    "rulePriority": 1,
                    "selection": {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": 5},
                    "action": {"type": "expire"},
                }
            ]
        }
    )
}
HTTPS = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/16"}
SSH = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "10.0.0.0/16", "Description": "shell"}
GROUP = of.resource("EC2::SecurityGroup", VpcId=of.ref("Vpc"), GroupDescription="x", SecurityGroupIngress=[HTTPS])
DOOR = of.resource(
    "EC2::VPCEndpoint",
    ServiceName="com.amazonaws.eu-central-1.kms",
    VpcId=of.ref("Vpc"),
    VpcEndpointType="Interface",
    SubnetIds=[of.ref("Subnet")],
    SecurityGroupIds=[of.att("Group", "GroupId")],
    PolicyDocument=of.policy(of.statement("Allow", "*", "kms:Decrypt")),
)
ENCRYPT = of.policy(of.statement("Allow", "*", "kms:Encrypt"))
TEMPLATE = of.resource("EC2::LaunchTemplate", LaunchTemplateName="example", LaunchTemplateData={"InstanceType": "m5.large"})
NODES = of.resource(
    "AutoScaling::AutoScalingGroup",
    MinSize="0",
    MaxSize="2",
    DesiredCapacity="0",
    VPCZoneIdentifier=[of.ref("Subnet")],
    LaunchTemplate={"LaunchTemplateId": of.ref("Template"), "Version": of.att("Template", "LatestVersionNumber")},
    Tags=[{"Key": "a", "Value": "1", "PropagateAtLaunch": True}],
)
LAKE = {**of.NETWORK, **of.LUSTRE_RULES, "Key": of.KEY, "Bucket": of.BUCKET, "Lustre": of.file_system(), "Raw": of.association()}
GUARDDUTY = of.resource("GuardDuty::Detector", Enable=True, FindingPublishingFrequency="SIX_HOURS")
MACIE = of.resource("Macie::Session", Status="ENABLED", FindingPublishingFrequency="ONE_HOUR")
BUDGET = of.resource(
    "Budgets::Budget",
    Budget={"BudgetName": "example", "BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": {"Amount": "100", "Unit": "USD"}},
)
MORE = {**BUDGET["Properties"]["Budget"], "BudgetLimit": {"Amount": "200", "Unit": "USD"}}  # type: ignore[index]
MORE_RULES = [ANSWER, {**BLOCK, "Priority": 8000, "BlockResponse": "NODATA"}]

CASES: dict[str, tuple[Stack, Stack]] = {
    "a key's policy": ({"Key": of.KEY}, {"Key": altered(of.KEY, KeyPolicy=of.policy(of.OWNER))}),
    "a key's rotation": ({"Key": of.KEY}, {"Key": altered(of.KEY, RotationPeriodInDays=90)}),
    "a key that stops rotating": ({"Key": of.KEY}, {"Key": altered(of.KEY, EnableKeyRotation=False, RotationPeriodInDays=None)}),
    "a key's window and description": ({"Key": of.KEY}, {"Key": altered(of.KEY, PendingWindowInDays=30, Description="ours")}),
    "a key that is switched off": ({"Key": of.KEY}, {"Key": altered(of.KEY, Enabled=False)}),
    "a bucket's lifecycle": (
        AUDIT,
        {
            **AUDIT,
            "Bucket": altered(
                of.BUCKET,
                LifecycleConfiguration={
                    "Rules": [
                        {"Id": "tidy", "Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 60}},
                        {"Id": "more", "Status": "Enabled", "ExpirationInDays": 90},
                    ]
                },
            ),
        },
    ),
    "a bucket without a lifecycle": (AUDIT, {**AUDIT, "Bucket": altered(of.BUCKET, LifecycleConfiguration=None)}),
    "a bucket's lock": (
        AUDIT,
        {
            **AUDIT,
            "Bucket": altered(
                of.BUCKET,
                ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 400}}},
            ),
        },
    ),
    "a repository's tags": ({"R": REPOSITORY}, {"R": altered(REPOSITORY, ImageTagMutability="IMMUTABLE")}),
    "a repository's lifecycle": ({"R": REPOSITORY}, {"R": altered(REPOSITORY, LifecyclePolicy=KEEP)}),
    "a repository that is scanned": ({"R": REPOSITORY}, {"R": altered(REPOSITORY, ImageScanningConfiguration={"ScanOnPush": True})}),
    "a role's trust": ({"One": ROLE}, {"One": altered(ROLE, AssumeRolePolicyDocument=trust("ssm"))}),
    "a role's policies": ({"One": ROLE}, {"One": altered(ROLE, Policies=[{"PolicyName": "b", "PolicyDocument": WRITE}])}),
    "a role's longest session": ({"One": ROLE}, {"One": altered(ROLE, MaxSessionDuration=7200, Description="ours")}),
    "an inline policy": ({"One": ROLE, "P": INLINE}, {"One": ROLE, "P": altered(INLINE, PolicyDocument=WRITE)}),
    "an inline policy's role": (
        {"One": ROLE, "Two": OTHER, "P": INLINE},
        {"One": ROLE, "Two": OTHER, "P": altered(INLINE, Roles=[of.ref("Two")])},
    ),
    "a managed policy": ({"One": ROLE, "P": MANAGED}, {"One": ROLE, "P": altered(MANAGED, PolicyDocument=WRITE, Roles=[])}),
    "a trail's selectors": (AUDIT, {**AUDIT, "Trail": altered(of.TRAIL, AdvancedEventSelectors=[of.selector(eventCategory="Management")])}),
    "a trail that stops": (AUDIT, {**AUDIT, "Trail": altered(of.TRAIL, IsLogging=False)}),
    "a trail of one region": (AUDIT, {**AUDIT, "Trail": altered(of.TRAIL, IsMultiRegionTrail=False)}),
    "an alarm's threshold": (ALARMED, {**ALARMED, "Alarm": altered(ALARMED["Alarm"], Threshold=5)}),
    "a filter's pattern": (ALARMED, {**ALARMED, "Filter": altered(ALARMED["Filter"], FilterPattern='{$.eventName="DeleteTrail"}')}),
    "a topic's name for people": (ALARMED, {**ALARMED, "Topic": altered(ALARMED["Topic"], DisplayName="Alarms")}),
    "a rule's pattern": ({"Rule": RULE}, {"Rule": altered(RULE, EventPattern={"source": ["aws.s3"]}, Description="two")}),
    "a budget's limit": ({"B": BUDGET}, {"B": altered(BUDGET, Budget=MORE)}),
    "a parameter": ({"P": PARAMETER}, {"P": altered(PARAMETER, Value="two")}),
    "a document": ({"Doc": DOCUMENT}, {"Doc": altered(DOCUMENT, Content={**STEPS, "description": "two"})}),
    "a schedule": ({"Doc": DOCUMENT, "S": SCHEDULE}, {"Doc": DOCUMENT, "S": altered(SCHEDULE, ScheduleExpression="rate(2 days)")}),
    "a group's rules": ({**of.NETWORK, "Group": GROUP}, {**of.NETWORK, "Group": altered(GROUP, SecurityGroupIngress=[SSH])}),
    "an endpoint's policy": (
        {**of.NETWORK, "Door": DOOR},
        {**of.NETWORK, "Door": altered(DOOR, PolicyDocument=ENCRYPT)},
    ),
    "a network's names": ({"Vpc": of.VPC}, {"Vpc": altered(of.VPC, EnableDnsHostnames=False)}),
    "nodes": (
        {**of.NETWORK, "Template": TEMPLATE, "Nodes": NODES},
        {
            **of.NETWORK,
            "Template": altered(TEMPLATE, LaunchTemplateData={"InstanceType": "m5.xlarge"}),
            "Nodes": altered(NODES, MaxSize="3", Tags=[{"Key": "b", "Value": "1", "PropagateAtLaunch": True}]),
        },
    ),
    "a larger file system": (LAKE, {**LAKE, "Lustre": of.file_system(4800)}),
    "what a file system takes over": (LAKE, {**LAKE, "Raw": altered(of.association(), S3={"AutoImportPolicy": {"Events": ["NEW"]}})}),
    "a detector": ({"D": GUARDDUTY}, {"D": altered(GUARDDUTY, FindingPublishingFrequency="ONE_HOUR")}),
    "a session": ({"M": MACIE}, {"M": altered(MACIE, Status="PAUSED")}),
    "names that are answered": (STACK, {**STACK, "Names": names("sts.eu-central-1.amazonaws.com")}),
    "rules for names": (STACK, {**STACK, "Rules": rules(*MORE_RULES)}),
    "a firewall's protection": (STACK, {**STACK, "Guards": guards(protection="ENABLED")}),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES.keys())
def test_a_change_is_made_and_the_resource_stays_the_same_one(before: Stack, after: Stack, aws: Aws) -> None:
    stack = Lived(aws, "example")
    assert stack.create(before) == "CREATE_COMPLETE", stack.events("FAILED")
    ids = {name: identity.split("|")[0] for name, identity in stack.ids.items()}
    assert stack.update(after) == "UPDATE_COMPLETE", stack.events("FAILED")
    assert stack.problems() == []
    assert {name: identity.split("|")[0] for name, identity in stack.ids.items()} == ids


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (LAKE, {**LAKE, "Lustre": of.file_system(1200)}, "1200 is less than the 2400 that it has"),
        ({"R": of.resource("Logs::LogGroup")}, {"R": of.resource("Logs::LogGroup", RetentionInDays=100)}, "RetentionInDays: 100"),
        ({"Key": of.KEY}, {"Key": altered(of.KEY, RotationPeriodInDays=30)}, "30 is outside 90 to 2560"),
        ({"Key": of.KEY}, {"Key": altered(of.KEY, KeyPolicy=of.policy(of.statement("Permit", "*", "kms:*")))}, "neither Allow nor Deny"),
        (
            {"Doc": altered(DOCUMENT, UpdateMethod=None)},
            {"Doc": altered(DOCUMENT, UpdateMethod=None, Content={**STEPS, "description": "two"})},
            "NewVersion can",
        ),
        ({**STACK, "Guards": guards(protection="ENABLED")}, {**STACK, "Guards": guards(102, "ENABLED")}, "protected against changes"),
        (AUDIT, {**AUDIT, "Trail": altered(of.TRAIL, KMSKeyId="arn:aws:kms:eu-central-1:111122223333:key/none")}, "KMS key"),
    ],
)
def test_a_change_that_the_service_refuses_is_refused(before: Stack, after: Stack, reason: str, aws: Aws) -> None:
    stack = Lived(aws, "example")
    assert stack.create(before) == "CREATE_COMPLETE", stack.events("FAILED")
    stack.update(after)
    assert stack.status.startswith("UPDATE_ROLLBACK")
    assert reason in stack.events("UPDATE_FAILED")[0][2]


def test_the_sixth_version_of_a_policy_makes_room(aws: Aws) -> None:
    stack = Lived(aws, "example")
    stack.create({"One": ROLE, "P": MANAGED})
    for at in range(6):
        document = of.policy({"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::example-{at}/*"})
        assert stack.update({"One": ROLE, "P": altered(MANAGED, PolicyDocument=document)}) == "UPDATE_COMPLETE"
    assert stack.problems() == []

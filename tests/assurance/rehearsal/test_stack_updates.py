"""A changed template: what is left, changed, replaced, removed, kept; and what happens when that fails in the middle."""

import pytest
from botocore.exceptions import ClientError

from assurance.rehearsal.aws import Aws
from tests.assurance.rehearsal import resources as of
from tests.assurance.rehearsal.updating import Lived

LOGS = of.resource("Logs::LogGroup", LogGroupName="example", RetentionInDays=30)


@pytest.fixture
def stack(aws: Aws, endpoint: str) -> Lived:
    return Lived(aws, "example", endpoint)


def group(**properties: object) -> of.Resource:
    return of.resource("Logs::LogGroup", **{"LogGroupName": "example", **properties})


def kept(resource: of.Resource, policy: str = "Retain", replaced: str = "Retain") -> of.Resource:
    return {**resource, "DeletionPolicy": policy, "UpdateReplacePolicy": replaced}


def test_what_is_unchanged_is_left(stack: Lived) -> None:
    stack.create({"Key": of.KEY, "Logs": group(RetentionInDays=30)})
    ids = stack.ids
    assert stack.update({"Key": of.KEY, "Logs": group(RetentionInDays=60)}) == "UPDATE_COMPLETE"
    assert stack.ids == ids
    assert next((one, why) for one, status, why in stack.events() if status == "UPDATE_COMPLETE") == ("Logs", "changed: RetentionInDays")
    assert "Key" not in {one for one, _, _ in stack.events("UPDATE")}
    assert stack.problems() == []


def test_what_may_change_is_changed_in_place_and_read_back(stack: Lived, aws: Aws) -> None:
    stack.create({"Logs": group(RetentionInDays=30)})
    stack.update({"Logs": group(RetentionInDays=60)})
    assert aws.logs.describe_log_groups()["logGroups"][0]["retentionInDays"] == 60


def test_what_is_given_once_is_replaced_and_the_old_one_goes(stack: Lived, aws: Aws) -> None:
    stack.create({"Logs": group()})
    stack.update({"Logs": group(LogGroupName="other")})
    assert [one["logGroupName"] for one in aws.logs.describe_log_groups()["logGroups"]] == ["other"]
    assert stack.ids == {"Logs": "other"}


def test_the_old_one_stays_where_its_policy_says_so(stack: Lived, aws: Aws) -> None:
    stack.create({"Logs": kept(group(), "Delete", "Retain")})
    stack.update({"Logs": kept(group(LogGroupName="other"), "Delete", "Retain")})
    assert [one["logGroupName"] for one in aws.logs.describe_log_groups()["logGroups"]] == ["example", "other"]


def test_whoever_names_a_replaced_resource_follows_it(stack: Lived, aws: Aws) -> None:
    def network(cidr: str) -> dict[str, of.Resource]:
        vpc = of.resource("EC2::VPC", CidrBlock=cidr)
        return {"Table": of.ROUTES, "Vpc": vpc}

    stack.create(network("10.0.0.0/16"))
    assert stack.update(network("10.1.0.0/16")) == "UPDATE_COMPLETE"
    assert aws.ec2.describe_route_tables(RouteTableIds=[stack.ids["Table"]])["RouteTables"][0]["VpcId"] == stack.ids["Vpc"]
    assert stack.problems() == []


def test_what_the_template_no_longer_names_goes_last_to_first(stack: Lived, aws: Aws) -> None:
    stack.create({"Logs": LOGS, **of.NETWORK})
    stack.update({"Logs": LOGS})
    gone = [one for one, status, _ in stack.events() if status == "DELETE_COMPLETE"]
    assert gone == ["Group", "Subnet", "Vpc"]
    assert stack.ids == {"Logs": "example"}


@pytest.mark.parametrize(("policy", "stays"), [("Retain", True), ("RetainExceptOnCreate", True), ("Delete", False)])
def test_a_resource_that_is_taken_out_stays_as_its_policy_says(policy: str, stays: bool, stack: Lived, aws: Aws) -> None:
    stack.create({"Key": of.KEY, "Logs": kept(LOGS, policy)})
    stack.update({"Key": of.KEY})
    assert bool(aws.logs.describe_log_groups()["logGroups"]) is stays


def test_a_property_that_no_update_is_known_for_is_refused_by_its_name(stack: Lived) -> None:
    stack.create({"Logs": group(LogGroupClass="STANDARD")})
    assert stack.update({"Logs": group(LogGroupClass="INFREQUENT_ACCESS")}) == "UPDATE_ROLLBACK_COMPLETE"
    ((_, _, reason),) = stack.events("UPDATE_FAILED")
    assert reason == "LogGroupClass: the simulator models no update of AWS::Logs::LogGroup for it"


def test_a_setting_that_the_service_cannot_take_away_is_refused(stack: Lived) -> None:
    stack.create({"Bucket": of.resource("S3::Bucket", BucketName="example", VersioningConfiguration={"Status": "Enabled"})})
    assert stack.update({"Bucket": of.resource("S3::Bucket", BucketName="example")}) == "UPDATE_ROLLBACK_COMPLETE"
    assert "VersioningConfiguration: it can be changed, not taken out" in stack.events("UPDATE_FAILED")[0][2]


def test_a_failure_in_the_middle_takes_all_back(stack: Lived, aws: Aws) -> None:
    stack.create({"Logs": group(RetentionInDays=30)})
    stack.refuse("AWS::EC2::VPC")
    changed = {"Logs": group(RetentionInDays=60), "More": group(LogGroupName="more"), "Vpc": of.VPC}
    assert stack.update(changed) == "UPDATE_ROLLBACK_COMPLETE"
    (found,) = aws.logs.describe_log_groups()["logGroups"]
    assert (found["logGroupName"], found["retentionInDays"]) == ("example", 30)
    assert stack.ids == {"Logs": "example"}


def test_after_that_the_same_update_goes_on(stack: Lived) -> None:
    stack.create({"Logs": LOGS})
    stack.refuse("AWS::EC2::VPC")
    assert stack.update({"Logs": LOGS, **of.NETWORK}) == "UPDATE_ROLLBACK_COMPLETE"
    assert stack.update({"Logs": LOGS, **of.NETWORK}) == "UPDATE_COMPLETE"
    assert stack.problems() == []


def test_an_update_without_a_change_is_refused(stack: Lived) -> None:
    stack.create({"Logs": LOGS})
    with pytest.raises(ClientError, match="No updates are to be performed"):
        stack.update({"Logs": LOGS})
    assert stack.status == "CREATE_COMPLETE"


def test_the_type_of_a_resource_does_not_change(stack: Lived) -> None:
    stack.create({"One": LOGS})
    stack.update({"One": of.VPC})
    assert "Update of resource type is not permitted" in stack.events("UPDATE_FAILED")[0][2]


def test_an_export_in_use_neither_changes_nor_goes(stack: Lived, aws: Aws) -> None:
    stack.create({"Vpc": of.VPC}, {"vpc": of.ref("Vpc")})
    Lived(aws, "user").create({"Table": of.resource("EC2::RouteTable", VpcId={"Fn::ImportValue": "vpc"})})
    for changed, exports, verb in (
        ({"Vpc": of.resource("EC2::VPC", CidrBlock="10.9.0.0/16")}, {"vpc": of.ref("Vpc")}, "updated"),
        ({"Vpc": of.VPC}, {}, "deleted"),
    ):
        assert stack.update(changed, exports) == "UPDATE_ROLLBACK_COMPLETE"
        assert stack.events("UPDATE_FAILED")[-1][2] == f"Export vpc cannot be {verb} as it is in use by user"
    assert [one["Name"] for one in aws.cloudformation.list_exports()["Exports"]] == ["vpc"]
    assert len(aws.ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])["Vpcs"]) == 1


TAGGED = [{"Key": "owner", "Value": "one"}, {"Key": "old", "Value": "x"}]
RETAGGED = [{"Key": "owner", "Value": "two"}]
TRUST = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
TAKES_TAGS: dict[str, dict[str, object]] = {
    "KMS::Key": {"KeyPolicy": of.policy(of.OWNER)},
    "S3::Bucket": {},
    "Logs::LogGroup": {},
    "EC2::VPC": {"CidrBlock": "10.0.0.0/16"},
    "ECR::Repository": {"RepositoryName": "example"},
    "SNS::Topic": {},
    "IAM::Role": {"AssumeRolePolicyDocument": of.policy(TRUST)},
    "GuardDuty::Detector": {"Enable": True},
    "Events::Rule": {"EventPattern": {"source": ["aws.kms"]}},
    "Route53Resolver::FirewallDomainList": {"Domains": ["example.org"]},
    "SSM::Document": {"Name": "example-doc", "DocumentType": "Command", "Content": {"schemaVersion": "2.2", "mainSteps": []}},
}


@pytest.mark.parametrize("kind", TAKES_TAGS)
def test_tags_are_given_and_taken(kind: str, stack: Lived) -> None:
    properties = TAKES_TAGS[kind]
    assert stack.create({"One": of.resource(kind, **properties, Tags=TAGGED)}) == "CREATE_COMPLETE"
    assert stack.update({"One": of.resource(kind, **properties, Tags=RETAGGED)}) == "UPDATE_COMPLETE", stack.events("FAILED")
    assert stack.problems() == []

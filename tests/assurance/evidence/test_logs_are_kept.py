"""Logs are kept: groups that forget, networks and buckets that write nothing break the claim."""

from dataclasses import replace

import pytest

from assurance.evidence import logs_are_kept
from assurance.evidence.claim import Verdict, judge

KEY = {"Key": {"Type": "AWS::KMS::Key", "Properties": {}}}
ARN = {"Fn::GetAtt": ["Key", "Arn"]}
VERSION = {"Version": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/cdk-bootstrap/abc/version", "Value": "33"}}}


def group(**changes):
    properties = {name: value for name, value in {"RetentionInDays": 365, "KmsKeyId": ARN, **changes}.items() if value is not None}
    return {**KEY, "X": {"Type": "AWS::Logs::LogGroup", "Properties": properties}}


def network(log=None, **more):
    flow = {"FlowLog": {"Type": "AWS::EC2::FlowLog", "Properties": log, **more}} if log is not None else {}
    return {"X": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}, **flow}


def flow_log(**changes):
    log = {"ResourceId": {"Ref": "X"}, "ResourceType": "VPC", "TrafficType": "ALL", "LogDestination": "arn", **changes}
    return {name: value for name, value in log.items() if value is not None}


def buckets(target):
    logging = {"LoggingConfiguration": {"DestinationBucketName": target}} if target is not None else {}
    return {
        "X": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "data", **logging}},
        "Other": {"Type": "AWS::S3::Bucket", "Properties": {"LoggingConfiguration": {"DestinationBucketName": {"Ref": "Logs"}}}},
        "Logs": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "logs"}},
    }


def balancer(*attributes, kind="network"):
    listed = [{"Key": key, "Value": value} for key, value in attributes]
    properties = {"Type": kind, "LoadBalancerAttributes": listed}
    return {
        "X": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": properties},
        **{name: body for name, body in buckets("logs").items() if name != "X"},
    }


def classic(**policy):
    return {"X": {"Type": "AWS::ElasticLoadBalancing::LoadBalancer", "Properties": {"AccessLoggingPolicy": policy} if policy else {}}}


BROKEN = {
    "a group that forgets too soon": (group(RetentionInDays=90), "keeps 90 days, not 365"),
    "a group that says nothing": (group(RetentionInDays=None), "says not how long it keeps"),
    "a group whose time is a parameter": (
        group(RetentionInDays={"Ref": "Days"}),
        "keeps for a time that the template does not tell",
    ),
    "a group that forgets sometimes": (group(RetentionInDays={"Fn::If": ["Open", 365, 1]}), "keeps 1 days, not 365"),
    "a group without a key": (group(KmsKeyId=None), "takes no key of ours"),
    "a group with somebody's key": (
        group(KmsKeyId="arn:aws:kms:eu-central-1:999988887777:key/1"),
        "takes a key of account 999988887777",
    ),
    "a network without a flow log": (network(), "has no flow log"),
    "a flow log of a subnet": (network(flow_log(ResourceType="Subnet")), "has no flow log"),
    "a flow log of another network": (network(flow_log(ResourceId="vpc-1")), "has no flow log"),
    "a flow log only sometimes": (network(flow_log(), Condition="Open"), "has no flow log"),
    "a bucket without access logs": (buckets(None), "writes no access log"),
    "a bucket that logs elsewhere": (buckets("away"), "delivers its access logs to no bucket of these templates"),
    "a bucket that logs sometimes": (
        buckets({"Fn::If": ["Open", "logs", {"Ref": "AWS::NoValue"}]}),
        "writes no access log",
    ),
    "a load balancer without access logs": (balancer(), "writes no access log"),
    "a load balancer with the logs off": (balancer(("access_logs.s3.enabled", "false")), "writes no access log"),
    "a load balancer that logs elsewhere": (
        balancer(("access_logs.s3.enabled", "true"), ("access_logs.s3.bucket", "away")),
        "delivers its access logs to no bucket of these templates",
    ),
    "a load balancer that logs nowhere": (
        balancer(("access_logs.s3.enabled", "true")),
        "delivers its access logs to no bucket of these templates",
    ),
    "an old load balancer": (classic(), "writes no access log"),
    "an old load balancer with the logs off": (classic(Enabled=False), "writes no access log"),
}


@pytest.fixture
def year(eu):
    return replace(eu, log_retention_days=365)


@pytest.mark.parametrize(("resources", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_a_log_that_is_missing_or_lost_is_found(graph_of, year, resources, sentence):
    graph = graph_of(resources, scope=year, Conditions={"Open": {"Fn::Equals": [{"Ref": "P"}, "x"]}}, Parameters={"P": {"Type": "String"}})
    findings = [finding for finding in logs_are_kept.broken_by(graph) if finding.resource == "Stack/X"]
    assert sentence in [finding.sentence for finding in findings]
    assert all(finding.path for finding in findings)


@pytest.mark.parametrize("part", [{"TrafficType": "REJECT"}, {"TrafficType": None}, {"LogDestination": None}])
def test_half_a_flow_log_is_found(graph_of, part):
    assert [finding.resource for finding in logs_are_kept.broken_by(graph_of(network(flow_log(**part))))] == ["Stack/FlowLog"]


CLEAN = {
    "a group of our own": group(),
    "a group that keeps longer": group(RetentionInDays="400"),
    "a network with its flow log": network(flow_log()),
    "a bucket that logs by name": buckets("logs"),
    "a bucket that logs by reference": buckets({"Ref": "Logs"}),
    "a load balancer with logs": balancer(("access_logs.s3.enabled", "true"), ("access_logs.s3.bucket", {"Ref": "Logs"})),
    "a load balancer for appliances": balancer(kind="gateway"),
    "an old load balancer with logs": classic(Enabled=True),
    "the bootstrap's bucket": {"B": {"Type": "AWS::S3::Bucket", "Properties": {}}, **VERSION},
}


@pytest.mark.parametrize("resources", CLEAN.values(), ids=CLEAN.keys())
def test_a_kept_log_raises_no_alarm(graph_of, year, resources):
    assert [*logs_are_kept.broken_by(graph_of(resources, scope=year))] == []


def test_the_bucket_that_takes_logs_and_the_bootstraps_are_told(graph_of, template_of):
    bootstrap = template_of({"B": {"Type": "AWS::S3::Bucket", "Properties": {}}, **VERSION}, stack="CDKToolkit")
    graph = graph_of(buckets("logs"), bootstrap)
    assert [remark.subject for remark in logs_are_kept.remarks(graph)] == ["Stack/Logs", "CDKToolkit/B"]


def test_only_a_stack_with_the_version_parameter_is_a_bootstrap(graph_of, template_of):
    other = template_of({"B": {"Type": "AWS::S3::Bucket", "Properties": {}}}, stack="Other")
    assert [finding.resource for finding in logs_are_kept.broken_by(graph_of(VERSION, other))] == ["Other/B"]


def test_a_function_without_a_group_of_its_own_is_told(graph_of):
    graph = graph_of({"F": {"Type": "AWS::Lambda::Function", "Properties": {}}})
    assert [remark.subject for remark in logs_are_kept.remarks(graph)] == ["Stack/F"]


def test_templates_that_log_nothing_show_nothing(graph_of):
    assert judge(logs_are_kept, graph_of(KEY)).verdict == Verdict.NOTHING

"""Shapes that other projects' templates have and ours have not: each false alarm that they raised, and the true case beside it.

Where they came from stands in docs/security/other-projects.md; nothing here is copied from there.
"""

import pytest

from assurance.evidence import images_by_digest, logs_are_kept, no_other_place, no_way_out, our_keys
from assurance.evidence.log_writers import balancer_accounts
from assurance.evidence.scope import Scope, partitions
from tests.assurance.evidence.resources import allow, of

FRANKFURT, DUBLIN = "054676820928", "156460612806"
"""The accounts of load balancing there (ELB User Guide, Enable access logs)."""

KEY = {"Key": {"Type": "AWS::KMS::Key", "Properties": {"EnableKeyRotation": True}}}
ARN = {"Fn::GetAtt": ["Key", "Arn"]}
S3S_OWN = {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}
SPARK = "PySpark engine version 3"


def root(account):
    return {"AWS": {"Fn::Sub": f"arn:${{AWS::Partition}}:iam::{account}:root"}}


def said(claim, graph):
    return [finding.sentence for finding in claim.broken_by(graph)]


# Load balancers write their logs from an account of AWS's


def takes_logs(principal, action="s3:PutObject"):
    return of("S3::BucketPolicy", Bucket="b", PolicyDocument={"Statement": [allow("arn:aws:s3:::b/*", action, principal)]})


def test_the_account_of_load_balancing_may_put_its_logs_and_the_reader_is_told(graph_of):
    graph = graph_of(takes_logs(root(FRANKFURT)))
    assert said(no_other_place, graph) == []
    assert [remark.sentence for remark in no_other_place.remarks(graph)] == [
        f"lets the load balancers of an approved region, AWS's account {FRANKFURT}, write their logs."
    ]


@pytest.mark.parametrize(
    ("resources", "account"),
    [
        (takes_logs(root(DUBLIN)), DUBLIN),
        (takes_logs(root("999988887777")), "999988887777"),
        (takes_logs(root(FRANKFURT), "s3:GetObject"), FRANKFURT),
        (takes_logs(root(FRANKFURT), ["s3:PutObject", "s3:DeleteObject"]), FRANKFURT),
        (of("SNS::TopicPolicy", PolicyDocument={"Statement": [allow("*", "s3:PutObject", root(FRANKFURT))]}), FRANKFURT),
        (of("Lambda::Function", Environment={"Variables": {"ACCOUNT": FRANKFURT}}), FRANKFURT),
    ],
    ids=["of another region", "of somebody", "may read", "may delete", "on a topic", "as a value"],
)
def test_another_account_or_another_right_of_it_is_found(graph_of, resources, account):
    assert f"names account {account}" in said(no_other_place, graph_of(resources))


def test_each_account_of_load_balancing_is_one_of_a_region_that_there_is():
    known = {region for partition in partitions() for region in partition.regions}
    assert balancer_accounts().keys() <= known
    assert all(account.isdecimal() and len(account) == 12 for account in balancer_accounts().values())


def balanced(resource):
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"BucketEncryption": S3S_OWN}}
    return KEY | {"Logs": bucket, "X": resource}


def balancer(**properties):
    attributes = [{"Key": "access_logs.s3.bucket", "Value": {"Ref": "Logs"}}]
    return {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {"LoadBalancerAttributes": attributes, **properties}}


CLASSIC = {
    "Type": "AWS::ElasticLoadBalancing::LoadBalancer",
    "Properties": {"AccessLoggingPolicy": {"Enabled": True, "S3BucketName": {"Ref": "Logs"}}},
}


@pytest.mark.parametrize("resource", [balancer(), balancer(Type="application"), CLASSIC], ids=["by default", "by name", "classic"])
def test_logs_of_a_load_balancer_for_applications_may_lie_under_s3s_own_keys(graph_of, resource):
    assert said(our_keys, graph_of(balanced(resource))) == []


@pytest.mark.parametrize("kind", ["network", {"Ref": "Kind"}])
def test_logs_of_a_load_balancer_for_networks_may_not(graph_of, kind):
    assert said(our_keys, graph_of(balanced(balancer(Type=kind)))) == ["takes no key of ours, but AES256"]


# A file system's policy that lets everybody in who stands in its network


def mounted(**condition):
    return of("EFS::FileSystem", FileSystemPolicy={"Statement": [allow("*", "elasticfilesystem:ClientMount", Condition=condition)]})


VIA_TARGET = "elasticfilesystem:AccessedViaMountTarget"


@pytest.mark.parametrize("switch", ["true", True])
def test_who_comes_through_a_mount_target_is_in_the_network(graph_of, switch):
    assert said(no_way_out, graph_of(mounted(Bool={VIA_TARGET: switch}))) == []


@pytest.mark.parametrize(
    "condition",
    [{"Bool": {VIA_TARGET: "false"}}, {"BoolIfExists": {VIA_TARGET: "true"}}, {"Bool": {VIA_TARGET: ["true", "false"]}}, {}],
    ids=["beside the target", "if anybody says so", "either way", "in any way"],
)
def test_who_may_come_in_another_way_is_anybody(graph_of, condition):
    assert said(no_way_out, graph_of(mounted(**condition))) == ["lets in everybody: no condition holds it to our accounts or networks"]


# An API names a service where other ARNs name an account


def integration(account, region="eu-central-1"):
    return of("ApiGatewayV2::Integration", IntegrationUri=f"arn:aws:apigateway:{region}:{account}:path/2015-03-31/functions/x")


@pytest.mark.parametrize("service", ["lambda", "states", "runtime.sagemaker"])
def test_a_service_in_the_place_of_an_account_is_no_account(graph_of, service):
    assert said(no_other_place, graph_of(integration(service))) == []


def test_an_api_that_names_an_account_or_another_region_is_found(graph_of):
    assert said(no_other_place, graph_of(integration("999988887777"))) == ["names account 999988887777"]
    assert said(no_other_place, graph_of(integration("lambda", "eu-west-1"))) == ["names the region eu-west-1"]


def test_a_service_in_the_place_of_an_account_is_odd_everywhere_else(graph_of):
    graph = graph_of(of("Lambda::Function", Environment={"Variables": {"Q": "arn:aws:sqs:eu-central-1:lambda:q"}}))
    assert said(no_other_place, graph) == [
        "names lambda for an account, which the template does not tell, in arn:aws:sqs:eu-central-1:lambda:q"
    ]


# Keys for what is not stored


def workgroup(**more):
    result = {"EncryptionConfiguration": {"EncryptionOption": "SSE_KMS", "KmsKey": ARN}}
    return KEY | of("Athena::WorkGroup", WorkGroupConfiguration={"ResultConfiguration": result, **more})


def test_a_workgroup_for_sql_stores_no_notebook(graph_of):
    assert said(our_keys, graph_of(workgroup())) == []


@pytest.mark.parametrize("version", [SPARK, {"Ref": "Version"}], ids=["for Spark", "that a parameter chooses"])
def test_a_workgroup_that_may_store_notebooks_needs_a_key(graph_of, version):
    assert said(our_keys, graph_of(workgroup(EngineVersion={"SelectedEngineVersion": version}))) == ["takes no key of ours"]


def domain(**sharing):
    return KEY | of("SageMaker::Domain", KmsKeyId=ARN, DefaultUserSettings={"SharingSettings": sharing})


def test_outputs_of_notebooks_need_a_key_only_where_they_are_shared(graph_of):
    assert said(our_keys, graph_of(domain())) == []
    assert said(our_keys, graph_of(domain(NotebookOutputOption="Disabled"))) == []
    assert said(our_keys, graph_of(domain(NotebookOutputOption="Allowed"))) == ["takes no key of ours"]


def test_a_table_without_a_key_is_told_once_for_dynamodb_encrypts_in_any_case(graph_of):
    assert said(our_keys, graph_of(of("DynamoDB::Table"))) == ["takes no key of ours"]


def test_a_tables_key_that_is_switched_off_is_found(graph_of):
    graph = graph_of(KEY | of("DynamoDB::Table", SSESpecification={"KMSMasterKeyId": ARN, "SSEEnabled": False}))
    assert said(our_keys, graph) == ["does not switch encryption on"]


# What was not found, and is now


def test_a_launch_configuration_without_volumes_is_found(graph_of):
    sentence = "names no volume: the root volume takes the key that the image or the account has by default"
    assert said(our_keys, graph_of(of("AutoScaling::LaunchConfiguration"))) == [sentence]
    assert said(our_keys, graph_of(of("AutoScaling::LaunchConfiguration", BlockDeviceMappings=[{"DeviceName": "/dev/xvda"}]))) == []


def test_a_cluster_whose_security_groups_emr_makes_is_found(graph_of):
    sentence = "lets EMR make its security groups, which send to everywhere"
    assert said(no_way_out, graph_of(of("EMR::Cluster", Instances={}))) == [sentence]
    assert said(no_way_out, graph_of(of("EMR::Cluster", Instances={"EmrManagedMasterSecurityGroup": "sg-1"}))) == []


def test_a_shell_in_a_container_is_found(graph_of):
    assert said(no_way_out, graph_of(of("ECS::Service", EnableExecuteCommand=True))) == ["lets people open a shell in its containers"]
    assert said(no_way_out, graph_of(of("ECS::Service", EnableExecuteCommand=False))) == []


def test_an_images_repository_is_told_without_its_tag(graph_of):
    image = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/team/serving:1.2"
    graph = graph_of(of("SageMaker::Model", PrimaryContainer={"Image": image}))
    assert [remark.sentence for remark in images_by_digest.remarks(graph)] == [
        "takes an image of the repository team/serving, which these templates do not make."
    ]


@pytest.mark.parametrize("claim", [no_way_out, our_keys, no_other_place, images_by_digest, logs_are_kept], ids=lambda claim: claim.NAME)
def test_an_odd_shape_breaks_no_claim_apart(graph_of, claim):
    odd = {
        "Strings": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {"LoadBalancerAttributes": ["a", {"Ref": "P"}]}},
        "Text": {"Type": "AWS::S3::BucketPolicy", "Properties": {"PolicyDocument": {"Statement": "none"}}},
        "Nothing": {"Type": "AWS::EFS::FileSystem", "Properties": {"FileSystemPolicy": {"Statement": [{"Condition": {"Bool": None}}]}}},
        "Number": {"Type": "AWS::EMR::Cluster", "Properties": {"Instances": 3}},
    }
    graph = graph_of(odd, scope=Scope("odd", "aws", ("eu-central-1",), ("111122223333",)))
    assert isinstance([*claim.broken_by(graph), *claim.remarks(graph), *claim.looks_at(graph)], list)

"""The project's own stacks: the claims hold for each deployment, and break when a stack is made wrong on purpose."""

import copy
import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from assurance.evidence import no_other_place, no_way_out, our_keys
from assurance.evidence.assembly import Assembly, Template, read_assembly, scope_of
from assurance.evidence.audit import CLAIMS, audit
from assurance.evidence.claim import Verdict
from assurance.evidence.graph import TemplateGraph

PROJECT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def european(synthesise) -> Assembly:
    return read_assembly(synthesise("example-eu"))


@pytest.fixture(scope="session")
def sovereign_cloud(synthesise) -> Assembly:
    return read_assembly(synthesise("example-eusc"))


@pytest.fixture(scope="session")
def japanese(synthesise) -> Assembly:
    return read_assembly(synthesise("example-jp"))


@pytest.mark.parametrize("deployment", ["european", "sovereign_cloud", "japanese"])
def test_the_claims_hold_for_the_projects_own_deployments(deployment, request):
    assembly = request.getfixturevalue(deployment)
    result = audit(assembly, scope_of(assembly))
    assert [each.name for each in result.results] == [claim.NAME for claim in CLAIMS]
    assert {each.name: each.findings for each in result.results if each.verdict != Verdict.HOLDS} == {}
    assert "bootstrap" in result.stacks
    assert result.results[1].looked_at["AWS::S3::Bucket"] >= 8


def changed(assembly: Assembly, change) -> list[str]:
    """Sentences that break the claims once `change` has been made to a copy of every template."""
    templates = [replace(template, body=copy.deepcopy(template.body)) for template in assembly.templates]
    change({template.stack.rpartition("-")[2]: template.body["Resources"] for template in templates})
    graph = TemplateGraph(replace(assembly, templates=tuple(templates)), scope_of(assembly))
    return [finding.sentence for claim in (no_way_out, our_keys, no_other_place) for finding in claim.broken_by(graph)]


def first(resources, type_name):
    return next(body["Properties"] for body in resources.values() if body["Type"] == type_name)


def add_nat(stacks):
    table = next(name for name, body in stacks["network"].items() if body["Type"] == "AWS::EC2::RouteTable")
    stacks["network"]["Nat"] = {"Type": "AWS::EC2::NatGateway", "Properties": {}}
    stacks["network"]["Out"] = {
        "Type": "AWS::EC2::Route",
        "Properties": {"RouteTableId": {"Ref": table}, "DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": {"Ref": "Nat"}},
    }


def other_keys_arn(stacks):
    bucket = first(stacks["lake"], "AWS::S3::Bucket")
    default = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]["ServerSideEncryptionByDefault"]
    default["KMSMasterKeyID"] = "arn:aws:kms:eu-central-1:999988887777:key/x"


MUTATIONS = {
    "a NAT gateway with its route": (add_nat, "is a NAT gateway"),
    "HTTPS to everywhere once there is a road": (add_nat, "may send to public addresses: CidrIp = 0.0.0.0/0"),
    "public subnets": (
        lambda stacks: first(stacks["network"], "AWS::EC2::Subnet").update(MapPublicIpOnLaunch=True),
        "gives every instance a public address",
    ),
    "an endpoint without its policy": (
        lambda stacks: first(stacks["network"], "AWS::EC2::VPCEndpoint").pop("PolicyDocument"),
        "has no policy: everybody may do everything through it",
    ),
    "a bucket that blocks nothing": (
        lambda stacks: first(stacks["lake"], "AWS::S3::Bucket").pop("PublicAccessBlockConfiguration"),
        "does not block public policies",
    ),
    "a model with neither isolation nor network": (
        lambda stacks: [
            first(stacks["endpoint"], "AWS::SageMaker::Model").pop(name, None) for name in ("VpcConfig", "EnableNetworkIsolation")
        ],
        "has neither network isolation nor a place in the network: its container reaches the internet",
    ),
    "a bucket without encryption": (
        lambda stacks: first(stacks["lake"], "AWS::S3::Bucket").pop("BucketEncryption"),
        "takes no key of ours",
    ),
    "a bucket with a foreign key": (other_keys_arn, "takes a key of account 999988887777"),
    "a file system with AWS's key": (lambda stacks: first(stacks["lake"], "AWS::FSx::FileSystem").pop("KmsKeyId"), "takes no key of ours"),
    "a trail without a key": (lambda stacks: first(stacks["audit"], "AWS::CloudTrail::Trail").pop("KMSKeyId"), "takes no key of ours"),
    "a log group without a key": (lambda stacks: first(stacks["network"], "AWS::Logs::LogGroup").pop("KmsKeyId"), "takes no key of ours"),
    "a registry without a key": (
        lambda stacks: first(stacks["registry"], "AWS::ECR::Repository").pop("EncryptionConfiguration"),
        "takes no key of ours",
    ),
    "a volume that is not encrypted": (
        lambda stacks: first(stacks["training"], "AWS::EC2::LaunchTemplate")["LaunchTemplateData"]["BlockDeviceMappings"][0]["Ebs"].update(
            Encrypted=False
        ),
        "does not switch encryption on",
    ),
    "a key in several regions": (
        lambda stacks: first(stacks["keys"], "AWS::KMS::Key").update(MultiRegion=True),
        "is a multi-region key: its material may be copied to any region",
    ),
    "a subnet elsewhere": (
        lambda stacks: first(stacks["network"], "AWS::EC2::Subnet").update(AvailabilityZone="us-east-1a"),
        "names the zone us-east-1a",
    ),
    "a literal foreign account": (
        lambda stacks: first(stacks["audit"], "AWS::S3::BucketPolicy")["PolicyDocument"]["Statement"].append(
            {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999988887777:root"}, "Action": "s3:GetObject", "Resource": "*"}
        ),
        "names account 999988887777",
    ),
    "a trail into somebody's bucket": (
        lambda stacks: first(stacks["audit"], "AWS::CloudTrail::Trail").update(S3BucketName="away"),
        "names the bucket away, which is none of this deployment",
    ),
    "checkpoints that go to somebody's bucket": (
        lambda stacks: first(stacks["lake"], "AWS::FSx::DataRepositoryAssociation").update(DataRepositoryPath="s3://away/"),
        "names the bucket away, which is none of this deployment",
    ),
    "nodes that may write into somebody's bucket": (
        lambda stacks: first(stacks["training"], "AWS::IAM::ManagedPolicy")["PolicyDocument"]["Statement"].append(
            {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::away/*"}
        ),
        "may write into the bucket away, which is none of this deployment",
    ),
    "a model whose image comes from outside": (
        lambda stacks: first(stacks["endpoint"], "AWS::SageMaker::Model")["PrimaryContainer"].update(Image="public.example/vllm:latest"),
        "fetches an image from a registry outside",
    ),
    "the bootstrap bucket without its key": (
        lambda stacks: first(stacks["bootstrap"], "AWS::S3::Bucket").pop("BucketEncryption"),
        "takes no key of ours",
    ),
}


@pytest.mark.parametrize(("change", "sentence"), MUTATIONS.values(), ids=MUTATIONS.keys())
def test_a_stack_made_wrong_on_purpose_breaks_its_claim(european, change, sentence):
    assert sentence in changed(european, change)


def test_the_unchanged_stacks_break_nothing(european):
    assert changed(european, lambda stacks: json.dumps(sorted(stacks))) == []


class Short(yaml.SafeLoader):
    """YAML with CloudFormation's short forms (`!Ref`, `!Sub` …)."""


def long_form(loader, name, node):
    read = {yaml.ScalarNode: loader.construct_scalar, yaml.SequenceNode: lambda each: loader.construct_sequence(each, deep=True)}
    return {name if name in {"Ref", "Condition"} else f"Fn::{name}": read[type(node)](node)}


Short.add_multi_constructor("!", long_form)


def test_the_cdks_own_bootstrap_template_breaks_the_claims(eu):
    """Somebody else's template: by default it takes no key of its own, and who deploys it may switch off what blocks public access."""
    path = PROJECT / "node_modules/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml"
    if not path.is_file():
        pytest.skip("the CDK's command line is not installed")
    own = Template("CDKToolkit", path.name, yaml.load(path.read_text(), Short), region="eu-central-1", account="111122223333")
    result = audit(Assembly(path.parent, (own,)), eu)
    found = {(finding.resource, finding.sentence) for each in result.results for finding in each.findings}
    assert ("CDKToolkit/ContainerAssetsRepository", "takes no key of ours") in found
    assert ("CDKToolkit/StagingBucket", "takes no key of ours, but aws:kms") in found
    assert ("CDKToolkit/StagingBucket", "does not block public policies") in found

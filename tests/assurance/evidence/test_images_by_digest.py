"""Images by digest: a tag, a registry of somebody else, and a repository in which tags move break the claim."""

from base64 import b64encode

import pytest

from assurance.evidence import images_by_digest
from assurance.evidence.claim import Verdict, judge

KEY = {"Key": {"Type": "AWS::KMS::Key", "Properties": {}}}
DIGEST = "@sha256:" + "ab" * 32
OURS = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/serving"
REPOSITORY = {
    "ImageTagMutability": "IMMUTABLE",
    "ImageScanningConfiguration": {"ScanOnPush": True},
    "EncryptionConfiguration": {"EncryptionType": "KMS", "KmsKey": {"Fn::GetAtt": ["Key", "Arn"]}},
}


def repository(**changes):
    properties = {name: value for name, value in {**REPOSITORY, **changes}.items() if value is not None}
    return {**KEY, "X": {"Type": "AWS::ECR::Repository", "Properties": properties}}


def model(image):
    return {"X": {"Type": "AWS::SageMaker::Model", "Properties": {"PrimaryContainer": {"Image": image}}}}


def task(image):
    return {"X": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [{"Image": image}]}}}


def nodes(script):
    return {"X": {"Type": "AWS::EC2::LaunchTemplate", "Properties": {"LaunchTemplateData": {"UserData": {"Fn::Base64": script}}}}}


def registry(**rule):
    rules = [{"ScanFrequency": "SCAN_ON_PUSH", "RepositoryFilters": [{"Filter": "*", "FilterType": "WILDCARD"}], **rule}]
    return {"Scan": {"Type": "AWS::ECR::RegistryScanningConfiguration", "Properties": {"ScanType": "BASIC", "Rules": rules}}}


BROKEN = {
    "a model's image by tag": (model(f"{OURS}:1.2"), f"names an image without its digest: {OURS}:1.2"),
    "a model's image by nothing": (model(OURS), f"names an image without its digest: {OURS}"),
    "a digest that is cut short": (model(f"{OURS}@sha256:ab12"), f"names an image without its digest: {OURS}@sha256:ab12"),
    "a task's image by tag": (task(f"{OURS}:latest"), f"names an image without its digest: {OURS}:latest"),
    "a repository's image by tag": (
        model({"Fn::Sub": "${R.RepositoryUri}:1"}) | {"R": {**repository()["X"]}} | KEY,
        "names an image without its digest: ${Stack/R.RepositoryUri}:1",
    ),
    "a function's image by tag": (
        {"X": {"Type": "AWS::Lambda::Function", "Properties": {"Code": {"ImageUri": f"{OURS}:1"}}}},
        f"names an image without its digest: {OURS}:1",
    ),
    "a build in AWS's image": (
        {"X": {"Type": "AWS::CodeBuild::Project", "Properties": {"Environment": {"Image": "aws/codebuild/standard:7.0"}}}},
        "takes an image from outside the deployment's registry: aws",
    ),
    "AWS's own containers": (
        model(f"763104351884.dkr.ecr.eu-central-1.amazonaws.com/vllm{DIGEST}"),
        "takes an image of account 763104351884, which nobody here has taken in",
    ),
    "a public registry": (model(f"nvcr.io/nvidia/pytorch{DIGEST}"), "takes an image from outside the deployment's registry: nvcr.io"),
    "a parameter": (model({"Ref": "Image"}), "names an image that the template does not tell: ${?Image}"),
    "a tag only sometimes": (model({"Fn::If": ["Open", f"{OURS}{DIGEST}", f"{OURS}:1"]}), f"names an image without its digest: {OURS}:1"),
    "a pull in user data": (nodes("docker pull vllm/vllm-openai:v1"), "names an image without its digest: vllm/vllm-openai:v1"),
    "a pull in user data that is base64 already": (
        {"X": {"Type": "AWS::EC2::Instance", "Properties": {"UserData": b64encode(b"#!/bin/sh\ndocker pull vllm/x:v1").decode()}}},
        "names an image without its digest: vllm/x:v1",
    ),
    "a manifest with a host": (nodes(f"image: {OURS}:2\n"), f"names an image without its digest: {OURS}:2"),
    "a repository with mutable tags": (repository(ImageTagMutability="MUTABLE"), "lets a tag be moved to another image"),
    "a repository that does not say": (repository(ImageTagMutability=None), "lets a tag be moved to another image"),
    "a repository with exceptions": (repository(ImageTagMutability="IMMUTABLE_WITH_EXCLUSION"), "lets a tag be moved to another image"),
    "a repository that is not scanned": (repository(ImageScanningConfiguration=None), "does not scan what is pushed"),
    "a registry that scans some": (
        repository(ImageScanningConfiguration=None) | registry(RepositoryFilters=[{"Filter": "prod*"}]),
        "does not scan what is pushed",
    ),
    "a registry that scans by hand": (
        repository(ImageScanningConfiguration=None) | registry(ScanFrequency="MANUAL"),
        "does not scan what is pushed",
    ),
    "a repository without a key": (repository(EncryptionConfiguration=None), "takes no key of ours"),
    "a repository with AWS's key": (
        repository(EncryptionConfiguration={"EncryptionType": "KMS", "KmsKey": "alias/aws/ecr"}),
        "takes AWS's own key alias/aws/ecr",
    ),
}


@pytest.mark.parametrize(("resources", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_an_image_that_may_change_is_found(graph_of, resources, sentence):
    findings = [finding for finding in images_by_digest.broken_by(graph_of(resources)) if finding.resource == "Stack/X"]
    assert sentence in [finding.sentence for finding in findings]
    assert all(finding.path for finding in findings)


CLEAN = {
    "our registry by digest": model(OURS + DIGEST),
    "a repository of these templates by digest": model({"Fn::Sub": "${R.RepositoryUri}" + DIGEST}) | {"R": {**repository()["X"]}} | KEY,
    "a repository of ours": repository(),
    "a repository that the registry scans": repository(ImageScanningConfiguration=None) | registry(),
    "a disk image": nodes("echo") | {"I": {"Type": "AWS::EC2::Instance", "Properties": {"ImageId": "ami-1"}}},
    "a script that pulls by a variable": nodes('docker pull "$IMAGE"; docker pull ${!IMAGE}'),
    "a pull by digest in user data": nodes(f"docker pull {OURS}{DIGEST}"),
    "a policy on a repository": {
        "P": {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {"PolicyDocument": {"Statement": [{"Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/a"}]}},
        }
    },
}


@pytest.mark.parametrize("resources", CLEAN.values(), ids=CLEAN.keys())
def test_an_image_by_digest_raises_no_alarm(graph_of, resources):
    assert [*images_by_digest.broken_by(graph_of(resources))] == []


def test_a_digest_of_zeros_is_told(graph_of):
    remarks = [remark.sentence for remark in images_by_digest.remarks(graph_of(model(f"{OURS}@sha256:{'0' * 64}")))]
    assert any("a digest of zeros" in sentence for sentence in remarks)


def test_a_repository_that_other_templates_make_is_told(graph_of):
    remarks = [remark.sentence for remark in images_by_digest.remarks(graph_of(model(OURS + DIGEST)))]
    assert remarks == ["takes an image of the repository serving, which these templates do not make."]


def test_templates_without_containers_show_nothing(graph_of):
    assert judge(images_by_digest, graph_of(KEY)).verdict == Verdict.NOTHING

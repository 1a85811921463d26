"""Nodes are pinned: an image, a version or start-up code that may be another tomorrow breaks the claim."""

import gzip
from base64 import b64encode

import pytest

from assurance.evidence import nodes_are_pinned
from assurance.evidence.assembly import read_assembly, scope_of
from assurance.evidence.claim import Verdict, judge
from assurance.evidence.graph import TemplateGraph
from assurance.evidence.mutations.mutation import mutations_of
from assurance.evidence.start_code import unpacked
from clusters.nodes.bundle import bundle

IMAGE, DIGEST = "ami-0123456789abcdef0", "ab" * 32
OURS = "s3://cdk-hnb659fds-assets-111122223333-eu-central-1/scripts"
TOKEN = {"MetadataOptions": {"HttpTokens": "required"}}
PUBLISHED = {"Newest": {"Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", "Default": "/aws/service/x"}}


def template(**changes):
    return {"X": {"Type": "AWS::EC2::LaunchTemplate", "Properties": {"LaunchTemplateData": {"ImageId": IMAGE, **TOKEN, **changes}}}}


def starting(script):
    return template(UserData={"Fn::Base64": script})


def of(type_name, **properties):
    return {"X": {"Type": type_name, "Properties": properties}}


def group(version):
    own = {"LaunchTemplateId": {"Ref": "T"}, "Version": version}
    return {"T": template()["X"], **of("AWS::AutoScaling::AutoScalingGroup", LaunchTemplate=own)}


def hyperpod(**changes):
    return of("AWS::SageMaker::Cluster", InstanceGroups=[{"InstanceGroupName": "a", "ImageReleaseVersion": "1.0.0", **changes}])


def pcs(**source):
    return of("AWS::PCS::ComputeNodeGroup", AmiId=IMAGE, NodeLifecycleActions={"Stages": {"NodeBootstrapped": [{"ScriptSource": source}]}})


def karpenter(*terms, **spec):
    return of("Kubernetes::EC2NodeClass", spec={"amiSelectorTerms": [*terms], **spec})


BROKEN = {
    "an image by a parameter's name": (template(ImageId="resolve:ssm:/images/newest"), "asks a parameter for its machine image"),
    "an image by a name": (template(ImageId="al2023-latest"), "names its machine image by something else than an id"),
    "a node class without an image": (karpenter(), "names no machine image: Karpenter takes the newest"),
    "a node class by tags": (karpenter({"tags": {"a": "b"}}), "chooses its machine image by tags"),
    "a node class by id and by alias": (karpenter({"id": IMAGE}, {"alias": "al2023@latest"}), "chooses its machine image by alias"),
    "HyperPod without image and release": (hyperpod(ImageReleaseVersion={"Ref": "AWS::NoValue"}), "names no machine image"),
    "managed nodes by the newest release": (of("AWS::EKS::Nodegroup", AmiType="AL2023_x86_64_STANDARD"), "starts from whichever release"),
    "the newest version": (group("$Latest"), "in a version that changes without a deployment"),
    "the default version": (group({"Fn::GetAtt": ["T", "DefaultVersionNumber"]}), "takes its launch template's default version"),
    "a launch template without a version": (
        of("AWS::EKS::Nodegroup", LaunchTemplate={"Id": "lt-1"}),
        "takes its launch template's default version",
    ),
    "no word of metadata": (template(MetadataOptions={}), "answers metadata calls without a token"),
    "an old launch configuration": (
        of("AWS::AutoScaling::LaunchConfiguration", ImageId=IMAGE),
        "answers metadata calls without a token",
    ),
    "an address": (starting("curl https://get.example.com/a | bash"), "takes start-up code from get.example.com"),
    "an address without its scheme": (starting("wget -q get.example.com/a.sh"), "takes start-up code from get.example.com"),
    "an address over two lines": (starting("curl -q \\\n  get.example.com/a.sh"), "takes start-up code from get.example.com"),
    "a public address": (starting("curl http://52.1.2.3/a"), "takes start-up code from 52.1.2.3"),
    "a bucket": (starting("aws s3 cp s3://theirs/a ."), "takes start-up code from the bucket theirs"),
    "a bucket by its path": (
        starting("curl https://s3.eu-central-1.amazonaws.com/theirs/a"),
        "takes start-up code from the bucket theirs",
    ),
    "a package": (starting("apt-get -y install jq"), "from what apt-get install finds under the name jq"),
    "a wheel beside a name": (
        starting("pip install ./a.whl torch"),
        "from what pip install finds under the name torch",
    ),
    "an image": (starting("docker pull busybox"), "from what docker pull finds under the name busybox"),
    "a list of packages": (starting("pip install -r /opt/needs.txt wheel"), "from what pip install finds under the name wheel"),
    "a repository": (starting("git clone --depth 1 git@git.example.com:a/b.git"), "from what git clone finds"),
    "a compressed script": (
        template(UserData=b64encode(gzip.compress(b"#!/bin/sh\ncurl https://get.example.com/a\n")).decode()),
        "takes start-up code from get.example.com",
    ),
    "a bundle of our own kind": (
        starting(bundle({"node.conf": "A=1\n", "steps/1.sh": "curl https://get.example.com/a\n"}, packed=True)),
        "takes start-up code from get.example.com",
    ),
    "lifecycle scripts of a bucket": (
        hyperpod(LifeCycleConfig={"SourceS3Uri": "s3://theirs/a"}),
        "takes start-up code from the bucket theirs",
    ),
    "a PCS script without a checksum": (pcs(ScriptLocation=f"{OURS}/a.sh"), "runs a script without its checksum"),
    "a PCS script of a web server": (
        pcs(ScriptLocation="https://get.example.com/a", Checksum=DIGEST),
        "takes start-up code from a place that is no bucket",
    ),
}


@pytest.mark.parametrize(("resources", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_what_may_be_another_tomorrow_is_found(graph_of, resources, sentence):
    findings = [finding for finding in nodes_are_pinned.broken_by(graph_of(resources)) if finding.resource == "Stack/X"]
    assert [finding for finding in findings if sentence in finding.sentence]
    assert all(finding.path for finding in findings)


def test_an_image_that_a_published_parameter_names_is_found(graph_of):
    graph = graph_of(template(ImageId={"Ref": "Newest"}), Parameters=PUBLISHED)
    assert any("asks a parameter" in finding.sentence for finding in nodes_are_pinned.broken_by(graph))


CLEAN = {
    "a launch template": template(),
    "a version by a number": group("3"),
    "a version that the template tells": group({"Fn::GetAtt": ["T", "LatestVersionNumber"]}),
    "an instance whose launch template asks for the token": {
        "T": template()["X"],
        **of("AWS::EC2::Instance", LaunchTemplate={"LaunchTemplateId": {"Ref": "T"}, "Version": "1"}),
    },
    "a node class by id": karpenter({"id": IMAGE}),
    "our lifecycle scripts": hyperpod(LifeCycleConfig={"SourceS3Uri": OURS}),
    "our PCS script": pcs(ScriptLocation=f"{OURS}/a.sh", Checksum=DIGEST),
    "managed nodes by a release": of("AWS::EKS::Nodegroup", AmiType="AL2023_x86_64_STANDARD", ReleaseVersion="1.33.0-20260101"),
    "a comment": starting("# see https://get.example.com, then pip install it\necho"),
    "the metadata service": starting("curl -s http://169.254.169.254/latest/api/token http://[fd00:ec2::254]/"),
    "a private address": starting("curl http://10.0.0.5:8080/ready http://localhost:1 http://scheduler.cluster.internal/"),
    "an interface of AWS": starting("aws --endpoint-url https://sts.eu-central-1.amazonaws.com sts get-caller-identity"),
    "a variable": starting('curl "$URL/a"; aws s3 cp "s3://$BUCKET/a" .; pip install "$WHEEL"; docker pull ${!IMAGE}'),
    "files that are there": starting("dnf -y install /opt/a.rpm; pip install --no-index --find-links /opt torch"),
    "a bucket of these templates": starting({"Fn::Sub": "aws s3 cp s3://${B}/a ."}) | {"B": {"Type": "AWS::S3::Bucket"}},
    "a bucket of these templates by its name": starting("aws s3 cp s3://ours/a .")
    | {"B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "ours"}}},
    "an image of our registry": starting(f"docker pull 111122223333.dkr.ecr.eu-central-1.amazonaws.com/a@sha256:{DIGEST}"),
    "a repository in a variable": starting('git clone --depth 1 "$URL" scripts; docker run --name x "$IMAGE"'),
    "what is only said": starting('echo "see https://get.example.com, or pip install it"'),
    "another command's word": starting("systemctl enable docker; git status; npm run build"),
}


@pytest.mark.parametrize("resources", CLEAN.values(), ids=CLEAN.keys())
def test_what_is_pinned_raises_no_alarm(graph_of, resources):
    assert [*nodes_are_pinned.broken_by(graph_of(resources))] == []


UNTOLD = {
    "an image": template(ImageId={"Ref": "Given"}),
    "a version": group({"Ref": "Given"}),
    "user data": template(UserData={"Ref": "Given"}),
    "metadata": template(MetadataOptions={"HttpTokens": {"Ref": "Given"}}),
}


@pytest.mark.parametrize("resources", UNTOLD.values(), ids=UNTOLD.keys())
def test_what_the_template_does_not_tell_is_a_remark(graph_of, resources):
    graph = graph_of(resources, Parameters={"Given": {"Type": "String"}})
    assert [*nodes_are_pinned.broken_by(graph)] == []
    assert [remark for remark in nodes_are_pinned.remarks(graph) if "which the template does not tell" in remark.sentence]


def test_a_release_is_told(graph_of):
    remarks = [remark.sentence for remark in nodes_are_pinned.remarks(graph_of(hyperpod()))]
    assert remarks == ["starts from release 1.0.0 of the service's own image, whose content AWS answers for."]


def test_every_file_of_a_nodes_folder_is_read():
    script = bundle({"node.conf": "A=1\n", "steps/1.sh": "echo one\n" * 30, "steps/2.sh": "echo two\n" * 30}, packed=True)
    assert {"echo one\n" * 30, "echo two\n" * 30} <= set(unpacked(script))


def test_templates_without_nodes_show_nothing(graph_of):
    assert judge(nodes_are_pinned, graph_of({"B": {"Type": "AWS::S3::Bucket"}})).verdict == Verdict.NOTHING


@pytest.mark.parametrize("mutation", mutations_of(nodes_are_pinned), ids=lambda mutation: mutation.name)
def test_an_attack_on_a_real_deployment_is_noticed(synthesise, mutation):
    assembly = read_assembly(synthesise("example-eu"))
    scope = scope_of(assembly)
    assert [*nodes_are_pinned.broken_by(TemplateGraph(mutation.of(assembly, scope), scope))]

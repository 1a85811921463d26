"""The model answers from our image and our weights, and can call nobody."""

import pytest
from aws_cdk import App, Environment, Stack
from aws_cdk.assertions import Match, Template
from aws_cdk.aws_iam import PolicyStatement, ServicePrincipal
from aws_cdk.aws_kms import Key

from blueprint.settings import Serving
from sovereign.model_endpoint import ModelEndpoint
from sovereign.security_group import ClosedGroup
from sovereign.service_role import ServiceRole
from tests.stacks.templates import Templates, statements, text

DIGEST = "sha256:" + "0" * 64


def endpoint(instance_type: str) -> Template:
    stack = Stack(App(), "endpoint", env=Environment(account="111122223333", region="eu-central-1"))
    spec = Serving(instance_type=instance_type, image_digest=DIGEST, model_prefix="base/1/")
    role = ServiceRole(
        stack, "Role", trusts=ServicePrincipal("sagemaker"), may=[PolicyStatement(actions=["logs:PutLogEvents"], resources=["*"])]
    )
    group = ClosedGroup(stack, "Group", vpc_id="vpc-1", description="none")
    ModelEndpoint(stack, "Serving", deployment="it", spec=spec, subnet_ids=["subnet-1"], group=group, role=role, key=Key(stack, "Key"))
    return Template.from_stack(stack)


def test_the_container_has_no_network(templates: Templates) -> None:
    model = templates.one("AWS::SageMaker::Model")
    assert model["EnableNetworkIsolation"] is True
    assert len(model["VpcConfig"]["Subnets"]) >= 2


def test_the_image_is_ours_and_pinned_by_digest(templates: Templates) -> None:
    image = text(templates.one("AWS::SageMaker::Model")["PrimaryContainer"]["Image"])
    here = templates.deployment
    assert image == f"{here['account']}.dkr.ecr.{here['region']}.<AWS::URLSuffix>/{here['name']}/serving@{DIGEST}"


def test_the_weights_come_uncompressed_from_our_models_bucket(templates: Templates) -> None:
    source = templates.one("AWS::SageMaker::Model")["PrimaryContainer"]["ModelDataSource"]["S3DataSource"]
    assert (source["S3DataType"], source["CompressionType"]) == ("S3Prefix", "None")
    assert source["S3Uri"].startswith(f"s3://{templates.deployment['name']}-models-{templates.deployment['account']}/")


def test_nothing_that_people_say_is_captured(templates: Templates) -> None:
    assert "DataCaptureConfig" not in templates.one("AWS::SageMaker::EndpointConfig")


@pytest.mark.parametrize(("kind", "key"), [("ml.g5.2xlarge", Match.absent()), ("ml.c7i.4xlarge", Match.any_value())])
def test_the_configuration_takes_our_key_where_the_disk_takes_one(kind: str, key: object) -> None:
    endpoint(kind).has_resource_properties("AWS::SageMaker::EndpointConfig", {"KmsKeyId": key})


def test_an_endpoint_reads_one_model_folder_and_writes_nothing(templates: Templates) -> None:
    found = [s for p in templates.properties("AWS::IAM::ManagedPolicy", "endpoint") for s in statements(p["PolicyDocument"])]
    (read,) = [text(s["Resource"]) for s in found if "s3:GetObject" in s["Action"]]
    weights = templates.one("AWS::SageMaker::Model")["PrimaryContainer"]["ModelDataSource"]["S3DataSource"]["S3Uri"]
    assert read.split(":::")[1] == weights.removeprefix("s3://") + "*"
    assert "s3:PutObject" not in {action for s in found for action in s["Action"]}


def test_images_keep_their_tags_are_scanned_and_lie_under_our_key(templates: Templates) -> None:
    repositories = templates.properties("AWS::ECR::Repository", "registry")
    assert {p["RepositoryName"].split("/")[1] for p in repositories} >= {"training", "serving"}
    for properties in repositories:
        assert properties["ImageTagMutability"] == "IMMUTABLE"
        assert properties["ImageScanningConfiguration"] == {"ScanOnPush": True}
        assert properties["EncryptionConfiguration"]["EncryptionType"] == "KMS"

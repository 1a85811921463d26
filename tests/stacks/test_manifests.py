"""What a synthesis leaves for the cluster: manifests beside the templates, whose every place a stack fills."""

import json

import pytest
import yaml

from assurance.manifests.fill import fill, places
from assurance.manifests.folder import read
from blueprint.facts.charts import charts
from tests.conftest import ALL_WAYS, DEFAULT


@pytest.fixture(scope="module")
def folder(synthesise):
    return synthesise(ALL_WAYS)


def template(folder, part):
    return json.loads((folder / f"{ALL_WAYS}-{part}.template.json").read_text())


def test_every_place_in_the_manifests_is_an_output_of_a_stack(folder):
    outputs = {name: f"{name}-1" for part in ("eks",) for name in template(folder, part).get("Outputs", {})}
    texts = read(folder)
    assert set(places(texts)) <= set(outputs)
    assert fill(texts, outputs)


def test_every_output_for_the_manifests_is_asked_for(folder):
    told = {name for name, output in template(folder, "eks")["Outputs"].items() if "for the manifests" in output.get("Description", "")}
    subnets = {name for name in told if name.startswith("NodesSubnet")}
    assert told - subnets == {name for name in places(read(folder)) if not name.startswith("NodesSubnet")}


def test_names_that_are_known_beforehand_are_those_of_the_stack(folder):
    (node_class,) = [each for each in yaml.safe_load_all(read(folder)["30-nodes.yaml"]) if each["kind"] == "EC2NodeClass"]
    resources = template(folder, "eks")["Resources"].values()
    profiles = [each["Properties"]["InstanceProfileName"] for each in resources if each["Type"] == "AWS::IAM::InstanceProfile"]
    queues = [each["Properties"]["QueueName"] for each in resources if each["Type"] == "AWS::SQS::Queue"]
    settings = yaml.safe_load(read(folder)["charts/karpenter.yaml"])["settings"]
    clusters = [each["Properties"]["Name"] for each in resources if each["Type"] == "AWS::EKS::Cluster"]
    assert node_class["spec"]["instanceProfile"] in profiles
    assert settings["interruptionQueue"] in queues
    assert [settings["clusterName"]] == clusters


def test_every_chart_and_its_images_have_a_repository(folder):
    resources = template(folder, "registry")["Resources"].values()
    names = {each["Properties"]["RepositoryName"] for each in resources if each["Type"] == "AWS::ECR::Repository"}
    wanted = {f"{ALL_WAYS}/charts/{name}" for name in charts()} | {f"{ALL_WAYS}/{path}" for row in charts().values() for path in row.images}
    assert wanted <= names


def test_a_deployment_without_a_cluster_has_no_manifests(synthesise):
    assert read(synthesise(DEFAULT)) == {}

"""Interface endpoints and AWS-owned buckets: what each workload needs, under the name that its partition gives it."""

import pytest
from pydantic import ValidationError

from assurance.evidence.actions import is_known
from blueprint.facts.buckets import aws_owned_buckets
from blueprint.facts.endpoints import InterfaceEndpoint, catalogue, interface_endpoints
from blueprint.facts.gateways import gateways
from blueprint.facts.table import UnknownFactError


def services(workloads, region="eu-central-1") -> set[str]:
    return {row.service for row in interface_endpoints(workloads, region)}


def test_nothing_is_opened_where_nobody_works() -> None:
    assert services([]) == set()


def test_a_node_that_trains_can_pull_images_and_be_reached_without_ssh() -> None:
    assert {"ecr.api", "ecr.dkr", "kms", "logs", "ssm", "ssmmessages", "fsx"} <= services(["training"])


def test_serving_opens_the_models_door_alone_for_sagemaker_does_the_rest_outside_the_network() -> None:
    assert services(["serving"]) == {"sagemaker.runtime"}


def test_an_endpoint_that_two_workloads_need_comes_once() -> None:
    rows = interface_endpoints(["training", "serving"], "eu-central-1")
    assert len(rows) == len({row.service for row in rows})


def test_every_row_says_why_and_for_whom() -> None:
    assert all(row.reason and row.workloads for row in catalogue().values())


def test_every_action_that_may_pass_is_one_that_aws_knows() -> None:
    unknown = [action for row in (*catalogue().values(), *gateways().values()) for action in row.actions if not is_known(action)]
    assert unknown == []


@pytest.mark.parametrize("actions", [["kms:*"], ["kms:Dec*"], ["*"], ["Decrypt"], []])
def test_a_row_names_its_actions_one_by_one(actions) -> None:
    fields = catalogue()["kms"].model_dump()
    with pytest.raises(ValidationError):
        InterfaceEndpoint.model_validate({**fields, "actions": actions})


def test_what_a_region_does_not_offer_is_left_out() -> None:
    assert "ec2messages" in services(["pipelines"], "eu-central-1")
    assert "ec2messages" not in services(["pipelines"], "eusc-de-east-1")


def test_a_misspelt_workload_is_refused() -> None:
    with pytest.raises(ValueError, match="no endpoint serves trainig; known workloads: accounting, base"):
        interface_endpoints(["trainig"], "eu-central-1")


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(UnknownFactError):
        interface_endpoints(["training"], "eu-central-9")
    with pytest.raises(UnknownFactError):
        aws_owned_buckets("eu-central-9")


@pytest.mark.parametrize(
    ("service", "region", "name"),
    [
        ("ecr.api", "eu-central-1", "com.amazonaws.eu-central-1.ecr.api"),
        ("ecr.api", "eusc-de-east-1", "eu.amazonaws.eusc-de-east-1.ecr.api"),
        ("kms", "eusc-de-east-1", "com.amazonaws.eusc-de-east-1.kms"),
        ("experiments", "eu-central-1", "aws.sagemaker.eu-central-1.experiments"),
    ],
)
def test_the_full_name_follows_the_partition(service, region, name) -> None:
    assert catalogue()[service].service_name(region) == name


def test_image_layers_can_be_read_in_every_partition() -> None:
    for region in ("eu-central-1", "us-gov-west-1", "eusc-de-east-1"):
        assert f"prod-{region}-starport-layer-bucket" in aws_owned_buckets(region)


def test_no_bucket_of_packages_or_weights_is_opened() -> None:
    assert not [name for name in aws_owned_buckets("eu-central-1") if any(word in name for word in ("repos", "jumpstart", "patch"))]


def test_a_bucket_whose_name_is_not_known_in_a_partition_is_left_out() -> None:
    assert aws_owned_buckets("eusc-de-east-1") == ("prod-eusc-de-east-1-starport-layer-bucket",)


def test_buckets_follow_the_workloads() -> None:
    assert aws_owned_buckets("eu-central-1", []) == ("cloudformation-waitcondition-eu-central-1",)

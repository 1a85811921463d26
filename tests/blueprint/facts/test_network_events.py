"""Endpoints whose refused calls CloudTrail can record."""

import pytest

from blueprint.facts.network_events import event_sources, watched_sources


@pytest.mark.parametrize(
    ("endpoint", "source"),
    [("kms", "kms"), ("sagemaker.runtime", "sagemaker"), ("bedrock-runtime", "bedrock"), ("s3", "s3")],
)
def test_an_endpoint_is_watched_under_its_event_source(endpoint, source) -> None:
    assert watched_sources([endpoint]) == (f"{source}.amazonaws.com",)


def test_two_endpoints_of_one_service_are_one_source() -> None:
    assert watched_sources(["sagemaker.api", "sagemaker.runtime"]) == ("sagemaker.amazonaws.com",)


@pytest.mark.parametrize("endpoint", ["logs", "sts", "ecr.api", "ssmmessages"])
def test_an_endpoint_that_the_guide_does_not_list_is_left_out(endpoint) -> None:
    assert watched_sources([endpoint]) == ()


def test_what_is_watched_is_what_cloudtrail_takes() -> None:
    assert set(watched_sources(["kms", "fsx", "ec2", "made-up"])) == {f"{name}.amazonaws.com" for name in ("kms", "fsx", "ec2")}
    assert "made-up.amazonaws.com" not in event_sources()

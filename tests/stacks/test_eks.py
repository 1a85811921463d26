"""The cluster's stack: a parts list, tagged, and no more than its deployment asks for."""

from pathlib import Path

import pytest
import yaml

from blueprint.facts.endpoints import interface_endpoints
from tests.conftest import ALL_WAYS, ROOT, Synthesise
from tests.stacks.templates import Templates

LONGEST_STACK = 80


@pytest.fixture(scope="session")
def all_ways(synthesise: Synthesise) -> Templates:
    return Templates(synthesise(ALL_WAYS))


def test_the_stack_is_a_parts_list() -> None:
    assert len((ROOT / "stacks" / "eks.py").read_text().splitlines()) <= LONGEST_STACK


def test_a_deployment_without_a_cluster_has_none(europe: Templates) -> None:
    assert "eks" not in europe.stacks


def test_nothing_in_it_runs_code_at_deployment(all_ways: Templates) -> None:
    kinds = {resource["Type"] for resource in all_ways.stacks["eks"]["Resources"].values()}
    assert not [kind for kind in kinds if kind.startswith(("Custom::", "AWS::Lambda::", "AWS::CloudFormation::"))]


def test_every_door_that_a_cluster_needs_is_there(all_ways: Templates) -> None:
    wanted = {row.service for row in interface_endpoints(["eks"], "eu-central-1")}
    assert {"ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "fsx", "kms", "logs", "sqs", "sts"} <= wanted
    named = {p["ServiceName"].partition("eu-central-1.")[2] for p in all_ways.properties("AWS::EC2::VPCEndpoint", "network")}
    assert wanted <= named


def test_the_name_of_the_api_is_answered_and_so_is_the_registry_of_add_ons(all_ways: Templates) -> None:
    names = {name for p in all_ways.properties("AWS::Route53Resolver::FirewallDomainList", "network") for name in p["Domains"]}
    assert {"*.eu-central-1.eks.amazonaws.com", "602401143452.dkr.ecr.eu-central-1.amazonaws.com"} <= names


def test_addons_are_pulled_through_the_endpoints_of_the_registry_and_through_no_other(all_ways: Templates) -> None:
    lets = {
        p["ServiceName"].rpartition("eu-central-1.")[2]
        for p in all_ways.properties("AWS::EC2::VPCEndpoint", "network")
        if any(each.get("Sid") == "AllowPullingAddons" for each in p["PolicyDocument"]["Statement"])
    }
    assert lets == {"ecr.api", "ecr.dkr"}


def test_the_bootstrap_lets_cloudformation_keep_a_cluster_only_where_one_is_declared(all_ways: Templates, europe: Templates) -> None:
    assert "eks:CreateCluster" in str(all_ways.bootstrap)
    assert "eks:CreateCluster" not in str(europe.bootstrap)


def test_the_boundary_lets_a_role_be_passed_to_ec2_alone(all_ways: Templates) -> None:
    (passing,) = [
        each
        for each in all_ways.bootstrap["Resources"]["Boundary"]["Properties"]["PolicyDocument"]["Statement"]
        if each["Action"] == ["iam:PassRole"]
    ]
    assert passing["Condition"] == {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}


def test_the_deployment_of_the_tests_has_every_part_of_a_cluster() -> None:
    content = yaml.safe_load(Path(ROOT / "tests" / "deployments" / f"{ALL_WAYS}.yaml").read_text())
    assert {"groups", "karpenter", "tenants", "addons"} <= set(content["eks"])

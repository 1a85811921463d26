"""The stack of a PCS cluster, in the example that has one."""

import json
from pathlib import Path
from typing import Any

import pytest

from blueprint.settings import load
from stacks.bootstrap import templates
from tests.conftest import ROOT, Synthesise
from tests.stacks.templates import Templates, statements, text


@pytest.fixture(scope="module")
def greece(synthesise: Synthesise) -> Templates:
    """The example with a PCS cluster."""
    return Templates(synthesise("example-gr"))


def of_the_role(templates: Templates) -> list[dict[str, Any]]:
    return [s for p in templates.properties("AWS::IAM::ManagedPolicy", "pcs") for s in statements(p["PolicyDocument"])]


def test_the_role_has_the_path_that_pcs_asks_for_and_the_boundary(greece: Templates) -> None:
    role = greece.one("AWS::IAM::Role", "pcs")
    assert role["Path"] == "/aws-pcs/"
    assert "policy/example-gr-boundary" in text(role["PermissionsBoundary"])
    assert "RoleName" not in role


def test_a_node_joins_this_cluster_and_no_other(greece: Templates) -> None:
    (resource,) = [text(s["Resource"]) for s in of_the_role(greece) if s["Action"] == ["pcs:RegisterComputeNodeGroupInstance"]]
    (cluster,) = greece.resources("AWS::PCS::Cluster")
    assert resource.endswith(f":cluster/<{cluster}.Id>")


def test_the_bootstrap_lets_cloudformation_make_roles_of_that_path(greece: Templates, synthesise: Synthesise) -> None:
    policy = greece.bootstrap["Resources"]["ExecuteRoles"]["Properties"]["PolicyDocument"]
    passing = {s["Sid"]: [text(resource) for resource in s["Resource"]] for s in policy["Statement"] if s["Sid"] == "PassRoles"}
    assert [resource.rpartition(":")[2] for resource in passing["PassRoles"]] == ["role/example-gr-*", "role/aws-pcs/example-gr-*"]
    assert "aws-pcs" not in json.dumps(Templates(synthesise("example-eu")).bootstrap)


def test_the_volumes_key_lets_pcs_start_nodes_only_where_there_is_a_cluster(greece: Templates, synthesise: Synthesise) -> None:
    def names(templates: Templates) -> set[str]:
        keys = templates.properties("AWS::KMS::Key", "keys")
        return {s["Sid"] for key in keys for s in key["KeyPolicy"]["Statement"] if "AWSServiceRoleForPCS" in json.dumps(s)}

    assert names(greece) == {"LetPcsOpenDisks", "LetPcsGrantDisks"}
    assert names(Templates(synthesise("example-eu"))) == set()


def test_the_endpoint_lets_nodes_register_and_nothing_else(greece: Templates) -> None:
    (endpoint,) = [p for p in greece.properties("AWS::EC2::VPCEndpoint") if text(p["ServiceName"]).endswith(".pcs")]
    (statement,) = statements(endpoint["PolicyDocument"])
    assert statement["Action"] == ["pcs:RegisterComputeNodeGroupInstance"]


def test_each_kind_of_log_reaches_a_group_of_our_own(greece: Templates) -> None:
    kinds = {source["LogType"] for source in greece.properties("AWS::Logs::DeliverySource")}
    assert kinds == {"PCS_SCHEDULER_LOGS", "PCS_JOBCOMP_LOGS", "PCS_SCHEDULER_AUDIT_LOGS"}
    groups = greece.resources("AWS::Logs::LogGroup", "pcs")
    for destination in greece.properties("AWS::Logs::DeliveryDestination"):
        group = groups[destination["DestinationResourceArn"]["Fn::GetAtt"][0]]
        assert "KmsKeyId" in group["Properties"]
    assert len(greece.properties("AWS::Logs::Delivery")) == len(kinds)


def test_the_stack_makes_nothing_that_runs_at_deploy_time(greece: Templates) -> None:
    kinds = {resource["Type"] for resource in greece.stacks["pcs"]["Resources"].values()}
    assert not {kind for kind in kinds if kind.startswith(("AWS::Lambda", "AWS::CloudFormation", "Custom::"))}


def test_an_operator_reads_what_slurm_was_told_and_what_was_left(greece: Templates) -> None:
    written = json.loads((greece.folder / "slurm-pcs.json").read_text())
    assert written["cluster"]["SrunPortRange"] == "60001-63000"
    assert {"train", "prepare"} == set(written["queues"]) == set(written["node_groups"])
    assert all(left["reason"] for left in written["left"])
    assert (greece.folder / "slurm-accounts.sh").read_text().startswith("#!/bin/sh")


def test_a_deployment_without_a_cluster_has_no_such_file(synthesise: Synthesise) -> None:
    assert list(Path(synthesise("example-eu")).glob("slurm-*")) == []


def test_the_rights_of_a_cluster_move_no_other_right_to_another_template() -> None:
    """IAM refuses a policy in one stack while one of its name stands in another."""
    with_it = load(ROOT / "tests" / "deployments" / "all-ways.yaml")
    without = with_it.model_copy(update={"training": with_it.training.model_copy(update={"pcs": None})})
    there, before = (
        {name: set(template["Resources"]) for name, template in templates(deployment).items() if name.startswith("rights")}
        for deployment in (with_it, without)
    )
    assert {name: there[name] for name in before} == before
    assert [resources for name, resources in there.items() if name not in before] == [{"ExecutePcs"}]

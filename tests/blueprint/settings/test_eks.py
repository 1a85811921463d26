"""The deployment file's `eks` part where it is right; eks_breaks.py holds each way in which it can be wrong."""

import pytest
import yaml

from blueprint.facts.kubernetes import addons, versions
from blueprint.settings import Deployment
from blueprint.settings.draft import Draft
from blueprint.settings.eks import PRIORITIES
from blueprint.settings.rules import eks as rules
from tests.blueprint.settings.eks_breaks import eks, pools, tenant


@pytest.fixture(scope="module")
def right(change) -> Deployment:
    return Deployment.model_validate(yaml.safe_load(yaml.safe_dump(change(eks()))))


def test_a_cluster_with_a_group_a_pool_and_tenants_is_right(problems_of) -> None:
    assert problems_of(eks()) == ()


def test_a_cluster_needs_only_images_and_somebody_who_may(problems_of, change) -> None:
    least = {key: eks()["eks"][key] for key in ("images", "administrators")}
    assert problems_of({"eks": least}) == ()


def test_a_reserved_pool_says_what_it_takes_from(problems_of) -> None:
    assert problems_of(pools(capacity="reserved", reservations=["cr-0123456789abcdef0"])) == ()


def test_training_needs_no_part_of_its_own_where_the_cluster_trains(problems_of, gone) -> None:
    assert problems_of({"training": gone, **eks()}) == ()


def test_a_file_system_with_efa_has_its_clients_in_the_cluster(problems_of, gone) -> None:
    assert problems_of({"training": gone, **eks(), "lake.lustre.efa": True, "lake.lustre.capacity_gib": 19200}) == ()


def test_slurm_does_not_run_on_the_cluster(problems_of) -> None:
    slurm = {"partitions": [{"name": "q", "job_type": "pretraining", "groups": ["other"], "longest_hours": 1, "is_default": True}]}
    other = eks(groups=[{"name": "other", "instance_type": "p4d.24xlarge", "nodes": 2}])
    (problem,) = problems_of({**other, "training.slurm": slurm})
    assert problem.field == "training.slurm"


def test_a_network_behind_a_line_is_not_hidden_by_services(problems_of) -> None:
    vpn = {"ways_in.vpn": {"address": "198.51.100.7", "asn": 65010, "cidrs": ["172.20.4.0/24"]}}
    (problem,) = problems_of({**eks(), **vpn})
    assert problem.field == "eks.service_cidr"
    assert "apart from ways_in.vpn.cidrs[0]" in problem.allowed


def test_one_zone_holds_no_control_plane() -> None:
    draft = Draft({"eks": {}, "network": {"zones": ["eu-central-1a"]}})
    assert [problem.field for problem in rules.control_plane_has_zones(draft)] == ["eks"]


def test_a_region_without_eks_would_be_refused() -> None:
    from blueprint.settings.rules.region import ASKED_BY  # noqa: PLC0415 - one fact

    assert ASKED_BY["eks"] == ("eks",)


def test_values_of_a_chart_stay_as_they_are(right) -> None:
    assert right.eks is not None
    assert right.eks.charts[1].values == {"controllerManager": {"replicas": 3, "tolerations": [{"key": "a"}, None]}}


def test_serving_goes_before_training_and_training_before_curation() -> None:
    ranks = {rank.purpose: rank.value for rank in PRIORITIES if rank.purpose}
    assert ranks["inference"] > ranks["training"] > ranks["curation"]


def test_the_cluster_counts_as_a_workload_of_the_network(right) -> None:
    assert "eks" in right.workloads


def test_each_add_on_has_a_version_for_each_kubernetes() -> None:
    assert {name: set(row.versions) for name, row in addons().items()} == {name: set(versions()) for name in addons()}


def test_the_proxy_has_the_version_of_kubernetes_itself() -> None:
    assert all(version.startswith(f"v{kubernetes}.") for kubernetes, version in addons()["kube-proxy"].versions.items())


def test_a_tenant_is_promised_what_is_there(problems_of) -> None:
    assert problems_of(eks(tenants=[tenant(gpus=32)])) == ()

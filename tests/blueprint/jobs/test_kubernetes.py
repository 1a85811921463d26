"""A job as Kubernetes objects: each holds against its own schema, and each says the same of the job."""

from typing import Any

import pytest
import yaml

from blueprint.facts.instances import instance
from blueprint.jobs import render
from blueprint.jobs.check import check
from blueprint.jobs.kubernetes.pod import USER
from blueprint.jobs.load import JobError
from blueprint.settings import load
from tests.blueprint.jobs.conftest import NOON, REPOSITORY
from tests.blueprint.jobs.crds import misfits, pod_misfits

PLATFORMS = ("hyperpod-eks", "eks-jobset", "eks-pytorchjob")
RUN_POLICY = {
    "activeDeadlineSeconds", "cleanPodPolicy", "faultDeadlineSeconds", "jobMaxRetryCount", "logMonitoringConfiguration", "restartPolicy",
    "startupDeadlineSeconds", "suspend", "ttlSecondsAfterFinished",
}  # fmt: skip
"""Fields of HyperPod's run policy (aws/sagemaker-hyperpod-cli, hyperpod_pytorch_job_unified_config.py, read 2026-11-24)."""


def manifest(checked) -> dict[str, Any]:
    return yaml.safe_load(render(checked))


def template(manifest: dict[str, Any]) -> dict[str, Any]:
    spec = manifest["spec"]
    if manifest["kind"] == "JobSet":
        return spec["replicatedJobs"][0]["template"]["spec"]["template"]
    if manifest["kind"] == "PyTorchJob":
        return spec["pytorchReplicaSpecs"]["Worker"]["template"]
    return spec["replicaSpecs"][0]["template"]


def container(manifest: dict[str, Any]) -> dict[str, Any]:
    return template(manifest)["spec"]["containers"][0]


FULL = {
    "priority": "urgent",
    "account": "language",
    "environment": {"NCCL_DEBUG": "WARN"},
    "mounts": [{"folder": "models/base", "at": "/base"}],
}


@pytest.mark.parametrize("platform", PLATFORMS[1:])
def test_the_object_holds_against_its_schema(on, platform) -> None:
    assert misfits(manifest(on(platform, **FULL))) == []


def test_a_wrong_object_does_not(on) -> None:
    broken = manifest(on("eks-jobset"))
    broken["spec"]["failurePolicy"]["maxRestart"] = 3
    assert any("maxRestart" in misfit for misfit in misfits(broken))


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_pod_holds_against_kubernetes_own_schema(on, platform) -> None:
    assert pod_misfits(template(manifest(on(platform, **FULL)))) == []


def test_a_wrong_pod_does_not(on) -> None:
    broken = template(manifest(on("eks-jobset")))
    broken["spec"]["tolerations"][0]["operater"] = "Exists"
    assert pod_misfits(broken)


def test_hyperpods_object_has_the_fields_that_its_operator_knows(on) -> None:
    spec = manifest(on("hyperpod-eks"))["spec"]
    assert set(spec) == {"nprocPerNode", "replicaSpecs", "runPolicy"}
    assert isinstance(spec["nprocPerNode"], str)
    assert set(spec["runPolicy"]) <= RUN_POLICY
    assert set(spec["replicaSpecs"][0]) <= {"name", "replicas", "spares", "template"}


def test_hyperpod_starts_processes_with_its_own_launcher_and_on_healthy_nodes(on) -> None:
    made = manifest(on("hyperpod-eks"))
    assert "hyperpodrun" in container(made)["command"]
    assert template(made)["spec"]["nodeSelector"]["sagemaker.amazonaws.com/node-health-status"] == "Schedulable"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_it_waits_in_its_namespaces_queue_with_its_priority(on, platform) -> None:
    made = manifest(on(platform, **FULL))
    told = made["metadata"]["namespace"], made["metadata"]["labels"]["kueue.x-k8s.io/queue-name"]
    rank = made["metadata"]["labels"]["kueue.x-k8s.io/priority-class"], template(made)["spec"].get("priorityClassName")
    if platform == "hyperpod-eks":
        assert told == ("hyperpod-ns-train", "hyperpod-ns-train-localqueue"), "as task governance names them"
        assert rank == ("urgent-priority", None)
    else:
        assert told == ("train", "queue")
        assert rank == ("urgent", "urgent")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_pod_takes_the_nodes_gpus_and_all_its_efa(on, platform) -> None:
    limits = container(manifest(on(platform)))["resources"]["limits"]
    assert (limits["nvidia.com/gpu"], limits["vpc.amazonaws.com/efa"]) == (8, instance("p5.48xlarge").efa_interfaces)


def test_a_job_of_one_node_needs_no_efa(on) -> None:
    assert "vpc.amazonaws.com/efa" not in container(manifest(on("eks-jobset", nodes=1)))["resources"]["limits"]


def test_a_job_without_gpus_asks_for_none_and_tolerates_no_gpu_node(on) -> None:
    made = manifest(on("eks-jobset", gpus_per_node=0))
    assert "nvidia.com/gpu" not in container(made)["resources"]["limits"]
    assert template(made)["spec"]["tolerations"] == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_image_comes_from_our_registry_by_digest(on, platform) -> None:
    assert container(manifest(on(platform)))["image"] == (
        f"111122223333.dkr.ecr.eu-central-1.amazonaws.com/example-eu/training@sha256:{'ab' * 32}"
    )


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_pod_has_no_root_no_token_and_nothing_of_the_lake_but_its_own(on, platform) -> None:
    made = manifest(on(platform, **FULL))
    spec, only = template(made)["spec"], container(made)
    assert (spec["securityContext"]["runAsNonRoot"], spec["automountServiceAccountToken"]) == (True, False)
    assert only["securityContext"] == {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
    lake = {
        mount["mountPath"]: (mount["subPath"], mount.get("readOnly", False)) for mount in only["volumeMounts"] if mount["name"] == "lake"
    }
    assert lake == {
        "/lake/curated/2026-11": ("curated/2026-11", True),
        "/base": ("models/base", True),
        "/lake/checkpoints/pretrain": ("checkpoints/pretrain", False),
    }


def test_the_pods_user_is_the_images() -> None:
    assert f"USER {USER}:{USER}\n" in (REPOSITORY / "containers/training/Dockerfile").read_text()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_training_is_started_as_on_slurm(on, platform) -> None:
    script, command = render(on("pcs")), container(manifest(on(platform)))["command"]
    told = " ".join(command)
    assert told[told.index("-m containers.training") :] in script


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_job_that_shall_not_come_back_is_not_started_again(on, platform) -> None:
    made = manifest(on(platform, requeue=False))["spec"]
    restarts = {
        "JobSet": lambda: made["failurePolicy"]["maxRestarts"],
        "PyTorchJob": lambda: made["runPolicy"]["backoffLimit"],
        "HyperPodPyTorchJob": lambda: made["runPolicy"]["jobMaxRetryCount"],
    }
    assert restarts[manifest(on(platform))["kind"]]() == 0


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_wall_time_ends_it_there_too(on, platform) -> None:
    assert "activeDeadlineSeconds: 86400" in render(on(platform))


WAYS = REPOSITORY / "tests/deployments/all-ways.yaml"


@pytest.mark.parametrize("platform", PLATFORMS[1:])
def test_a_job_finds_its_nodes_and_its_namespace_in_a_cluster(job, platform) -> None:
    checked = check(job(queue="ministry"), load(WAYS), platform)
    assert (checked.place.name, checked.place.instance_type) == ("gpu", "p4d.24xlarge")
    assert template(manifest(checked))["spec"]["nodeSelector"] == {
        "node.kubernetes.io/instance-type": "p4d.24xlarge",
        "purpose": "training",
    }


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"queue": "train"}, "queue", "a namespace of eks.tenants: ministry, answers, corpus"),
        ({"queue": "answers"}, "queue", "a namespace for training: answers is for inference"),
        ({"priority": "urgent"}, "priority", "a class of eks.priorities: inference, training-urgent"),
        ({"nodes": 3}, "nodes", "at most 2: the group gpu has no more"),
        ({"group": "serve"}, "group", "a group of the queue ministry: gpu"),
        ({"queue": "corpus", "job_type": "curation"}, "job_type", "none is for curation"),
    ],
)
def test_what_the_cluster_would_refuse_or_leave_waiting_is_refused_here(job, changes, field, says) -> None:
    with pytest.raises(JobError) as told:
        check(job(**({"queue": "ministry"} | changes)), load(WAYS), "eks-jobset")
    assert says in {problem.field: problem.allowed for problem in told.value.problems}[field]


def test_what_kubernetes_does_not_know_is_noted(job) -> None:
    squash = {"repository": "training", "digest": "sha256:" + "ab" * 32, "squash": True}
    notes = check(job(queue="ministry", nice=3, image=squash), load(WAYS), "eks-jobset").notes
    assert [note.split(":")[0] for note in notes] == ["nice", "image.squash"]


def test_a_deployment_without_a_cluster_is_none_for_kubernetes(deployment, job) -> None:
    with pytest.raises(JobError, match="it has no nodes in eks"):
        check(job(), deployment, "eks-jobset", clock=lambda: NOON)

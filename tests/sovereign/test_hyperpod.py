"""A HyperPod cluster: under our keys, in our network, with a role that may do what its nodes do and no more."""

from typing import Any

import pytest
from aws_cdk import App, Environment
from aws_cdk.assertions import Template
from aws_cdk.aws_kms import Key

from blueprint.settings import HyperPod, Slurm
from sovereign.efa_security_group import EfaSecurityGroup
from sovereign.hyperpod_cluster import HyperPodCluster, Place, Start
from sovereign.hyperpod_orchestration import Orchestration, UnderKubernetes, UnderSlurm
from sovereign.names import qualifier
from sovereign.publishing_stack import PublishingStack
from sovereign.script_folder import ScriptFolder
from tests.stacks.templates import Templates, statements, text

GROUPS = (
    {"name": "controller", "role": "controller", "instance_type": "ml.m7i.4xlarge", "nodes": 1},
    {"name": "large", "instance_type": "ml.p5.48xlarge", "nodes": 4},
)
EKS = "arn:aws:eks:eu-central-1:111122223333:cluster/example-eks"
PLAN = "arn:aws:sagemaker:eu-central-1:111122223333:training-plan/large"


def made(spec: HyperPod, under: Orchestration) -> dict[str, Any]:
    """The cluster's properties."""
    here = Environment(account="111122223333", region="eu-central-1")
    stack = PublishingStack(App(), "cluster", env=here, qualifier=qualifier("example"))
    place = Place("subnet-1", EfaSecurityGroup(stack, "Group", vpc_id="vpc-1"), Key(stack, "Key"))
    scripts = ScriptFolder(stack, "Scripts", deployment="example", files={"on_create.sh": "#!/bin/bash\n"})
    start = Start(scripts, "on_create.sh", dict.fromkeys(("controller", "login", "compute"), "arn:aws:iam::111122223333:role/node"))
    HyperPodCluster(stack, "HyperPod", deployment="example", spec=spec, place=place, start=start, under=under)
    (found,) = Template.from_stack(stack).find_resources("AWS::SageMaker::Cluster").values()
    return found["Properties"]  # type: ignore[no-any-return]


def cluster(**changes: object) -> dict[str, Any]:
    """Under Slurm; `large` changes the group that computes."""
    large = changes.pop("large", {})
    groups = (GROUPS[0], {**GROUPS[1], **large})  # type: ignore[dict-item]
    spec = HyperPod.model_validate({"image_release": "1.2.3", "groups": groups, **changes})
    queue = {"name": "pretraining", "job_type": "pretraining", "groups": ("large",), "longest_hours": 48, "is_default": True}
    lake = ("fs-0123456789abcdef0.fsx.eu-central-1.amazonaws.com", "abcdefgh", "/lake")
    return made(spec, UnderSlurm(spec, Slurm.model_validate({"partitions": (queue,)}), lake))


def on_eks(role: str | None = None, **changes: object) -> dict[str, Any]:
    """Nodes of a Kubernetes cluster."""
    group = {**GROUPS[1], "labels": ("team=language",), "taints": ("nvidia.com/gpu=true:NoSchedule",)}
    spec = HyperPod.model_validate({"orchestrator": "eks", "image_release": "1.2.3", "groups": (group,), **changes})
    return made(spec, UnderKubernetes(spec, EKS, role))


def disks(group: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry["EbsVolumeConfig"] for entry in group["InstanceStorageConfigs"] if "EbsVolumeConfig" in entry]


def test_both_disks_of_every_node_lie_under_our_key(europe: Templates) -> None:
    for group in europe.one("AWS::SageMaker::Cluster")["InstanceGroups"]:
        root, data = disks(group)
        assert (root["RootVolume"], "VolumeSizeInGB" in root) == (True, False)
        assert (data["RootVolume"], data["VolumeSizeInGB"]) == (False, 500)
        assert root["VolumeKmsKeyId"] == data["VolumeKmsKeyId"]
        assert "KeysVolumes" in text(root["VolumeKmsKeyId"])


def test_without_continuous_provisioning_there_is_no_second_disk_to_lie_under_another_key() -> None:
    made = cluster(provisioning="all_at_once", slurm_strategy="merge")
    assert [disks(group) for group in made["InstanceGroups"]] == [[], []]
    assert "NodeProvisioningMode" not in made
    assert made["Orchestrator"] == {"Slurm": {"SlurmConfigStrategy": "Merge"}}


def test_slurm_knows_the_groups_by_their_names_and_each_in_its_partition() -> None:
    groups = {group["InstanceGroupName"]: group["SlurmConfig"] for group in cluster()["InstanceGroups"]}
    assert groups == {"controller": {"NodeType": "Controller"}, "large": {"NodeType": "Compute", "PartitionNames": ["pretraining"]}}


def test_a_group_is_as_the_file_says() -> None:
    wanted = {"training_plan": PLAN, "deep_health_checks": ("InstanceStress",), "threads_per_core": 1, "minimum_nodes": 2}
    large = cluster(large=wanted)["InstanceGroups"][1]
    assert {name: large[name] for name in ("TrainingPlanArn", "OnStartDeepHealthChecks", "ThreadsPerCore", "MinInstanceCount")} == {
        "TrainingPlanArn": PLAN,
        "OnStartDeepHealthChecks": ["InstanceStress"],
        "ThreadsPerCore": 1,
        "MinInstanceCount": 2,
    }


def test_every_node_has_the_pinned_image_and_the_lake() -> None:
    for group in cluster()["InstanceGroups"]:
        assert group["ImageReleaseVersion"] == "1.2.3"
        assert group["InstanceStorageConfigs"][-1]["FsxLustreConfig"]["MountPath"] == "/lake"


def test_nodes_of_kubernetes_join_its_cluster_with_labels_and_taints_and_mount_nothing() -> None:
    made = on_eks()
    (group,) = made["InstanceGroups"]
    assert made["Orchestrator"] == {"Eks": {"ClusterArn": EKS}}
    assert group["KubernetesConfig"] == {
        "Labels": {"team": "language"},
        "Taints": [{"Key": "nvidia.com/gpu", "Value": "true", "Effect": "NoSchedule"}],
    }
    assert ("SlurmConfig" in group, [*group["InstanceStorageConfigs"][-1]]) == (False, ["EbsVolumeConfig"])


def test_scaling_has_a_role_and_checkpoints_a_tier_in_memory_where_they_are_asked_for() -> None:
    asked = on_eks(role="arn:aws:iam::111122223333:role/scaling", tiered_checkpoints_percent=20)
    assert asked["AutoScaling"] == {"Mode": "Enable", "AutoScalerType": "Karpenter"}
    assert asked["TieredStorageConfig"] == {"Mode": "Enable", "InstanceMemoryAllocationPercentage": 20}
    assert not {"AutoScaling", "ClusterRole", "TieredStorageConfig"} & set(on_eks())


def test_patching_changes_some_nodes_at_a_time_and_back_again() -> None:
    patching = {"schedule": "cron(0 3 ? * 1#1 *)", "nodes_at_a_time_percent": 10, "wait_s": 60, "stop_alarms": ("nodes-lost",)}
    (update, _) = [group["ScheduledUpdateConfig"] for group in cluster(patching=patching)["InstanceGroups"]]
    batch = {"Type": "CAPACITY_PERCENTAGE", "Value": 10}
    assert update == {
        "ScheduleExpression": "cron(0 3 ? * 1#1 *)",
        "DeploymentConfig": {
            "RollingUpdatePolicy": {"MaximumBatchSize": batch, "RollbackMaximumBatchSize": batch},
            "WaitIntervalInSeconds": 60,
            "AutoRollbackConfiguration": [{"AlarmName": "nodes-lost"}],
        },
    }


def allowed(templates: Templates) -> list[dict[str, Any]]:
    (policy,) = templates.properties("AWS::IAM::ManagedPolicy", "hyperpod")
    return list(statements(policy["PolicyDocument"]))


def test_the_role_reads_its_own_scripts_and_no_others(europe: Templates) -> None:
    source = europe.one("AWS::SageMaker::Cluster")["InstanceGroups"][0]["LifeCycleConfig"]["SourceS3Uri"]
    scripts = [text(s["Resource"]) for s in allowed(europe) if s["Action"] == ["s3:GetObject"] and "-assets-" in text(s["Resource"])]
    assert scripts == [f"arn:<AWS::Partition>:s3:::{text(source).removeprefix('s3://')}/*"]


def test_the_role_writes_the_logs_of_this_cluster_alone(europe: Templates) -> None:
    (logs,) = [text(s["Resource"]) for s in allowed(europe) if "logs:PutLogEvents" in s["Action"]]
    assert logs.endswith(":log-group:/aws/sagemaker/Clusters/example-eu-hyperpod/*:*")


def test_grants_are_sagemakers_own_and_for_the_disks_key_alone(europe: Templates) -> None:
    (grants,) = [s for s in allowed(europe) if "kms:CreateGrant" in s["Action"]]
    assert "KeysVolumes" in text(grants["Resource"])
    assert grants["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}
    assert all(service.startswith("sagemaker.") for service in grants["Condition"]["StringEquals"]["kms:ViaService"])


def test_no_managed_policy_of_awss_is_attached(europe: Templates) -> None:
    (role,) = europe.properties("AWS::IAM::Role", "hyperpod")
    assert all("Ref" in policy for policy in role["ManagedPolicyArns"])


def test_the_logs_key_opens_for_the_clusters_group(europe: Templates) -> None:
    keys = europe.properties("AWS::KMS::Key", "keys")
    assert any("/aws/sagemaker/Clusters/example-eu-hyperpod/*" in text(key["KeyPolicy"]["Statement"]) for key in keys)


@pytest.mark.parametrize("name", ["monitoring", "ssmmessages", "logs", "kms"])
def test_its_nodes_find_the_endpoints_that_they_call(europe: Templates, name) -> None:
    services = [text(endpoint["ServiceName"]) for endpoint in europe.properties("AWS::EC2::VPCEndpoint")]
    assert any(service.endswith(f".{name}") for service in services)

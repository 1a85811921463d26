"""The simulated HyperPod: it makes what SageMaker would make, and refuses the rest."""

import pytest

from assurance.rehearsal.aws import Aws
from tests.assurance.rehearsal import resources as of
from tests.assurance.rehearsal.updating import Lived

SCRIPTS = "example-scripts"
TRUST = of.policy({"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"})


def may(*statements: tuple[list[str], str]) -> of.Resource:
    """A role of SageMaker's with these rights."""
    document = of.policy(*({"Effect": "Allow", "Action": actions, "Resource": resource} for actions, resource in statements))
    return of.resource("IAM::Role", AssumeRolePolicyDocument=TRUST, Policies=[{"PolicyName": "own", "PolicyDocument": document}])


READS = (["s3:GetObject"], f"arn:aws:s3:::{SCRIPTS}/v1/*")
LISTS = (["s3:ListBucket"], f"arn:aws:s3:::{SCRIPTS}")
GRANTS = (["kms:CreateGrant"], "*")
ROLE = may(READS, LISTS, GRANTS)
EKS = "arn:aws:eks:eu-central-1:111122223333:cluster/nowhere"
PLAN = "arn:aws:sagemaker:eu-north-1:111122223333:training-plan/large"
DISKS = [
    {"EbsVolumeConfig": {"RootVolume": True, "VolumeKmsKeyId": of.att("Key")}},
    {"EbsVolumeConfig": {"RootVolume": False, "VolumeSizeInGB": 500, "VolumeKmsKeyId": of.att("Key")}},
]


def group(name: str, kind: str = "Compute", **changes: object) -> of.Resource:
    """Two nodes of a type that Frankfurt sells."""
    right = {
        "InstanceGroupName": name,
        "InstanceType": "ml.p5.48xlarge",
        "InstanceCount": 2,
        "ExecutionRole": of.att("Role"),
        "LifeCycleConfig": {"SourceS3Uri": f"s3://{SCRIPTS}/v1", "OnCreate": "on_create.sh"},
        "SlurmConfig": {"NodeType": kind},
        "InstanceStorageConfigs": DISKS,
    }
    return {**right, **changes}


CONTROLLER = group("controller", "Controller", InstanceType="ml.m7i.4xlarge", InstanceCount=1)


def stack(role: of.Resource = ROLE, groups: list[of.Resource] | None = None, **changes: object) -> dict[str, of.Resource]:
    """A cluster of a controller and two nodes, with all that it stands on."""
    right = {
        "VpcConfig": {"Subnets": [of.ref("Subnet")], "SecurityGroupIds": [of.att("Group", "GroupId")]},
        "InstanceGroups": [CONTROLLER, *(groups or [group("large")])],
        "NodeProvisioningMode": "Continuous",
        "NodeRecovery": "Automatic",
        "Orchestrator": {"Slurm": {}},
        "Tags": [{"Key": "owner", "Value": "x"}],
    }
    return {**of.NETWORK, "Key": of.KEY, "Role": role, "Cluster": of.resource("SageMaker::Cluster", **{**right, **changes})}


@pytest.fixture
def scripts(aws: Aws) -> Aws:
    """The account with the lifecycle scripts in a bucket."""
    aws.s3.create_bucket(Bucket=SCRIPTS, CreateBucketConfiguration={"LocationConstraint": aws.region})
    aws.s3.put_object(Bucket=SCRIPTS, Key="v1/on_create.sh", Body=b"#!/bin/bash\n")
    return aws


def test_a_cluster_is_read_back_with_its_nodes_and_goes_with_its_stack(scripts: Aws) -> None:
    life = Lived(scripts, "hyperpod")
    assert life.create(stack()) == "CREATE_COMPLETE"
    arn = life.ids["Cluster"]
    nodes = scripts.sagemaker.list_cluster_nodes(ClusterName=arn)["ClusterNodeSummaries"]
    assert [node["InstanceGroupName"] for node in nodes] == ["controller", "large", "large"]
    assert life.problems() == []
    life.delete()
    assert scripts.sagemaker.list_clusters()["ClusterSummaries"] == []


def test_a_group_grows_in_place_and_another_comes_and_goes(scripts: Aws) -> None:
    life = Lived(scripts, "hyperpod")
    life.create(stack())
    first = life.ids["Cluster"]
    assert life.update(stack(groups=[group("large", InstanceCount=3), group("small")])) == "UPDATE_COMPLETE"
    assert (life.ids["Cluster"], life.problems()) == (first, [])
    assert life.update(stack(groups=[group("large", InstanceCount=3)])) == "UPDATE_COMPLETE"
    found = scripts.sagemaker.describe_cluster(ClusterName=first)["InstanceGroups"]
    assert [(each["InstanceGroupName"], each["CurrentCount"]) for each in found] == [("controller", 1), ("large", 3)]


def test_a_group_of_another_type_is_another_group(scripts: Aws) -> None:
    life = Lived(scripts, "hyperpod")
    life.create(stack())
    assert life.update(stack(groups=[group("large", InstanceType="ml.p4d.24xlarge")])) == "UPDATE_ROLLBACK_COMPLETE"
    assert any("InstanceType cannot be changed" in reason for _, _, reason in life.events())


OTHER_TRUST = of.resource(
    "IAM::Role", AssumeRolePolicyDocument=of.policy({**TRUST["Statement"][0], "Principal": {"Service": "ec2.amazonaws.com"}})
)  # type: ignore[index]
REFUSED = {
    "a missing script": (
        stack(groups=[group("large", LifeCycleConfig={"SourceS3Uri": f"s3://{SCRIPTS}/v2", "OnCreate": "on_create.sh"})]),
        "v2/on_create.sh",
    ),
    "two entries": (
        stack(groups=[group("large", LifeCycleConfig={"SourceS3Uri": f"s3://{SCRIPTS}/v1", "OnCreate": "a.sh", "OnInitComplete": "b.sh"})]),
        "one of OnCreate and OnInitComplete",
    ),
    "a role that may not read it": (stack(may(LISTS, GRANTS)), "may not s3:GetObject"),
    "a role that reads the bucket's name alone": (
        stack(may((["s3:GetObject"], f"arn:aws:s3:::{SCRIPTS}"), LISTS, GRANTS)),
        "may not s3:GetObject",
    ),
    "a role that may not list": (stack(may(READS, GRANTS)), "may not s3:ListBucket"),
    "a role of another service": (stack(OTHER_TRUST), "does not trust sagemaker.amazonaws.com"),
    "a role that makes no grants": (stack(may(READS, LISTS)), "may not create grants"),
    "modes that exclude each other": (
        stack(Orchestrator={"Slurm": {"SlurmConfigStrategy": "Merge"}}),
        "not with NodeProvisioningMode Continuous",
    ),
    "keys without continuous provisioning": (
        {
            **stack(),
            "Cluster": of.resource(
                "SageMaker::Cluster", **{k: v for k, v in stack()["Cluster"]["Properties"].items() if k != "NodeProvisioningMode"}
            ),
        },  # type: ignore[attr-defined]
        "with NodeProvisioningMode Continuous only",
    ),
    "a subnet that is none": (stack(VpcConfig={"Subnets": ["subnet-0"], "SecurityGroupIds": [of.att("Group", "GroupId")]}), "subnet"),
    "a root volume with a size": (
        stack(
            groups=[
                group(
                    "large",
                    InstanceStorageConfigs=[
                        {"EbsVolumeConfig": {"RootVolume": True, "VolumeSizeInGB": 9, "VolumeKmsKeyId": of.att("Key")}}
                    ],
                )
            ]
        ),
        "takes a key and no size",
    ),
    "a file system that is none": (
        stack(
            groups=[
                group(
                    "large",
                    InstanceStorageConfigs=[
                        {"FsxLustreConfig": {"DnsName": "fs-0123456789abcdef0.fsx.eu-central-1.amazonaws.com", "MountName": "abc"}}
                    ],
                )
            ]
        ),
        "there is no file system",
    ),
    "a training plan elsewhere": (stack(groups=[group("large", TrainingPlanArn=PLAN)]), "of another region"),
    "a type not sold here": (stack(groups=[group("large", InstanceType="ml.p5en.48xlarge")]), "does not sell"),
    "a Kubernetes cluster that is none": (stack(Orchestrator={"Eks": {"ClusterArn": EKS}}), "Orchestrator: Eks"),
    "both orchestrators": (stack(Orchestrator={"Slurm": {}, "Eks": {"ClusterArn": EKS}}), "exactly one of Eks and Slurm"),
    "scaling under Slurm": (stack(AutoScaling={"Mode": "Enable"}), "with Eks only"),
    "two controllers": (stack(groups=[group("second", "Controller")]), "exactly one group of NodeType Controller"),
    "two groups of one name": (stack(groups=[group("large"), group("large")]), "a name of its own"),
    "more at the least than there are": (stack(groups=[group("large", MinInstanceCount=3)]), "more than InstanceCount"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_sagemaker_refuses_is_refused(scripts: Aws, name: str) -> None:
    resources, says = REFUSED[name]
    life = Lived(scripts, "hyperpod")
    assert life.create(resources) == "ROLLBACK_COMPLETE"
    assert any(says in reason for logical, _, reason in life.events("CREATE_FAILED") if logical == "Cluster"), life.events("CREATE_FAILED")

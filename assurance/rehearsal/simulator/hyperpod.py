"""HyperPod clusters: whole, and refusing what SageMaker refuses, where moto takes any name for a cluster.

Sources: CreateCluster and UpdateCluster (SageMaker API reference; botocore 1.44.5); SageMaker guide, Continuous provisioning with Slurm,
Customer managed KMS key encryption, Customize SageMaker HyperPod clusters using lifecycle scripts.
"""

import time
import uuid
from collections.abc import Iterator

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.simulator.hyperpod_groups import check_groups, check_network, trusted_by
from assurance.rehearsal.simulator.records import Operation, Parameters, Record, Records, operation
from assurance.rehearsal.types.hyperpod import DETAILS
from assurance.rehearsal.values import Json
from blueprint.facts.partitions import service_principal

KIND = "Cluster"
SCALING = service_principal("hyperpod.sagemaker")


def create_cluster(aws: Aws, backend: Json, given: Parameters) -> Record:
    """A cluster whose network, roles, scripts, keys and file system are there."""
    known, name = Records.of(backend, KIND), given["ClusterName"]
    if any(cluster["ClusterName"] == name for cluster in known.values()):
        raise Refused(f"Resource Already Exists: {name}")
    check_modes(given)
    check_kubernetes(aws, given)
    check_network(aws, given.get("VpcConfig"))
    check_groups(aws, given)
    identity = uuid.uuid4().hex[:12]
    arn = aws.arn("sagemaker", f"cluster/{identity}")
    known[identity] = {**given, "ClusterArn": arn, "ClusterStatus": "InService", "CreationTime": time.time()}
    return {"ClusterArn": arn}


def check_modes(given: Parameters) -> None:
    """What excludes each other."""
    orchestrator = given.get("Orchestrator", {"Slurm": {}})
    if len(orchestrator) != 1:
        raise Refused("Orchestrator: exactly one of Eks and Slurm")
    continuous, slurm = given.get("NodeProvisioningMode") == "Continuous", orchestrator.get("Slurm", {})
    if continuous and "SlurmConfigStrategy" in slurm:
        raise Refused("SlurmConfigStrategy: not with NodeProvisioningMode Continuous")
    if "AccountingDatabase" in slurm and not continuous:
        raise Refused("AccountingDatabase: with NodeProvisioningMode Continuous only")
    if "Slurm" in orchestrator and ("AutoScaling" in given or "TieredStorageConfig" in given):
        raise Refused("AutoScaling, TieredStorageConfig: with Eks only")


def check_kubernetes(aws: Aws, given: Parameters) -> None:
    """The EKS cluster is there and lets principals in by access entries; who scales may be taken on by HyperPod."""
    arn = given.get("Orchestrator", {}).get("Eks", {}).get("ClusterArn")
    if arn:
        try:
            found = aws.eks.describe_cluster(name=arn.rsplit("/", 1)[-1])["cluster"]
        except ClientError as error:
            raise Refused(f"Orchestrator: Eks: {error.response['Error']['Message']}") from None
        if "API" not in found.get("accessConfig", {}).get("authenticationMode", ""):
            raise Refused("Orchestrator: Eks: the cluster's authentication mode has to be API or API_AND_CONFIG_MAP")
    if given.get("AutoScaling", {}).get("Mode") == "Enable":
        if given.get("NodeProvisioningMode") != "Continuous":
            raise Refused("AutoScaling: with NodeProvisioningMode Continuous only")
        trusted_by(aws, given.get("ClusterRole", ""), SCALING, "ClusterRole")


def describe_cluster(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """The cluster as SageMaker tells of it."""
    cluster = found(backend, given["ClusterName"])
    groups = [_details(group) for group in cluster["InstanceGroups"]]
    return {**{name: value for name, value in cluster.items() if name != "Tags"}, "InstanceGroups": groups}


def _details(group: Record) -> Record:
    named = {DETAILS.get(name, name): value for name, value in group.items()}
    return {**named, "CurrentCount": group["InstanceCount"], "Status": "InService"}


def update_cluster(aws: Aws, backend: Json, given: Parameters) -> Record:
    """Other groups or another size; a group keeps its type, its keys and its role to Slurm."""
    cluster = found(backend, given.pop("ClusterName"))
    gone = set(given.pop("InstanceGroupsToDelete", []))
    before = {group["InstanceGroupName"]: group for group in cluster["InstanceGroups"] if group["InstanceGroupName"] not in gone}
    changed = {group["InstanceGroupName"]: group for group in given.pop("InstanceGroups", [])}
    for name in before.keys() & changed.keys():
        for fixed in ("InstanceType", "InstanceStorageConfigs", "SlurmConfig"):
            if before[name].get(fixed) != changed[name].get(fixed):
                raise Refused(f"InstanceGroups: {name}: {fixed} cannot be changed; make another group and delete this one")
    if given.get("NodeProvisioningMode", cluster.get("NodeProvisioningMode")) != cluster.get("NodeProvisioningMode"):
        raise Refused("NodeProvisioningMode: an existing cluster keeps its own")
    after = {**cluster, **given, "InstanceGroups": list((before | changed).values())}
    check_modes(after)
    check_groups(aws, after)
    cluster |= after
    return {"ClusterArn": cluster["ClusterArn"]}


def delete_cluster(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Away with it, its nodes and their disks; its log group stays, as on AWS."""
    cluster = found(backend, given["ClusterName"])
    del Records.of(backend, KIND)[cluster["ClusterArn"].rsplit("/", 1)[-1]]
    return {"ClusterArn": cluster["ClusterArn"]}


def list_cluster_nodes(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Every node, running."""
    return {"ClusterNodeSummaries": list(_nodes(found(backend, given["ClusterName"])))}


def _nodes(cluster: Record) -> Iterator[Record]:
    for group in cluster["InstanceGroups"]:
        for number in range(group["InstanceCount"]):
            identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{cluster['ClusterArn']}/{group['InstanceGroupName']}/{number}").hex[:17]
            yield {
                "InstanceGroupName": group["InstanceGroupName"],
                "InstanceId": f"i-{identity}",
                "InstanceType": group["InstanceType"],
                "LaunchTime": cluster["CreationTime"],
                "InstanceStatus": {"Status": "Running"},
            }


def list_clusters(_aws: Aws, backend: Json, _given: Parameters) -> Record:
    """All clusters."""
    told = ("ClusterArn", "ClusterName", "CreationTime", "ClusterStatus")
    return {"ClusterSummaries": [{name: cluster[name] for name in told} for cluster in Records.of(backend, KIND).values()]}


def found(backend: Json, name_or_arn: str) -> Record:
    """A cluster by its name or its ARN.

    Raises:
        Refused: There is none.
    """
    for cluster in Records.of(backend, KIND).values():
        if name_or_arn in (cluster["ClusterName"], cluster["ClusterArn"]):
            return cluster
    raise Refused(f"Cluster {name_or_arn} does not exist")


OPERATIONS: dict[str, Operation] = {
    act.__name__: operation(act, "ValidationException", "sagemaker_backend")
    for act in (create_cluster, delete_cluster, describe_cluster, list_cluster_nodes, list_clusters, update_cluster)
}

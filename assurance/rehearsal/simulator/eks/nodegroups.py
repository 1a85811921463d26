"""Managed groups of nodes (Amazon EKS API reference, CreateNodegroup; user guide, Customize managed nodes with launch templates)."""

import time
import uuid

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.simulator.eks.calls import MISSING, InUse, call, cluster_of, trusted
from assurance.rehearsal.simulator.eks.parts import enter
from assurance.rehearsal.simulator.records import Parameters, Record, Records
from assurance.rehearsal.values import Json

NOT_WITH_A_TEMPLATE = ("diskSize", "remoteAccess")
NOT_WITH_AN_IMAGE = ("amiType", "version", "releaseVersion")
EKS_ITS_OWN = ("IamInstanceProfile", "InstanceInitiatedShutdownBehavior", "HibernationOptions")
BLOCK = "capacity-block"


def create_nodegroup(aws: Aws, backend: Json, given: Parameters) -> Record:
    """A group in subnets of the cluster's network, from a template that EKS takes."""
    cluster = cluster_of(backend, given)
    known, identity = Records.of(backend, "nodegroups"), _identity(given)
    if identity in known:
        raise InUse(f"NodeGroup already exists with name {given['nodegroupName']} and cluster name {given['clusterName']}")
    trusted(aws, given["nodeRole"], "ec2", "nodeRole")
    for subnet in exists.subnets(aws, given["subnets"]):
        if subnet["VpcId"] != cluster["resourcesVpcConfig"]["vpcId"]:
            raise Refused(f"subnets: {subnet['SubnetId']} is not in the cluster's VPC")
    if "launchTemplate" in given:
        _check_template(aws, given)
    _check_size(given.get("scalingConfig", {}))
    record = {
        "capacityType": "ON_DEMAND",
        **{name: value for name, value in given.items() if name != "clientRequestToken"},
        "nodegroupArn": aws.arn("eks", f"nodegroup/{given['clusterName']}/{given['nodegroupName']}/{uuid.uuid4()}"),
        "createdAt": time.time(),
        "status": "ACTIVE",
        "health": {"issues": []},
    }
    known[identity] = record
    enter(aws, backend, given["clusterName"], given["nodeRole"])
    return {"nodegroup": record}


def _identity(given: Parameters) -> str:
    return f"{given['clusterName']}/{given['nodegroupName']}"


def _check_template(aws: Aws, given: Parameters) -> None:
    named = given["launchTemplate"]
    try:
        found = aws.ec2.describe_launch_template_versions(LaunchTemplateId=named["id"], Versions=[str(named.get("version", "$Default"))])
    except aws.ec2.exceptions.ClientError as error:
        raise Refused(f"launchTemplate: {error.response['Error']['Message']}") from None
    if not found["LaunchTemplateVersions"]:
        raise Refused(f"launchTemplate: {named['id']} has no version {named.get('version')}")
    data = found["LaunchTemplateVersions"][0]["LaunchTemplateData"]
    _check_names(data, given)
    _check_image(data, given)
    _check_market(data, given)


def _check_names(data: Record, given: Parameters) -> None:
    """What EKS decides itself, and what stands in the template alone."""
    for name in NOT_WITH_A_TEMPLATE:
        if name in given:
            raise Refused(f"{name}: must be specified within the launch template")
    for name in EKS_ITS_OWN:
        if name in data:
            raise Refused(f"launchTemplate: {name} is not allowed in the launch template of a managed group")
    if any("SubnetId" in card for card in data.get("NetworkInterfaces", [])):
        raise Refused("launchTemplate: SubnetId is not allowed in the launch template of a managed group")
    if bool(data.get("InstanceType")) == bool(given.get("instanceTypes")):
        raise Refused("instanceTypes: either there or in the launch template")


def _check_image(data: Record, given: Parameters) -> None:
    if "ImageId" not in data:
        return
    for name in NOT_WITH_AN_IMAGE:
        if name in given:
            raise Refused(f"{name}: cannot be specified together with an image in the launch template")
    if not data.get("UserData"):
        raise Refused("launchTemplate: an image of one's own joins nothing without user data")


def _check_market(data: Record, given: Parameters) -> None:
    is_block = data.get("InstanceMarketOptions", {}).get("MarketType") == BLOCK
    if is_block != (given.get("capacityType") == "CAPACITY_BLOCK"):
        raise Refused(f"capacityType: {given.get('capacityType')}: CAPACITY_BLOCK and a template of the market {BLOCK} go together")
    if is_block and len(given["subnets"]) != 1:
        raise Refused("subnets: a Capacity Block lies in one zone")


def _check_size(size: Record) -> None:
    low, wanted, high = (size.get(name, default) for name, default in (("minSize", 1), ("desiredSize", 2), ("maxSize", 2)))
    if not low <= wanted <= high:
        raise Refused(f"scalingConfig: {low} ≤ {wanted} ≤ {high} does not hold (minSize, desiredSize, maxSize)")


def describe_nodegroup(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """As it is."""
    cluster_of(backend, given)
    return {"nodegroup": Records.of(backend, "nodegroups").one(_identity(given), MISSING)}


def list_nodegroups(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Names."""
    cluster_of(backend, given)
    found = Records.of(backend, "nodegroups").values()
    return {"nodegroups": sorted(one["nodegroupName"] for one in found if one["clusterName"] == given["clusterName"])}


def delete_nodegroup(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Its nodes go with it."""
    record = Records.of(backend, "nodegroups").one(_identity(given), MISSING)
    del Records.of(backend, "nodegroups")[_identity(given)]
    return {"nodegroup": record}


def update_nodegroup_config(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Sizes, labels and taints, and how nodes are replaced and repaired."""
    record = Records.of(backend, "nodegroups").one(_identity(given), MISSING)
    size = {**record.get("scalingConfig", {}), **given.get("scalingConfig", {})}
    _check_size(size)
    record["scalingConfig"] = size
    labels, taints = given.get("labels", {}), given.get("taints", {})
    gone = labels.get("removeLabels", [])
    record["labels"] = {key: value for key, value in record.get("labels", {}).items() if key not in gone} | labels.get(
        "addOrUpdateLabels", {}
    )
    changed = [*taints.get("addOrUpdateTaints", []), *taints.get("removeTaints", [])]
    kept = [one for one in record.get("taints", []) if not any(_same(one, other) for other in changed)]
    record["taints"] = [*kept, *taints.get("addOrUpdateTaints", [])]
    record.update({name: given[name] for name in ("updateConfig", "nodeRepairConfig") if name in given})
    return {"update": {"id": str(uuid.uuid4()), "status": "Successful", "type": "ConfigUpdate"}}


def _same(one: Record, other: Record) -> bool:
    return (one["key"], one["effect"]) == (other["key"], other["effect"])


def update_nodegroup_version(aws: Aws, backend: Json, given: Parameters) -> Record:
    """A newer version of the same template: nodes are replaced one after the other."""
    record = Records.of(backend, "nodegroups").one(_identity(given), MISSING)
    if "launchTemplate" in given:
        if given["launchTemplate"].get("id") != record["launchTemplate"]["id"]:
            raise Refused("launchTemplate: You cannot specify a different launch template than the one of the node group")
        after = {**record, "launchTemplate": given["launchTemplate"]}
        _check_template(aws, after)
        record["launchTemplate"] = given["launchTemplate"]
    return {"update": {"id": str(uuid.uuid4()), "status": "Successful", "type": "VersionUpdate"}}


OPERATIONS = {
    "create_nodegroup": call(create_nodegroup),
    "describe_nodegroup": call(describe_nodegroup),
    "list_nodegroups": call(list_nodegroups),
    "delete_nodegroup": call(delete_nodegroup),
    "update_nodegroup_config": call(update_nodegroup_config),
    "update_nodegroup_version": call(update_nodegroup_version),
}

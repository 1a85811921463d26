"""Node groups of AWS PCS, with the rules of the API reference and of the guide's pages on capacity and launch templates."""

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.simulator.pcs_clusters import check_settings, identity, now, one
from assurance.rehearsal.simulator.pcs_scripts import check_scripts
from assurance.rehearsal.simulator.records import Parameters, Record, Records
from assurance.rehearsal.values import Json
from blueprint.facts.instances import instances
from blueprint.facts.pcs import refusal
from blueprint.facts.pcs_limits import ROLE_PATH, block_families, pcs_sizes

ROLE_PREFIX = "AWSPCS"
BLOCK = "CAPACITY_BLOCK"
MARKET = "capacity-block"
CHANGEABLE = (
    "amiId",
    "subnetIds",
    "customLaunchTemplate",
    "purchaseOption",
    "scalingConfiguration",
    "iamInstanceProfileArn",
    "slurmConfiguration",
    "nodeLifecycleActions",
)


def create(aws: Aws, backend: Json, given: Parameters) -> Record:
    """A group in a cluster that holds so many nodes, from a template, an image and a profile that are there."""
    cluster = one(backend, "clusters", given["clusterIdentifier"])
    name = given["computeNodeGroupName"]
    if name in {other["name"] for other in _of(backend, cluster)}:
        raise Refused(f"computeNodeGroupName: {cluster['name']} has a group {name}")
    called = identity()
    record = {
        "name": name,
        "id": called,
        "arn": f"{cluster['arn']}/computenodegroup/{called}",
        "clusterId": cluster["id"],
        "createdAt": now(),
        "modifiedAt": now(),
        "status": "ACTIVE",
        "purchaseOption": "ONDEMAND",
        "instanceConfigs": given["instanceConfigs"],
        **{part: given[part] for part in CHANGEABLE if part in given},
        "tags": given.get("tags", {}),
    }
    _check(aws, backend, cluster, record)
    Records.of(backend, "groups")[called] = record
    return {"computeNodeGroup": _told(record)}


def _of(backend: Json, cluster: Record) -> list[Record]:
    return [record for record in Records.of(backend, "groups").values() if record["clusterId"] == cluster["id"]]


def _check(aws: Aws, backend: Json, cluster: Record, group: Record) -> None:
    beside = [other for other in _of(backend, cluster) if other["id"] != group["id"]]
    _check_size(cluster, group, beside)
    for subnet in exists.subnets(aws, group["subnetIds"]):
        if subnet["VpcId"] != cluster["vpc"]:
            raise Refused(f"subnetIds: {subnet['SubnetId']} is not in the cluster's {cluster['vpc']}")
    kinds = [config.get("instanceType") for config in group["instanceConfigs"]]
    if unknown := [str(kind) for kind in kinds if kind not in instances()]:
        raise Refused(f"instanceConfigs: {', '.join(unknown)}: no such type")
    data = _template(aws, group)
    image = group.get("amiId") or data.get("ImageId")
    if not image:
        raise Refused("amiId: neither here nor in the launch template")
    exists.image(aws, image)
    _check_role(aws, group["iamInstanceProfileArn"])
    _check_capacity(group, data, kinds)
    for other in beside:
        if _block(other) and _block(other) == data.get("CapacityReservationSpecification"):
            raise Refused(f"customLaunchTemplate: the Capacity Block serves {other['name']} already")
    group["capacity"] = data.get("CapacityReservationSpecification") if group["purchaseOption"] == BLOCK else None
    check_scripts(aws, group.get("nodeLifecycleActions", {}))
    version = cluster["scheduler"]["version"]
    slurm = group.get("slurmConfiguration", {})
    check_settings(slurm, version, "node_group")
    for record in slurm.get("gresCustomSettings", []):
        for name, value in record.items():
            if reason := refusal("gres", name, value, version):
                raise Refused(f"gresCustomSettings: {name}={value}: {reason}")


def _block(group: Record) -> Json:
    return group.get("capacity")


def _check_size(cluster: Record, group: Record, beside: list[Record]) -> None:
    scaling = group["scalingConfiguration"]
    least, most = scaling["minInstanceCount"], scaling["maxInstanceCount"]
    if least > most:
        raise Refused(f"scalingConfiguration: {least} is more than {most}")
    total = most + sum(other["scalingConfiguration"]["maxInstanceCount"] for other in beside)
    holds = pcs_sizes()[cluster["size"]].nodes
    if total > holds:
        raise Refused(f"scalingConfiguration: {cluster['name']} is {cluster['size']} and holds {holds} nodes, not {total}")


def _template(aws: Aws, group: Record) -> Record:
    """What the named version of the launch template says."""
    template = group.get("customLaunchTemplate")
    if not template:
        raise Refused("customLaunchTemplate: a template that PCS keeps is not modelled")
    try:
        found = aws.ec2.describe_launch_template_versions(LaunchTemplateId=template["id"], Versions=[template["version"]])
    except ClientError as error:
        raise Refused(f"customLaunchTemplate: {error.response['Error']['Message']}") from None
    (version,) = found["LaunchTemplateVersions"]
    data: Record = version["LaunchTemplateData"]
    return data


def _check_role(aws: Aws, profile_arn: str) -> None:
    try:
        profile = aws.iam.get_instance_profile(InstanceProfileName=profile_arn.rsplit("/", 1)[-1])["InstanceProfile"]
    except ClientError as error:
        raise Refused(f"iamInstanceProfileArn: {error.response['Error']['Message']}") from None
    for role in profile["Roles"]:
        if role["Path"] != ROLE_PATH and not role["RoleName"].startswith(ROLE_PREFIX):
            raise Refused(
                f"iamInstanceProfileArn: {role['Arn']} has neither the path {ROLE_PATH} nor a name that starts with {ROLE_PREFIX}"
            )


def _check_capacity(group: Record, data: Record, kinds: list[str]) -> None:
    is_block = data.get("InstanceMarketOptions", {}).get("MarketType") == MARKET
    reserved = data.get("CapacityReservationSpecification", {}).get("CapacityReservationTarget", {}).get("CapacityReservationId")
    if group["purchaseOption"] != BLOCK:
        if is_block:
            raise Refused(f"purchaseOption: {group['purchaseOption']}, where the launch template's market is {MARKET}")
        return
    if not (is_block and reserved):
        raise Refused(f"purchaseOption: {BLOCK} needs a launch template with the market {MARKET} and a reservation")
    if data.get("InstanceType") not in kinds:
        raise Refused(f"customLaunchTemplate: {data.get('InstanceType')} is not the group's {', '.join(kinds)}")
    if plain := [kind for kind in kinds if kind.partition(".")[0] not in block_families()]:
        raise Refused(f"instanceConfigs: no Capacity Blocks of {', '.join(plain)}")


def _told(record: Record) -> Record:
    return {name: value for name, value in record.items() if name not in {"tags", "capacity"}}


def find(backend: Json, given: Parameters) -> Record:
    """The group that a call names, by name or id, of the cluster that it names."""
    cluster = one(backend, "clusters", given["clusterIdentifier"])
    return one(backend, "groups", given["computeNodeGroupIdentifier"], cluster["id"])


def get(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """One of a cluster."""
    return {"computeNodeGroup": _told(find(backend, given))}


def listed(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """All of a cluster."""
    return {"computeNodeGroups": [_told(record) for record in _of(backend, one(backend, "clusters", given["clusterIdentifier"]))]}


def update(aws: Aws, backend: Json, given: Parameters) -> Record:
    """Whatever may change; names and types of instances may not."""
    record = find(backend, given)
    after = {**record, **{part: given[part] for part in CHANGEABLE if part in given}, "modifiedAt": now()}
    _check(aws, backend, one(backend, "clusters", given["clusterIdentifier"]), after)
    record.update(after)
    return {"computeNodeGroup": _told(record)}


def delete(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """One in no queue any more; its nodes go with it."""
    record = find(backend, given)
    for queue in Records.of(backend, "queues").values():
        if record["id"] in [config["computeNodeGroupId"] for config in queue["computeNodeGroupConfigurations"]]:
            raise Refused(f"{record['name']} is in the queue {queue['name']}")
    del Records.of(backend, "groups")[record["id"]]
    return {}

"""Control planes (Amazon EKS API reference, CreateCluster; user guide, VPC and subnet requirements, and release calendar)."""

import time
import uuid
from ipaddress import ip_network

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.simulator.eks.calls import InUse, call, cluster_of, of_cluster, tag, trusted
from assurance.rehearsal.simulator.records import Parameters, Record, Records
from assurance.rehearsal.values import Json
from blueprint.facts.kubernetes import versions

FEWEST_ZONES, KEPT = 2, ("clientRequestToken",)
NEEDED_BY = {"nodegroups": "nodegroups attached"}
CHANGED_TOGETHER = ("accessConfig", "deletionProtection", "logging", "upgradePolicy", "zonalShiftConfig")


def create_cluster(aws: Aws, backend: Json, given: Parameters) -> Record:
    """A control plane with interfaces in its subnets and a security group of EKS's own."""
    known, name = Records.of(backend, "clusters"), given["name"]
    if name in known:
        raise InUse(f"Cluster already exists with name: {name}")
    trusted(aws, given["roleArn"], "eks", "roleArn")
    _check_version(given.get("version"))
    subnets = _check_network(aws, given)
    _check_secrets(aws, given.get("encryptionConfig", []))
    group = _own_group(aws, name, subnets[0]["VpcId"])
    groups = [*given["resourcesVpcConfig"].get("securityGroupIds", []), group]
    cards = [
        aws.ec2.create_network_interface(SubnetId=subnet["SubnetId"], Groups=groups)["NetworkInterface"]["NetworkInterfaceId"]
        for subnet in subnets[:FEWEST_ZONES]
    ]
    identity = uuid.uuid4().hex.upper()
    record = {
        **{field: value for field, value in given.items() if field not in KEPT},
        "arn": aws.arn("eks", f"cluster/{name}"),
        "createdAt": time.time(),
        "endpoint": f"https://{identity}.gr7.{aws.region}.eks.{aws.dns_suffix}",
        "certificateAuthority": {"data": "Y2VydGlmaWNhdGU="},
        "status": "ACTIVE",
        "platformVersion": "eks.1",
        "resourcesVpcConfig": {**given["resourcesVpcConfig"], "clusterSecurityGroupId": group, "vpcId": subnets[0]["VpcId"]},
        "cards": cards,
    }
    known[name] = record
    return {"cluster": record}


def _check_version(version: str | None) -> None:
    if version not in versions():
        raise Refused(f"version: {version}: unsupported Kubernetes version; in standard support: {', '.join(versions())}")


def _check_network(aws: Aws, given: Parameters) -> list[Json]:
    config = given["resourcesVpcConfig"]
    subnets = exists.subnets(aws, config.get("subnetIds", []))
    if len({subnet["AvailabilityZone"] for subnet in subnets}) < FEWEST_ZONES:
        raise Refused("resourcesVpcConfig.subnetIds: Subnets specified must be in at least two different AZs")
    if len({subnet["VpcId"] for subnet in subnets}) > 1:
        raise Refused("resourcesVpcConfig.subnetIds: subnets of more than one VPC")
    for group in exists.security_groups(aws, config.get("securityGroupIds", [])):
        if group["VpcId"] != subnets[0]["VpcId"]:
            raise Refused(f"resourcesVpcConfig.securityGroupIds: {group['GroupId']} is of another VPC")
    if not config.get("endpointPublicAccess", True) and not config.get("endpointPrivateAccess", False):
        raise Refused("resourcesVpcConfig: Private and public endpoint access cannot be false")
    if services := given.get("kubernetesNetworkConfig", {}).get("serviceIpv4Cidr"):
        (network,) = aws.ec2.describe_vpcs(VpcIds=[subnets[0]["VpcId"]])["Vpcs"]
        if ip_network(services).overlaps(ip_network(network["CidrBlock"])):
            raise Refused(f"kubernetesNetworkConfig.serviceIpv4Cidr: {services} overlaps the VPC's {network['CidrBlock']}")
    return subnets


def _check_secrets(aws: Aws, config: list[Json]) -> None:
    for one in config:
        if one.get("resources") != ["secrets"]:
            raise Refused(f"encryptionConfig.resources: {one.get('resources')}; the only supported value is secrets")
        exists.key(aws, one["provider"]["keyArn"])


def _own_group(aws: Aws, name: str, vpc: str) -> str:
    made: str = aws.ec2.create_security_group(GroupName=f"eks-cluster-sg-{name}", Description="EKS created security group", VpcId=vpc)[
        "GroupId"
    ]
    return made


def describe_cluster(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """As it is."""
    return {"cluster": {name: value for name, value in cluster_of(backend, given).items() if name != "cards"}}


def list_clusters(_aws: Aws, backend: Json, _given: Parameters) -> Record:
    """Names."""
    return {"clusters": sorted(Records.of(backend, "clusters"))}


def delete_cluster(aws: Aws, backend: Json, given: Parameters) -> Record:
    """Refused while it is protected or has groups; its interfaces, its own group and its entries go with it."""
    record = cluster_of(backend, given)
    if record.get("deletionProtection"):
        raise Refused(f"Cluster {record['name']} has deletion protection enabled")
    for kind, what in NEEDED_BY.items():
        if of_cluster(backend, kind, record["name"]):
            raise InUse(f"Cluster has {what}")
    for card in record["cards"]:
        aws.ec2.delete_network_interface(NetworkInterfaceId=card)
    aws.ec2.delete_security_group(GroupId=record["resourcesVpcConfig"]["clusterSecurityGroupId"])
    for kind in ("addons", "entries", "associations"):
        kept = Records.of(backend, kind)
        for identity in [identity for identity, one in kept.items() if one["clusterName"] == record["name"]]:
            del kept[identity]
    del Records.of(backend, "clusters")[record["name"]]
    return {"cluster": record}


def update_cluster_config(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """What UpdateClusterConfig lets change; the road of the control plane's own calls is never given back to AWS."""
    record = cluster_of(backend, given)
    network: Record = given.get("resourcesVpcConfig", {})
    after = {**record["resourcesVpcConfig"], **network}
    mode = "controlPlaneEgressMode"
    if record["resourcesVpcConfig"].get(mode, "AWS_MANAGED") != "AWS_MANAGED" and after.get(mode) == "AWS_MANAGED":
        raise Refused(f"resourcesVpcConfig.{mode}: cannot be changed back to AWS_MANAGED")
    if not after.get("endpointPublicAccess", True) and not after.get("endpointPrivateAccess", False):
        raise Refused("resourcesVpcConfig: Private and public endpoint access cannot be false")
    record["resourcesVpcConfig"] = after
    for name in CHANGED_TOGETHER:
        if name in given:
            record[name] = {**record.get(name, {}), **given[name]} if isinstance(given[name], dict) else given[name]
    return {"update": {"id": str(uuid.uuid4()), "status": "Successful", "type": "ConfigUpdate"}}


def update_cluster_version(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """One minor version up, and none down."""
    record = cluster_of(backend, given)
    now, wanted = (int(version.partition(".")[2]) for version in (record["version"], given["version"]))
    _check_version(given["version"])
    if wanted != now + 1:
        raise Refused(f"version: {given['version']}: Unsupported Kubernetes minor version update from {record['version']}")
    record["version"] = given["version"]
    return {"update": {"id": str(uuid.uuid4()), "status": "Successful", "type": "VersionUpdate"}}


OPERATIONS = {
    "create_cluster": call(create_cluster),
    "describe_cluster": call(describe_cluster),
    "list_clusters": call(list_clusters),
    "delete_cluster": call(delete_cluster),
    "update_cluster_config": call(update_cluster_config),
    "update_cluster_version": call(update_cluster_version),
    "tag_resource": call(tag),
    "untag_resource": call(tag),
}

"""FSx for Lustre: file systems and data repository associations, with the rules of the API reference.

Sources: CreateFileSystem and CreateDataRepositoryAssociation (FSx API reference); sizes in `blueprint.facts.lustre`; ports: FSx for
Lustre guide, "File system access control with Amazon VPC".
"""

import time
import uuid

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.simulator.records import Parameters, Record, Records, operation, retag
from assurance.rehearsal.values import Json
from blueprint.facts.lustre import metadata_iops, throughputs

LUSTRE_PORTS = (988, 1018, 1023)
MOST_ASSOCIATIONS = 8


def create_file_system(aws: Aws, backend: Json, given: Parameters) -> Record:
    """A PERSISTENT_2 file system in one subnet, reachable through its security groups."""
    if given["FileSystemType"] != "LUSTRE":
        raise Refused(f"FileSystemType: {given['FileSystemType']} is not modelled")
    lustre = given.get("LustreConfiguration", {})
    _check_size(given["StorageCapacity"], lustre)
    exists.key(aws, given.get("KmsKeyId"))
    if len(given["SubnetIds"]) != 1:
        raise Refused("SubnetIds: a Lustre file system lies in exactly one subnet")
    subnet = exists.subnets(aws, given["SubnetIds"])[0]
    groups = exists.security_groups(aws, given.get("SecurityGroupIds", []))
    _check_ports(groups, subnet["VpcId"])
    card = aws.ec2.create_network_interface(SubnetId=subnet["SubnetId"], Groups=[group["GroupId"] for group in groups])["NetworkInterface"]
    identity = f"fs-{uuid.uuid4().hex[:17]}"
    record = {
        **{name: value for name, value in given.items() if name not in {"SecurityGroupIds", "ClientRequestToken"}},
        "OwnerId": aws.account,
        "CreationTime": time.time(),
        "FileSystemId": identity,
        "Lifecycle": "AVAILABLE",
        "VpcId": subnet["VpcId"],
        "NetworkInterfaceIds": [card["NetworkInterfaceId"]],
        "DNSName": f"{identity}.fsx.{aws.region}.{aws.dns_suffix}",
        "ResourceARN": aws.arn("fsx", f"file-system/{identity}"),
        "LustreConfiguration": {**lustre, "MountName": uuid.uuid4().hex[:8]},
    }
    Records.of(backend, "file systems")[identity] = record
    return {"FileSystem": record}


def _check_size(capacity_gib: int, lustre: Record) -> None:
    if lustre.get("DeploymentType") != "PERSISTENT_2":
        raise Refused(f"DeploymentType: {lustre.get('DeploymentType')} is not modelled; PERSISTENT_2 is")
    if "ImportPath" in lustre or "ExportPath" in lustre:
        raise Refused("ImportPath, ExportPath: not with PERSISTENT_2; make a data repository association")
    throughput = str(lustre.get("PerUnitStorageThroughput"))
    if throughput not in throughputs():
        raise Refused(f"PerUnitStorageThroughput: {throughput}; allowed: {', '.join(throughputs())}")
    sizes, efa = throughputs()[throughput], bool(lustre.get("EfaEnabled"))
    if not sizes.accepts(capacity_gib, efa=efa):
        raise Refused(f"StorageCapacity: {capacity_gib}; allowed: {sizes.rule(efa=efa)}")
    _check_metadata(lustre, efa=efa)


def _check_metadata(lustre: Record, *, efa: bool) -> None:
    if "MetadataConfiguration" not in lustre:
        if efa:
            raise Refused("MetadataConfiguration: required with EfaEnabled")
        return
    mode, iops = lustre["MetadataConfiguration"]["Mode"], lustre["MetadataConfiguration"].get("Iops")
    if mode == "AUTOMATIC" and iops is not None:
        raise Refused("MetadataConfiguration.Iops: not in the mode AUTOMATIC")
    if mode == "USER_PROVISIONED" and (iops is None or not metadata_iops()["ssd"].accepts(iops)):
        raise Refused(f"MetadataConfiguration.Iops: {iops}; allowed: {metadata_iops()['ssd'].rule}")


def _check_ports(groups: list[Json], vpc: str) -> None:
    """FSx tries whether the file system could speak Lustre to itself before it makes one."""
    for group in groups:
        if group["VpcId"] != vpc:
            raise Refused(f"SecurityGroupIds: {group['GroupId']} is not in {vpc}")
    for direction in ("IpPermissions", "IpPermissionsEgress"):
        for port in LUSTRE_PORTS:
            if not any(_opens(rule, port) for group in groups for rule in group[direction]):
                raise Refused(f"SecurityGroupIds: they do not permit Lustre LNET network traffic on port {port} ({direction})")


def _opens(rule: Record, port: int) -> bool:
    return rule["IpProtocol"] == "-1" or (rule["IpProtocol"] == "tcp" and port in range(rule["FromPort"], rule["ToPort"] + 1))


def describe_file_systems(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Those asked for, or all."""
    known = Records.of(backend, "file systems")
    wanted = given.get("FileSystemIds") or list(known)
    return {"FileSystems": [known.one(identity, "FileSystemNotFound") for identity in wanted]}


def create_association(aws: Aws, backend: Json, given: Parameters) -> Record:
    """A folder of a file system tied to a prefix of a bucket of this account."""
    system = Records.of(backend, "file systems").one(given["FileSystemId"], "FileSystemNotFound")
    known = Records.of(backend, "associations")
    beside = [other for other in known.values() if other["FileSystemId"] == given["FileSystemId"]]
    if len(beside) >= MOST_ASSOCIATIONS:
        raise Refused(f"a file system has at most {MOST_ASSOCIATIONS} associations")
    path, bucket = given.get("FileSystemPath", "/"), given["DataRepositoryPath"]
    for other in beside:
        _check_overlap(path, other["FileSystemPath"], "FileSystemPath")
        _check_overlap(bucket, other["DataRepositoryPath"], "DataRepositoryPath")
    if not bucket.startswith("s3://"):
        raise Refused(f"DataRepositoryPath: {bucket!r} is not s3://BUCKET/PREFIX")
    exists.bucket(aws, bucket.removeprefix("s3://").split("/", 1)[0])
    identity = f"dra-{uuid.uuid4().hex[:17]}"
    record = {
        **{name: value for name, value in given.items() if name != "ClientRequestToken"},
        "AssociationId": identity,
        "ResourceARN": aws.arn("fsx", f"association/{system['FileSystemId']}/{identity}"),
        "FileSystemPath": path,
        "Lifecycle": "AVAILABLE",
        "CreationTime": time.time(),
    }
    known[identity] = record
    return {"Association": record}


def _check_overlap(one: str, other: str, name: str) -> None:
    first, second = (f"{path.rstrip('/')}/" for path in (one, other))
    if first.startswith(second) or second.startswith(first):
        raise Refused(f"{name}: {one} overlaps {other}")


def describe_associations(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Those asked for, or all; no filter is modelled."""
    if given.get("Filters"):
        raise Refused("Filters: not modelled")
    known = Records.of(backend, "associations")
    wanted = given.get("AssociationIds") or list(known)
    return {"Associations": [known.one(identity, "DataRepositoryAssociationNotFound") for identity in wanted]}


def delete_file_system(aws: Aws, backend: Json, given: Parameters) -> Record:
    """The file system goes with its associations and its network interface; what it holds is gone unless it was exported."""
    known, identity = Records.of(backend, "file systems"), given["FileSystemId"]
    record = known.one(identity, "FileSystemNotFound")
    associations = Records.of(backend, "associations")
    for association in [name for name, one in associations.items() if one["FileSystemId"] == identity]:
        del associations[association]
    for card in record["NetworkInterfaceIds"]:
        aws.ec2.delete_network_interface(NetworkInterfaceId=card)
    del known[identity]
    return {"FileSystemId": identity, "Lifecycle": "DELETING"}


def update_file_system(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Grows it, or changes what UpdateFileSystem lets change; it never shrinks."""
    record = Records.of(backend, "file systems").one(given["FileSystemId"], "FileSystemNotFound")
    capacity_gib: int = given.get("StorageCapacity") or record["StorageCapacity"]
    lustre: Record = given.get("LustreConfiguration", {})
    if capacity_gib < record["StorageCapacity"]:
        raise Refused(f"StorageCapacity: {capacity_gib} is less than the {record['StorageCapacity']} that it has")
    after = {**record["LustreConfiguration"], **lustre}
    had, wanted = (config.get("MetadataConfiguration", {}).get("Iops") or 0 for config in (record["LustreConfiguration"], after))
    if wanted < had:
        raise Refused(f"MetadataConfiguration.Iops: {wanted or 'automatic'} may be less than the {had} that it has: it never shrinks")
    _check_size(capacity_gib, after)
    record |= {"StorageCapacity": capacity_gib, "LustreConfiguration": after}
    return {"FileSystem": record}


def update_association(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Which changes are carried over, each way."""
    record = Records.of(backend, "associations").one(given["AssociationId"], "DataRepositoryAssociationNotFound")
    record["S3"] = {**record.get("S3", {}), **given.get("S3", {})}
    return {"Association": record}


def tag(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Gives or takes tags of whatever has the ARN."""
    for kind in ("file systems", "associations"):
        for record in Records.of(backend, kind).values():
            if record["ResourceARN"] == given["ResourceARN"]:
                return retag(record, given)
    raise Refused(f"{given['ResourceARN']} does not exist")


def delete_association(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """The tie goes; the files stay on both sides."""
    known, identity = Records.of(backend, "associations"), given["AssociationId"]
    known.one(identity, "DataRepositoryAssociationNotFound")
    del known[identity]
    return {"AssociationId": identity, "Lifecycle": "DELETING", "DeleteDataInFileSystem": False}


OPERATIONS = {
    "create_file_system": operation(create_file_system, "BadRequest", "fsx_backend"),
    "describe_file_systems": operation(describe_file_systems, "BadRequest", "fsx_backend"),
    "create_data_repository_association": operation(create_association, "BadRequest", "fsx_backend"),
    "tag_resource": operation(tag, "ResourceNotFound", "fsx_backend"),
    "untag_resource": operation(tag, "ResourceNotFound", "fsx_backend"),
    "update_file_system": operation(update_file_system, "BadRequest", "fsx_backend"),
    "update_data_repository_association": operation(update_association, "BadRequest", "fsx_backend"),
    "delete_file_system": operation(delete_file_system, "BadRequest", "fsx_backend"),
    "delete_data_repository_association": operation(delete_association, "BadRequest", "fsx_backend"),
    "describe_data_repository_associations": operation(describe_associations, "BadRequest", "fsx_backend"),
}

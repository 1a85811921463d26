"""Groups of nodes of a HyperPod cluster: what each of them names has to be there, and its role has to be able to work."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.policies import as_list, statements
from assurance.rehearsal.simulator.records import Record
from assurance.rehearsal.values import Json
from blueprint.facts.instances import offers
from blueprint.facts.partitions import service_principal

PRINCIPAL = service_principal("sagemaker")


def check_network(aws: Aws, network: Record | None) -> None:
    """One VPC, in which both subnets and groups are."""
    if not network:
        raise Refused("VpcConfig: required here: without it the nodes stand in SageMaker's own network")
    subnets, groups = exists.subnets(aws, network["Subnets"]), exists.security_groups(aws, network["SecurityGroupIds"])
    if len({place["VpcId"] for place in (*subnets, *groups)}) != 1:
        raise Refused("VpcConfig: subnets and security groups are of one VPC")


def check_groups(aws: Aws, cluster: Record) -> None:
    """Every group, and what they have to be together."""
    groups = cluster.get("InstanceGroups") or []
    names = [group["InstanceGroupName"] for group in groups]
    if not groups or len(set(names)) != len(names):
        raise Refused("InstanceGroups: at least one, each with a name of its own")
    under_slurm = "Eks" not in cluster.get("Orchestrator", {})
    kinds = [group.get("SlurmConfig", {}).get("NodeType") for group in groups]
    if under_slurm and kinds.count("Controller") != 1:
        raise Refused("SlurmConfig: exactly one group of NodeType Controller")
    for group in groups:
        where = f"InstanceGroups: {group['InstanceGroupName']}"
        if ("SlurmConfig" in group) != under_slurm:
            raise Refused(f"{where}: SlurmConfig: with the orchestrator Slurm, and there always")
        _check_group(aws, group, where, is_continuous=cluster.get("NodeProvisioningMode") == "Continuous")


def _check_group(aws: Aws, group: Record, where: str, *, is_continuous: bool) -> None:
    kind = group.get("InstanceType", "").removeprefix("ml.")
    if aws.region in offers() and kind not in offers()[aws.region].hyperpod:
        raise Refused(f"{where}: InstanceType: {aws.region} does not sell ml.{kind} for HyperPod")
    plan = group.get("TrainingPlanArn", "")
    if plan and plan.split(":")[3:5] != [aws.region, aws.account]:
        raise Refused(f"{where}: TrainingPlanArn: {plan} is of another region or account")
    if group.get("MinInstanceCount", 0) > group["InstanceCount"]:
        raise Refused(f"{where}: MinInstanceCount: more than InstanceCount")
    rights = _rights(aws, group["ExecutionRole"], where)
    _check_scripts(aws, group.get("LifeCycleConfig", {}), rights, where)
    keys = list(_check_storage(aws, group.get("InstanceStorageConfigs", []), where))
    if keys and not is_continuous:
        raise Refused(f"{where}: VolumeKmsKeyId: with NodeProvisioningMode Continuous only")
    for key in keys:
        if not _may(rights, "kms:CreateGrant", key):
            raise Refused(f"{where}: ExecutionRole: may not create grants on {key}")


def trusted_by(aws: Aws, arn: str, principal: str, where: str) -> None:
    """The role is there and may be taken on by a service.

    Raises:
        Refused: It is not, or may not.
    """
    exists.role(aws, arn)
    trust = aws.iam.get_role(RoleName=arn.rsplit("/", 1)[-1])["Role"]["AssumeRolePolicyDocument"]
    if principal not in {service for each in statements(trust) for service in as_list(each["Principal"].get("Service"))}:
        raise Refused(f"{where}: {arn} does not trust {principal}")


def _rights(aws: Aws, arn: str, where: str) -> list[Record]:
    """The statements of a role's policies, where SageMaker may take it on."""
    trusted_by(aws, arn, PRINCIPAL, f"{where}: ExecutionRole")
    name = arn.rsplit("/", 1)[-1]
    found: list[Record] = []
    for attached in aws.iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
        version = aws.iam.get_policy(PolicyArn=attached["PolicyArn"])["Policy"]["DefaultVersionId"]
        document = aws.iam.get_policy_version(PolicyArn=attached["PolicyArn"], VersionId=version)["PolicyVersion"]["Document"]
        found += [dict(each) for each in statements(document)]
    for inline in aws.iam.list_role_policies(RoleName=name)["PolicyNames"]:
        document = aws.iam.get_role_policy(RoleName=name, PolicyName=inline)["PolicyDocument"]
        found += [dict(each) for each in statements(document)]
    return found


def _may(rights: list[Record], action: str, resource: str) -> bool:
    """Whether some statement allows it and none denies it, conditions aside; IAM takes an action's letters in either case."""
    effects = {
        each["Effect"]
        for each in rights
        if any(fnmatchcase(action.lower(), str(known).lower()) for known in as_list(each.get("Action")))
        and any(fnmatchcase(resource, str(known)) for known in as_list(each.get("Resource")))
    }
    return effects == {"Allow"}


def _check_scripts(aws: Aws, lifecycle: Record, rights: list[Record], where: str) -> None:
    """The entry is in the bucket, and the role may read it."""
    entries = [lifecycle[name] for name in ("OnCreate", "OnInitComplete") if name in lifecycle]
    if len(entries) != 1 or "SourceS3Uri" not in lifecycle:
        raise Refused(f"{where}: LifeCycleConfig: SourceS3Uri, and one of OnCreate and OnInitComplete")
    bucket, _, prefix = lifecycle["SourceS3Uri"].removeprefix("s3://").partition("/")
    key = f"{prefix.rstrip('/')}/{entries[0]}".lstrip("/")
    try:
        aws.s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        raise Refused(f"{where}: LifeCycleConfig: s3://{bucket}/{key}: {error.response['Error']['Message']}") from None
    for action, resource in (("s3:GetObject", f"{bucket}/{key}"), ("s3:ListBucket", bucket)):
        if not _may(rights, action, f"arn:{aws.partition}:s3:::{resource}"):
            raise Refused(f"{where}: ExecutionRole: may not {action} {resource}")


def _check_storage(aws: Aws, storage: list[Record], where: str) -> Iterator[str]:
    """The disks' keys; a root volume has a key and no size, a second one has a size."""
    disks = [entry["EbsVolumeConfig"] for entry in storage if "EbsVolumeConfig" in entry]
    if len([disk for disk in disks if disk.get("RootVolume")]) > 1 or len([disk for disk in disks if not disk.get("RootVolume")]) > 1:
        raise Refused(f"{where}: EbsVolumeConfig: one for the root volume and one beside it")
    for disk in disks:
        if disk.get("RootVolume") and ("VolumeSizeInGB" in disk or "VolumeKmsKeyId" not in disk):
            raise Refused(f"{where}: EbsVolumeConfig: the root volume takes a key and no size")
        if not disk.get("RootVolume") and "VolumeSizeInGB" not in disk:
            raise Refused(f"{where}: EbsVolumeConfig: VolumeSizeInGB is required beside the root volume")
        if key := exists.key(aws, disk.get("VolumeKmsKeyId")):
            yield key
    for entry in storage:
        if lustre := entry.get("FsxLustreConfig"):
            _check_file_system(aws, lustre, where)


def _check_file_system(aws: Aws, lustre: Record, where: str) -> None:
    systems: list[Json] = aws.fsx.describe_file_systems()["FileSystems"]
    named = {(system["DNSName"], system["LustreConfiguration"]["MountName"]) for system in systems}
    if (lustre["DnsName"], lustre["MountName"]) not in named:
        raise Refused(f"{where}: FsxLustreConfig: there is no file system {lustre['DnsName']} with the mount name {lustre['MountName']}")

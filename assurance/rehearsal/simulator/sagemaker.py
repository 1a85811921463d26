"""SageMaker model, endpoint configuration and endpoint: whole, where moto keeps half of what it is given."""

import re
import time
from collections.abc import Callable

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.policies import as_list, statements
from assurance.rehearsal.simulator.records import Operation, Parameters, Record, Records, operation, retag
from assurance.rehearsal.values import Json
from blueprint.facts.instances import instances
from blueprint.facts.partitions import service_principal

PRINCIPAL = service_principal("sagemaker")
ECR_IMAGE = re.compile(r"(?P<account>\d{12})\.dkr[.-]ecr\.(?P<region>[a-z0-9-]+)\.(?P<suffix>[a-z.]+)/(?P<name>[a-z0-9/._-]+?)(?:[:@].+)?")
Check = Callable[[Aws, Json, Parameters], None]


def check_model(aws: Aws, _backend: Json, given: Parameters) -> None:
    """The role can be taken by SageMaker, the network is there, the images' repositories are."""
    _check_role(aws, given["ExecutionRoleArn"])
    network = given.get("VpcConfig", {})
    exists.subnets(aws, network.get("Subnets", []))
    exists.security_groups(aws, network.get("SecurityGroupIds", []))
    containers = [given["PrimaryContainer"]] if "PrimaryContainer" in given else given.get("Containers", [])
    if not containers:
        raise Refused("PrimaryContainer: required")
    for container in containers:
        _check_image(aws, container.get("Image", ""))
        source = container.get("ModelDataSource", {}).get("S3DataSource", {}).get("S3Uri") or container.get("ModelDataUrl")
        if source:
            exists.bucket(aws, source.removeprefix("s3://").split("/", 1)[0])


def _check_role(aws: Aws, arn: str) -> None:
    exists.role(aws, arn)
    trust = aws.iam.get_role(RoleName=arn.rsplit("/", 1)[-1])["Role"]["AssumeRolePolicyDocument"]
    taken_by = {service for statement in statements(trust) for service in as_list(statement["Principal"].get("Service"))}
    if PRINCIPAL not in taken_by:
        raise Refused(f"ExecutionRoleArn: {arn} does not trust {PRINCIPAL}")


def _check_image(aws: Aws, image: str) -> None:
    named = ECR_IMAGE.fullmatch(image)
    if not named or named["region"] != aws.region or named["suffix"] != aws.dns_suffix:
        raise Refused(f"Image: {image!r} is not in this region's registry")
    if named["account"] == aws.account:
        try:
            aws.ecr.describe_repositories(repositoryNames=[named["name"]])
        except aws.ecr.exceptions.RepositoryNotFoundException:
            raise Refused(f"Image: the repository {named['name']} does not exist") from None


def check_config(aws: Aws, backend: Json, given: Parameters) -> None:
    """The key and every variant's model are there; a key needs a volume that takes one."""
    key = exists.key(aws, given.get("KmsKeyId"))
    for variant in given["ProductionVariants"]:
        model = variant.get("ModelName")
        if model not in Records.of(backend, "Model"):
            raise Refused(f"ModelName: {model} does not exist")
        kind = variant.get("InstanceType", "").removeprefix("ml.")
        if kind not in instances():
            raise Refused(f"InstanceType: {kind} is not in the facts")
        if key and instances()[kind].has_local_nvme:
            raise Refused(f"KmsKeyId: ml.{kind} keeps its volume on local NVMe, which takes no key")


def check_endpoint(_aws: Aws, backend: Json, given: Parameters) -> None:
    """The configuration is there."""
    if given["EndpointConfigName"] not in Records.of(backend, "EndpointConfig"):
        raise Refused(f"EndpointConfigName: {given['EndpointConfigName']} does not exist")


KINDS: dict[str, tuple[str, str, Check]] = {
    "Model": ("model", "model", check_model),
    "EndpointConfig": ("endpoint_config", "endpoint-config", check_config),
    "Endpoint": ("endpoint", "endpoint", check_endpoint),
}


def _create(kind: str, arn_part: str, check: Check) -> Operation:
    def create(aws: Aws, backend: Json, given: Parameters) -> Record:
        known, name = Records.of(backend, kind), given[f"{kind}Name"]
        if name in known:
            raise Refused(f"Cannot create already existing {arn_part} {name!r}")
        check(aws, backend, given)
        arn = aws.arn("sagemaker", f"{arn_part}/{name}")
        known[name] = {
            **given,
            f"{kind}Arn": arn,
            "CreationTime": time.time(),
            f"{kind}Status": "InService",
            "LastModifiedTime": time.time(),
        }
        return {f"{kind}Arn": arn}

    return operation(create, "ValidationException", "sagemaker_backend")


def _describe(kind: str) -> Operation:
    def describe(_aws: Aws, backend: Json, given: Parameters) -> Record:
        return Records.of(backend, kind).one(given[f"{kind}Name"], "ValidationException")

    return operation(describe, "ValidationException", "sagemaker_backend")


def _delete(kind: str) -> Operation:
    def delete(_aws: Aws, backend: Json, given: Parameters) -> Record:
        known, name = Records.of(backend, kind), given[f"{kind}Name"]
        known.one(name, "ValidationException")
        del known[name]
        return {}

    return operation(delete, "ValidationException", "sagemaker_backend")


def _named(backend: Json, arn: str) -> Record:
    for kind in (*KINDS, "Cluster"):
        for record in Records.of(backend, kind).values():
            if record[f"{kind}Arn"] == arn:
                return record
    raise Refused(f"{arn} does not exist")


def list_tags(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """A record's tags."""
    return {"Tags": _named(backend, given["ResourceArn"]).get("Tags", [])}


def tag(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Gives or takes tags."""
    return retag(_named(backend, given["ResourceArn"]), given)


def update_endpoint(aws: Aws, backend: Json, given: Parameters) -> Record:
    """Another configuration for an endpoint: it serves on while the new instances start."""
    record = Records.of(backend, "Endpoint").one(given["EndpointName"], "ValidationException")
    if set(given) != {"EndpointName", "EndpointConfigName"}:
        raise Refused("only EndpointConfigName is modelled")
    check_endpoint(aws, backend, given)
    record |= {"EndpointConfigName": given["EndpointConfigName"], "LastModifiedTime": time.time()}
    return {"EndpointArn": record["EndpointArn"]}


OPERATIONS: dict[str, Operation] = {
    **{f"create_{snake}": _create(kind, arn_part, check) for kind, (snake, arn_part, check) in KINDS.items()},
    **{f"describe_{snake}": _describe(kind) for kind, (snake, _, _) in KINDS.items()},
    **{f"delete_{snake}": _delete(kind) for kind, (snake, _, _) in KINDS.items()},
    "add_tags": operation(tag, "ValidationException", "sagemaker_backend"),
    "delete_tags": operation(tag, "ValidationException", "sagemaker_backend"),
    "update_endpoint": operation(update_endpoint, "ValidationException", "sagemaker_backend"),
    "list_tags": operation(list_tags, "ValidationException", "sagemaker_backend"),
}

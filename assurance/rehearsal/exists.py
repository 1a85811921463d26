"""What a property names has to be there: services refuse a resource that points into nothing."""

from collections.abc import Callable, Iterable

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.values import Json


def _asked(what: str, ask: Callable[[], Json]) -> Json:
    try:
        return ask()
    except ClientError as error:
        raise Refused(f"{what}: {error.response['Error'].get('Message') or error.response['Error']['Code']}") from None


def key(aws: Aws, key_id: str | None) -> str | None:
    """The ARN of an enabled KMS key."""
    if key_id is None:
        return None
    metadata = _asked(f"KMS key {key_id}", lambda: aws.kms.describe_key(KeyId=key_id))["KeyMetadata"]
    if metadata["KeyState"] != "Enabled":
        raise Refused(f"KMS key {key_id} is {metadata['KeyState']}")
    return str(metadata["Arn"])


def vpc(aws: Aws, vpc_id: str) -> None:
    """A VPC."""
    _asked(f"VPC {vpc_id}", lambda: aws.ec2.describe_vpcs(VpcIds=[vpc_id]))


def subnets(aws: Aws, ids: Iterable[str]) -> list[Json]:
    """Subnets, as EC2 describes them."""
    wanted = list(ids)
    return list(_asked(f"subnets {', '.join(wanted)}", lambda: aws.ec2.describe_subnets(SubnetIds=wanted))["Subnets"]) if wanted else []


def security_groups(aws: Aws, ids: Iterable[str]) -> list[Json]:
    """Security groups, as EC2 describes them."""
    wanted = list(ids)
    if not wanted:
        return []
    return list(_asked(f"security groups {', '.join(wanted)}", lambda: aws.ec2.describe_security_groups(GroupIds=wanted))["SecurityGroups"])


def bucket(aws: Aws, name: str) -> None:
    """A bucket of this account."""
    _asked(f"bucket {name}", lambda: aws.s3.head_bucket(Bucket=name))


def role(aws: Aws, arn: str | None) -> None:
    """An IAM role, by ARN or name."""
    if arn is not None:
        _asked(f"role {arn}", lambda: aws.iam.get_role(RoleName=arn.rsplit("/", 1)[-1]))


def image(aws: Aws, image_id: str) -> None:
    """A machine image that this account may start."""
    _asked(f"image {image_id}", lambda: aws.ec2.describe_images(ImageIds=[image_id]))


def log_group(aws: Aws, arn_or_name: str) -> None:
    """A log group, by name or ARN (with or without the trailing `:*`)."""
    name = arn_or_name.removesuffix(":*").rsplit("log-group:", 1)[-1]
    groups = aws.logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    if name not in {group["logGroupName"] for group in groups}:
        raise Refused(f"log group {name} does not exist")

"""The Lustre file system and what ties it to a bucket."""

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType, found_one
from assurance.rehearsal.values import Json


def create_file_system(aws: Aws, given: Properties, _name: str) -> Made:
    """A file system: CloudFormation's properties are the API's own."""
    made = call(aws.fsx, "create_file_system", **given.rest())["FileSystem"]
    attributes = {
        "ResourceARN": made["ResourceARN"],
        "DNSName": made["DNSName"],
        "LustreMountName": made["LustreConfiguration"]["MountName"],
    }
    return Made(made["FileSystemId"], attributes)


def read_file_system(aws: Aws, file_system: str) -> dict[str, Json]:
    """The file system; its security groups are those of its network interfaces, as on AWS."""
    found = found_one(aws.fsx.describe_file_systems(FileSystemIds=[file_system])["FileSystems"], file_system)
    interfaces = aws.ec2.describe_network_interfaces(NetworkInterfaceIds=found["NetworkInterfaceIds"])["NetworkInterfaces"]
    mount_name = found["LustreConfiguration"]["MountName"]
    return {
        **found,
        "LustreMountName": mount_name,
        "SecurityGroupIds": sorted({group["GroupId"] for card in interfaces for group in card["Groups"]}),
    }


def create_association(aws: Aws, given: Properties, _name: str) -> Made:
    """A folder of the file system that is a prefix of a bucket."""
    made = call(aws.fsx, "create_data_repository_association", **given.rest())["Association"]
    return Made(made["AssociationId"], {"AssociationId": made["AssociationId"], "ResourceARN": made["ResourceARN"]})


def read_association(aws: Aws, association: str) -> dict[str, Json]:
    """The association."""
    return dict(found_one(aws.fsx.describe_data_repository_associations(AssociationIds=[association])["Associations"], association))


TYPES = (
    ResourceType("AWS::FSx::FileSystem", create_file_system, read_file_system),
    ResourceType("AWS::FSx::DataRepositoryAssociation", create_association, read_association),
)

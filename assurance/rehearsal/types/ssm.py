"""Parameters, documents, and what runs documents on a schedule."""

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType
from assurance.rehearsal.values import Json


def create_parameter(aws: Aws, given: Properties, name: str) -> Made:
    """A parameter; CloudFormation writes its tags as a mapping."""
    name, value = given.take("Name", name), given.need("Value")
    tags = [{"Key": key, "Value": text} for key, text in given.take("Tags", {}).items()]
    call(aws.ssm, "put_parameter", Name=name, Value=value, Tags=tags or None, **given.rest())
    return Made(name, {"Type": "String", "Value": value})


def read_parameter(aws: Aws, name: str) -> dict[str, Json]:
    """The value, and what DescribeParameters knows beside it."""
    value = aws.ssm.get_parameter(Name=name)["Parameter"]
    known = aws.ssm.describe_parameters(ParameterFilters=[{"Key": "Name", "Values": [name]}])["Parameters"]
    tags = aws.ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=name)["TagList"]
    return {**(known[0] if known else {}), **value, "Tags": {tag["Key"]: tag["Value"] for tag in tags}}


def create_document(aws: Aws, given: Properties, name: str) -> Made:
    """A document of steps; the update method says what a later template does to it."""
    name = given.take("Name", name)
    given.take("UpdateMethod")
    call(aws.ssm, "create_document", Name=name, **given.rest())
    return Made(name)


def read_document(aws: Aws, name: str) -> dict[str, Json]:
    """The document with its content."""
    content = aws.ssm.get_document(Name=name)
    return {**aws.ssm.describe_document(Name=name)["Document"], **content}


def create_association(aws: Aws, given: Properties, _name: str) -> Made:
    """A schedule for a document that is there."""
    document = given.need("Name")
    try:
        aws.ssm.describe_document(Name=document)
    except ClientError as error:
        raise Refused(f"Name: the document {document}: {error.response['Error']['Message']}") from None
    made = call(aws.ssm, "create_association", Name=document, **given.rest())["AssociationDescription"]
    return Made(made["AssociationId"], {"AssociationId": made["AssociationId"]})


def read_association(aws: Aws, association: str) -> dict[str, Json]:
    """The association and its tags."""
    found = aws.ssm.describe_association(AssociationId=association)["AssociationDescription"]
    return {**found, "Tags": aws.ssm.list_tags_for_resource(ResourceType="Association", ResourceId=association)["TagList"]}


TYPES = (
    ResourceType("AWS::SSM::Parameter", create_parameter, read_parameter),
    ResourceType(
        "AWS::SSM::Document", create_document, read_document, {"UpdateMethod": "says what a later template does; no call tells it"}
    ),
    ResourceType("AWS::SSM::Association", create_association, read_association),
)

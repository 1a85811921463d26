"""Analyzers of who may reach what."""

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType
from assurance.rehearsal.values import Json


def create_analyzer(aws: Aws, given: Properties, name: str) -> Made:
    """An analyzer of the account."""
    tags = {tag["Key"]: tag["Value"] for tag in given.take("Tags", [])}
    made = call(
        aws.accessanalyzer,
        "create_analyzer",
        analyzerName=given.take("AnalyzerName", name),
        type=given.need("Type"),
        tags=tags or None,
        configuration=_configuration(given.part("AnalyzerConfiguration")),
    )
    return Made(made["arn"], {"Arn": made["arn"]})


def _configuration(given: Properties) -> dict[str, Json] | None:
    """CloudFormation says `UnusedAccessConfiguration` where the API says `unusedAccess`."""
    unused = given.take("UnusedAccessConfiguration")
    given.finish()
    return {"unusedAccess": unused} if unused is not None else None


def read_analyzer(aws: Aws, arn: str) -> dict[str, Json]:
    """The analyzer by its name, with its tags."""
    try:
        found = aws.accessanalyzer.get_analyzer(analyzerName=arn.rsplit("/", 1)[-1])["analyzer"]
    except aws.accessanalyzer.exceptions.ResourceNotFoundException:
        raise LookupError(f"boto3 finds no {arn}") from None
    configuration = found.get("configuration", {})
    return {
        "Arn": found["arn"],
        "AnalyzerName": found["name"],
        "Type": found["type"],
        "AnalyzerConfiguration": {"UnusedAccessConfiguration": configuration["unusedAccess"]} if configuration else None,
        "Tags": [{"Key": key, "Value": value} for key, value in found.get("tags", {}).items()],
    }


TYPES = (ResourceType("AWS::AccessAnalyzer::Analyzer", create_analyzer, read_analyzer),)

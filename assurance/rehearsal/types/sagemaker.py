"""Model, endpoint configuration, endpoint."""

from collections.abc import Callable

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Create, Made, Read, ResourceType
from assurance.rehearsal.values import Json


def _create(kind: str) -> Create:
    def create(aws: Aws, given: Properties, name: str) -> Made:
        named = f"{kind}Name"
        name = given.take(named, name[:63])
        answer = call(aws.sagemaker, f"create_{SNAKE[kind]}", **{named: name}, **given.rest())
        # `Ref` gives the ARN of all three (CloudFormation template reference).
        return Made(answer[f"{kind}Arn"], {named: name})

    return create


def _read(kind: str) -> Read:
    def read(aws: Aws, arn: str) -> dict[str, Json]:
        describe: Callable[..., dict[str, Json]] = getattr(aws.sagemaker, f"describe_{SNAKE[kind]}")
        return {**describe(**{f"{kind}Name": arn.rsplit("/", 1)[-1]}), "Tags": aws.sagemaker.list_tags(ResourceArn=arn)["Tags"]}

    return read


SNAKE = {"Model": "model", "EndpointConfig": "endpoint_config", "Endpoint": "endpoint"}
TYPES = tuple(ResourceType(f"AWS::SageMaker::{kind}", _create(kind), _read(kind)) for kind in SNAKE)

"""The tags of what the bootstrap makes."""

from typing import Any

from blueprint.settings import Deployment
from stacks.bootstrap.names import Resource

TAKE_A_LIST = frozenset({"AWS::ECR::Repository", "AWS::IAM::Role", "AWS::KMS::Key", "AWS::S3::Bucket"})
TAKE_A_MAPPING = frozenset({"AWS::SSM::Parameter"})


def tags(deployment: Deployment) -> dict[str, str]:
    """The mandatory tags, without `deployment`.

    CloudFormation's role may change keys that carry that tag; the bootstrap's own key is not for it to change.
    """
    return {"bootstrap-of": deployment.name, "owner": deployment.owner, "part": "bootstrap", "stage": deployment.stage}


def tagged(resources: dict[str, Resource], wanted: dict[str, str]) -> dict[str, Resource]:
    """`resources` with tags on all that take them."""
    return {name: _tagged(resource, wanted) for name, resource in resources.items()}


def _tagged(resource: Resource, wanted: dict[str, str]) -> Resource:
    properties: dict[str, Any] = resource["Properties"]
    if resource["Type"] in TAKE_A_MAPPING:
        return resource | {"Properties": properties | {"Tags": wanted}}
    if resource["Type"] in TAKE_A_LIST:
        own = [*properties.get("Tags", ()), *({"Key": key, "Value": value} for key, value in wanted.items())]
        return resource | {"Properties": properties | {"Tags": own}}
    return resource

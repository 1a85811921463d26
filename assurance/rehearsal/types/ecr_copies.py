"""Images in another registry: who sends them, and who takes them. A registry has one of each."""

import json

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.policies import check_policy
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType
from assurance.rehearsal.values import Json
from blueprint.facts.backup import limit


def create_replication(aws: Aws, given: Properties, _name: str) -> Made:
    """The registry's rules; refused where it has some already, which these would replace."""
    wanted = given.need("ReplicationConfiguration")
    if len(wanted["Rules"]) > limit("image_rules"):
        raise Refused(f"Rules: {len(wanted['Rules'])}: at most {limit('image_rules')}")
    if aws.ecr.describe_registry()["replicationConfiguration"]["rules"]:
        raise Refused("the registry has a replication configuration already")
    call(aws.ecr, "put_replication_configuration", ReplicationConfiguration=wanted)
    return Made(aws.account, {"RegistryId": aws.account})


def read_replication(aws: Aws, _registry: str) -> dict[str, Json]:
    """The rules as ECR holds them."""
    found = aws.ecr.describe_registry()["replicationConfiguration"]
    if not found["rules"]:
        raise LookupError("the registry replicates nothing")
    return {"ReplicationConfiguration": found}


def create_policy(aws: Aws, given: Properties, _name: str) -> Made:
    """Who may replicate into the registry."""
    policy = given.need("PolicyText")
    check_policy(aws, policy, principals=True)
    aws.ecr.put_registry_policy(policyText=json.dumps(policy))
    return Made(aws.account, {"RegistryId": aws.account})


def read_policy(aws: Aws, _registry: str) -> dict[str, Json]:
    """The policy as ECR holds it."""
    return {"PolicyText": aws.ecr.get_registry_policy()["policyText"]}


TYPES = (
    ResourceType("AWS::ECR::ReplicationConfiguration", create_replication, read_replication),
    ResourceType("AWS::ECR::RegistryPolicy", create_policy, read_policy),
)

"""Image repositories."""

import json
from contextlib import suppress

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.policies import check_policy
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType, found_one
from assurance.rehearsal.values import Json


def create_repository(aws: Aws, given: Properties, name: str) -> Made:
    """A repository, its policy and how long it keeps images."""
    name = given.take("RepositoryName", name.lower())
    encryption, policy, lifecycle = given.take("EncryptionConfiguration"), given.take("RepositoryPolicyText"), given.part("LifecyclePolicy")
    if encryption:
        exists.key(aws, encryption.get("KmsKey"))
    given.take("EmptyOnDelete")
    made = call(aws.ecr, "create_repository", RepositoryName=name, EncryptionConfiguration=encryption, **given.rest())["repository"]
    if policy is not None:
        check_policy(aws, policy, principals=True, resources=False)
        aws.ecr.set_repository_policy(repositoryName=name, policyText=json.dumps(policy))
    text = lifecycle.take("LifecyclePolicyText")
    if text is not None:
        aws.ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=text)
    lifecycle.finish()
    return Made(name, {"Arn": made["repositoryArn"], "RepositoryUri": made["repositoryUri"]})


def read_repository(aws: Aws, name: str) -> dict[str, Json]:
    """The repository, its policies and tags."""
    found = found_one(aws.ecr.describe_repositories(repositoryNames=[name])["repositories"], name)
    read = {**found, "Arn": found["repositoryArn"], "Tags": aws.ecr.list_tags_for_resource(resourceArn=found["repositoryArn"])["tags"]}
    with suppress(aws.ecr.exceptions.RepositoryPolicyNotFoundException):
        read["RepositoryPolicyText"] = aws.ecr.get_repository_policy(repositoryName=name)["policyText"]
    with suppress(aws.ecr.exceptions.LifecyclePolicyNotFoundException):
        read["LifecyclePolicy"] = {"LifecyclePolicyText": aws.ecr.get_lifecycle_policy(repositoryName=name)["lifecyclePolicyText"]}
    return read


TYPES = (
    ResourceType("AWS::ECR::Repository", create_repository, read_repository, {"EmptyOnDelete": "used when the repository is deleted"}),
)

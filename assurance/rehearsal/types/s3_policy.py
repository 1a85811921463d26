"""Bucket policies."""

import json

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.policies import as_list, check_policy, statements
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.types.model import Made, ResourceType
from assurance.rehearsal.values import Json


def create_policy(aws: Aws, given: Properties, _name: str) -> Made:
    """The policy, refused when it speaks of another bucket (S3: "Policy has invalid resource")."""
    bucket, policy = given.need("Bucket"), given.need("PolicyDocument")
    exists.bucket(aws, bucket)
    check_policy(aws, policy, principals=True)
    own = f"arn:{aws.partition}:s3:::{bucket}"
    for statement in statements(policy):
        for resource in as_list(statement.get("Resource")) + as_list(statement.get("NotResource")):
            if resource != own and not str(resource).startswith(f"{own}/"):
                raise Refused(f"policy: {resource!r} is not in the bucket {bucket}")
    aws.s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))
    return Made(bucket)


def read_policy(aws: Aws, bucket: str) -> dict[str, Json]:
    """The policy as S3 holds it."""
    return {"Bucket": bucket, "PolicyDocument": aws.s3.get_bucket_policy(Bucket=bucket)["Policy"]}


TYPES = (ResourceType("AWS::S3::BucketPolicy", create_policy, read_policy),)

"""Where the load balancer's access logs lie."""

from aws_cdk import Stack
from aws_cdk.aws_iam import PolicyStatement, ServicePrincipal

from blueprint.facts.data_classes import DataClass
from blueprint.settings import Deployment
from constructs import Construct
from sovereign import key_policy as may
from sovereign.data_bucket import DataBucket
from sovereign.own_key import OwnKey
from sovereign.services import principal

DELIVERY = "delivery.logs"
"""The service that brings a network load balancer's logs (Network Load Balancer guide, Enable access logs)."""


class BalancerLogs(Construct):
    """A bucket under a key of its own, into which the log delivery of this account and region alone may write."""

    def __init__(self, scope: Construct, construct_id: str, *, deployment: Deployment) -> None:
        super().__init__(scope, construct_id)
        stack = Stack.of(self)
        source = {
            "StringEquals": {"aws:SourceAccount": stack.account},
            "ArnLike": {"aws:SourceArn": f"arn:{stack.partition}:logs:{stack.region}:{stack.account}:*"},
        }
        key = OwnKey(
            self,
            "Key",
            deployment=deployment.name,
            purpose="balancer-logs",
            rotation_days=deployment.keys.rotation_days,
            deletion_window_days=deployment.keys.deletion_window_days,
            use=[
                may.service("LetTheDeliveryWrite", principal(DELIVERY), ("kms:Decrypt", "kms:GenerateDataKey"), source),
                may.use_through(self, ["s3"]),
            ],
        )
        self.bucket = DataBucket(
            self,
            "Logs",
            deployment=deployment.name,
            data_class=DataClass.LOGS,
            key=key,
            noncurrent_version_days=deployment.audit.log_retention_days,
        ).bucket
        for statement in self._delivery(source):
            self.bucket.add_to_resource_policy(statement)

    def _delivery(self, source: dict[str, dict[str, str]]) -> list[PolicyStatement]:
        delivery = [ServicePrincipal(principal(DELIVERY))]
        equal = {**source["StringEquals"], "s3:x-amz-acl": "bucket-owner-full-control"}
        return [
            PolicyStatement(
                sid="LetTheDeliveryLook",
                principals=delivery,
                actions=["s3:GetBucketAcl"],
                resources=[self.bucket.bucket_arn],
                conditions=source,
            ),
            PolicyStatement(
                sid="LetTheDeliveryWrite",
                principals=delivery,
                actions=["s3:PutObject"],
                resources=[self.bucket.arn_for_objects(f"AWSLogs/{Stack.of(self).account}/*")],
                conditions={**source, "StringEquals": equal},
            ),
        ]

"""Container images, filled by the audited intake alone."""

import json
from collections.abc import Iterable

from aws_cdk import RemovalPolicy, Stack
from aws_cdk.aws_ecr import CfnRepository
from aws_cdk.aws_kms import IKey

from constructs import Construct

PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
UNTAGGED_DAYS = 30
UNTAGGED_GO = {
    "rules": [
        {
            "rulePriority": 1,
            "description": "An image that lost its tag goes; a tagged one stays, for a manifest may name it",
            "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": UNTAGGED_DAYS},
            "action": {"type": "expire"},
        }
    ]
}


class ImageRegistry(Construct):
    """One repository for each image: a tag never moves, every push is scanned, layers lie under our own key."""

    def __init__(self, scope: Construct, construct_id: str, *, deployment: str, repositories: Iterable[str], key: IKey) -> None:
        super().__init__(scope, construct_id)
        self.repositories = {name: self._repository(deployment, name, key) for name in repositories}

    def _repository(self, deployment: str, name: str, key: IKey) -> CfnRepository:
        repository = CfnRepository(
            self,
            name.capitalize(),
            repository_name=f"{deployment}/{name}",
            image_tag_mutability="IMMUTABLE",
            image_scanning_configuration=CfnRepository.ImageScanningConfigurationProperty(scan_on_push=True),
            lifecycle_policy=CfnRepository.LifecyclePolicyProperty(lifecycle_policy_text=json.dumps(UNTAGGED_GO)),
            encryption_configuration=CfnRepository.EncryptionConfigurationProperty(encryption_type="KMS", kms_key=key.key_arn),
        )
        repository.apply_removal_policy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
        return repository


def addon_images(scope: Construct, account: str) -> str:
    """The images of EKS's own add-ons, as a pattern for a policy; they lie in a registry of AWS's own."""
    stack = Stack.of(scope)
    return f"arn:{stack.partition}:ecr:{stack.region}:{account}:repository/eks/*"

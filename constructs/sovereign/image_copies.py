"""Images in a second registry: what sends them, and what takes them."""

from collections.abc import Iterable

from aws_cdk import RemovalPolicy
from aws_cdk.aws_ecr import CfnRegistryPolicy, CfnReplicationConfiguration, CfnRepository
from aws_cdk.aws_iam import AccountPrincipal, AnyPrincipal, Effect, PolicyDocument, PolicyStatement
from aws_cdk.aws_kms import IKey

from constructs import Construct
from sovereign.acknowledgement import Pack, acknowledge
from sovereign.backup_places import End

KEPT = "Nothing expires here: an image that a manifest names has to be found when the first registry is gone."


class SendsImages(Construct):
    """Replicates the deployment's repositories, and no others, to the second account. A registry has one such configuration."""

    def __init__(self, scope: Construct, construct_id: str, *, deployment: str, to: End) -> None:
        super().__init__(scope, construct_id)
        kind = CfnReplicationConfiguration
        rule = kind.ReplicationRuleProperty(
            destinations=[kind.ReplicationDestinationProperty(region=to.region, registry_id=to.account)],
            repository_filters=[kind.RepositoryFilterProperty(filter=f"{deployment}/", filter_type="PREFIX_MATCH")],
        )
        kind(self, "Rules", replication_configuration=kind.ReplicationConfigurationProperty(rules=[rule]))


class TakesImages(Construct):
    """One repository for each of the first registry's, made beforehand.

    ECR copies no settings with an image, and makes a repository with its defaults where it may. Here it may not: it finds fixed tags, a
    key of ours and a policy by which nobody deletes.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, deployment: str, repositories: Iterable[str], key: IKey, of: End, here: End
    ) -> None:
        super().__init__(scope, construct_id)
        for name in repositories:
            self._repository(f"{deployment}/{name}", name, key)
        replicate = PolicyStatement(
            sid="TakeImagesOfTheOtherAccount",
            principals=[AccountPrincipal(of.account)],
            actions=["ecr:ReplicateImage"],
            resources=[f"arn:{here.partition}:ecr:{here.region}:{here.account}:repository/{deployment}/*"],
        )
        CfnRegistryPolicy(self, "Policy", policy_text=PolicyDocument(statements=[replicate]))

    def _repository(self, full_name: str, name: str, key: IKey) -> None:
        keep = PolicyStatement(
            sid="DenyDeletion",
            effect=Effect.DENY,
            principals=[AnyPrincipal()],
            actions=["ecr:BatchDeleteImage", "ecr:DeleteRepository", "ecr:PutLifecyclePolicy"],
        )
        repository = CfnRepository(
            self,
            name.capitalize(),
            repository_name=full_name,
            image_tag_mutability="IMMUTABLE",
            image_scanning_configuration=CfnRepository.ImageScanningConfigurationProperty(scan_on_push=True),
            encryption_configuration=CfnRepository.EncryptionConfigurationProperty(encryption_type="KMS", kms_key=key.key_arn),
            repository_policy_text=PolicyDocument(statements=[keep]),
        )
        repository.apply_removal_policy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
        acknowledge(repository, Pack.GUARD, "ecr_private_lifecycle_policy_configured_check", reason=KEPT)

"""One customer-managed key for each class of data that a deployment holds."""

from collections.abc import Iterable
from typing import NamedTuple

from aws_cdk import Stack, Tags
from aws_cdk.aws_iam import PolicyDocument, PolicyStatement
from aws_cdk.aws_kms import CfnAlias, IKey, Key

from blueprint.facts.data_classes import DataClass
from blueprint.facts.partitions import PRINCIPAL_SUFFIX
from blueprint.settings import Keys
from constructs import Construct
from sovereign import key_policy as may
from sovereign.folder_keys import FolderKey, folder_keys, not_in
from sovereign.names import alarm_arns, budget_arns, cluster_log_group_name, cluster_log_groups, endpoint_log_group_name, log_group_name
from sovereign.own_key import OwnKey
from sovereign.services import principal
from sovereign.trail_key import let_the_trail

FSX_READS_S3 = "s3.data-source.lustre.fsx.{suffix}/AWSServiceRoleForFSxS3Access_*"
SCALING = "autoscaling.{suffix}/AWSServiceRoleForAutoScaling*"
PCS = "pcs.{suffix}/AWSServiceRoleForPCS*"
"""It starts a PCS cluster's nodes (PCS guide, Required KMS key policy for use with encrypted EBS volumes)."""
BUCKETS = frozenset(
    {DataClass.RAW, DataClass.CURATED, DataClass.REJECTS, DataClass.LEDGER, DataClass.CHECKPOINTS, DataClass.MODELS, DataClass.AUDIT}
)
BESIDE_LUSTRE = frozenset({DataClass.RAW, DataClass.CURATED, DataClass.CHECKPOINTS, DataClass.MODELS})


READ_BY_LUSTRE = frozenset({DataClass.RAW, DataClass.CURATED})
EXTERNAL_KEYS = "ExternalKeys"
"""The entry of the keys template's metadata that says, by ARN, which policy each key from outside has to carry."""


class KeyUsers(NamedTuple):
    """Services that use a key only where the deployment has something for them."""

    budgets: bool = False
    configuration: bool = False
    pcs: bool = False
    schedules: bool = False


class DataKeys(Construct):
    """The keys of a deployment, by data class: `keys[DataClass.RAW]`.

    Who may use a key is decided here and not by the stacks that use it: a later stack that added itself to a key
    policy would make the keys depend on everything. A key from outside keeps the policy that its body gave it; what that has to
    say stands in the template's metadata.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: str,
        classes: Iterable[DataClass],
        spec: Keys,
        users: KeyUsers,
    ) -> None:
        super().__init__(scope, construct_id)
        self._deployment, self._spec, self._users = deployment, spec, users
        self._policies: dict[str, PolicyDocument] = {}
        self._keys = {data_class: self._key(data_class) for data_class in classes}
        self._folders = folder_keys(
            self, deployment=deployment, spec=spec, lustre_reads=READ_BY_LUSTRE, lustre_role=self._role(FSX_READS_S3)
        )
        if self._policies:
            self._stack.template_options.metadata = {EXTERNAL_KEYS: self._policies}

    def __getitem__(self, data_class: DataClass) -> IKey:
        return self._keys[data_class]

    def folders(self, data_class: DataClass) -> tuple[FolderKey, ...]:
        """The keys of datasets and tenants in one class."""
        return tuple(folder for folder in self._folders if folder.data_class is data_class)

    def _key(self, data_class: DataClass) -> IKey:
        if arn := self._spec.external.arns.get(data_class):
            return self._from_outside(data_class, arn)
        key = OwnKey(
            self,
            data_class.capitalize(),
            deployment=self._deployment,
            purpose=data_class,
            rotation_days=self._spec.rotation_days,
            deletion_window_days=self._spec.deletion_window_days,
            use=self._use(data_class),
        )
        Tags.of(key).add("data-class", data_class)
        return key

    def _from_outside(self, data_class: DataClass, arn: str) -> IKey:
        """Only named here: CloudFormation makes no key in an external key store or CloudHSM."""
        CfnAlias(self, f"{data_class.capitalize()}Alias", alias_name=f"alias/{self._deployment}/{data_class}", target_key_id=arn)
        self._policies[arn] = PolicyDocument(statements=[may.administration(), may.no_other_grants(), *self._use(data_class)])
        return Key.from_key_arn(self, data_class.capitalize(), arn)

    def _use(self, data_class: DataClass) -> list[PolicyStatement]:
        prefixes = [part.folder for part in self._spec.own_folders if data_class in part.classes]
        apart = [not_in(self, deployment=self._deployment, data_class=data_class, prefixes=prefixes)] if prefixes else []
        return [*self._services(data_class), *apart]

    def _services(self, data_class: DataClass) -> list[PolicyStatement]:
        if data_class is DataClass.LOGS:
            return [self._logs_service()]
        if data_class is DataClass.IMAGES:
            return [may.use_through(self, ["ecr"]), may.grants_through(self, ["ecr"])]
        if data_class is DataClass.VOLUMES:
            return self._volumes()
        if data_class is DataClass.SECRETS:
            return [may.use_through(self, ["eks"]), may.grants_through(self, ["eks"])]
        statements = [may.use_through(self, ["s3"])] if data_class in BUCKETS else []
        if data_class in BESIDE_LUSTRE:
            statements.append(may.service_linked_role(self, "LetLustreReachTheBucket", self._role(FSX_READS_S3), ["s3"]))
        if data_class is DataClass.AUDIT:
            statements += [*let_the_trail(self, self._deployment), *self._publishers(), *self._recorder()]
        return statements

    def _volumes(self) -> list[PolicyStatement]:
        services = ["ec2", "fsx", "sagemaker"]
        starters = {"Scaling": SCALING} | ({"Pcs": PCS} if self._users.pcs else {})
        return [
            may.use_through(self, [*services, *(["scheduler"] if self._users.schedules else [])]),
            may.grants_through(self, services),
            *(may.service_linked_role(self, f"Let{name}OpenDisks", self._role(role), ["ec2"]) for name, role in starters.items()),
            *(may.service_linked_grants(self, f"Let{name}GrantDisks", self._role(role), ["ec2"]) for name, role in starters.items()),
        ]

    def _logs_service(self) -> PolicyStatement:
        prefix = f"arn:{self._stack.partition}:logs:{self._stack.region}:{self._stack.account}:log-group:"
        named = (
            log_group_name(self._deployment, "*"),
            endpoint_log_group_name(self._deployment),
            cluster_log_groups(self._deployment),
            cluster_log_group_name(self._deployment),
        )
        groups = [prefix + name for name in named]
        actions = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo")
        return may.service(
            "LetLogsEncrypt", principal("logs", self._stack.region), actions, {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}}
        )

    def _publishers(self) -> list[PolicyStatement]:
        """Services close what they send to the alarms' topic themselves (SNS Developer Guide, Compatibility with encrypted topics)."""
        sources = {"cloudwatch": ("LetAlarmsPublish", alarm_arns(self, self._deployment))}
        if self._users.budgets:
            sources["budgets"] = ("LetBudgetsPublish", budget_arns(self))
        here = {"aws:SourceAccount": self._stack.account}
        return [
            may.service(sid, service, ("kms:Decrypt", "kms:GenerateDataKey"), {"StringEquals": here, "ArnLike": {"aws:SourceArn": source}})
            for service, (sid, source) in sources.items()
        ]

    def _recorder(self) -> list[PolicyStatement]:
        """AWS Config closes what it delivers itself (Config Developer Guide, Permissions for the KMS Key)."""
        if not self._users.configuration:
            return []
        here = {"StringEquals": {"aws:SourceAccount": self._stack.account}}
        return [may.service("LetConfigDeliver", "config", ("kms:Decrypt", "kms:GenerateDataKey"), here)]

    def _role(self, pattern: str) -> str:
        return pattern.format(suffix=PRINCIPAL_SUFFIX)

    @property
    def _stack(self) -> Stack:
        return Stack.of(self)

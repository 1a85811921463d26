"""One customer-managed key for each class of data that a deployment holds."""

from collections.abc import Iterable

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk.aws_iam import PolicyDocument, PolicyStatement
from aws_cdk.aws_kms import Key

from blueprint.facts.data_classes import DataClass
from blueprint.facts.partitions import PRINCIPAL_SUFFIX
from constructs import Construct
from sovereign import key_policy as may
from sovereign.names import bucket_arn, endpoint_log_group_name, log_group_name, trail_name
from sovereign.services import principal

FSX_READS_S3 = "s3.data-source.lustre.fsx.{suffix}/AWSServiceRoleForFSxS3Access_*"
SCALING = "autoscaling.{suffix}/AWSServiceRoleForAutoScaling*"
BUCKETS = frozenset(
    {DataClass.RAW, DataClass.CURATED, DataClass.REJECTS, DataClass.LEDGER, DataClass.CHECKPOINTS, DataClass.MODELS, DataClass.AUDIT}
)
BESIDE_LUSTRE = frozenset({DataClass.RAW, DataClass.CURATED, DataClass.CHECKPOINTS, DataClass.MODELS})


class DataKeys(Construct):
    """The keys of a deployment, by data class: `keys[DataClass.RAW]`.

    Who may use a key is decided here and not by the stacks that use it: a later stack that added itself to a key
    policy would make the keys depend on everything.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: str,
        classes: Iterable[DataClass],
        rotation_days: int,
        deletion_window_days: int,
    ) -> None:
        super().__init__(scope, construct_id)
        self._deployment = deployment
        self._keys = {data_class: self._key(data_class, rotation_days, deletion_window_days) for data_class in classes}

    def __getitem__(self, data_class: DataClass) -> Key:
        return self._keys[data_class]

    def _key(self, data_class: DataClass, rotation_days: int, deletion_window_days: int) -> Key:
        return Key(
            self,
            data_class.capitalize(),
            alias=f"{self._deployment}/{data_class}",
            description=f"{self._deployment}: {data_class}",
            enable_key_rotation=True,
            rotation_period=Duration.days(rotation_days),
            pending_window=Duration.days(deletion_window_days),
            removal_policy=RemovalPolicy.RETAIN,
            policy=PolicyDocument(statements=[may.administration(), may.no_other_grants(), *self._use(data_class)]),
        )

    def _use(self, data_class: DataClass) -> list[PolicyStatement]:
        if data_class is DataClass.LOGS:
            return [self._logs_service()]
        if data_class is DataClass.IMAGES:
            return [may.use_through(self, ["ecr"]), may.grants_through(self, ["ecr"])]
        if data_class is DataClass.VOLUMES:
            return self._volumes()
        statements = [may.use_through(self, ["s3"])] if data_class in BUCKETS else []
        if data_class in BESIDE_LUSTRE:
            statements.append(may.service_linked_role(self, "LetLustreReachTheBucket", self._role(FSX_READS_S3), ["s3"]))
        if data_class is DataClass.AUDIT:
            statements += self._trail_service()
        return statements

    def _volumes(self) -> list[PolicyStatement]:
        services = ["ec2", "fsx", "sagemaker"]
        return [
            may.use_through(self, services),
            may.grants_through(self, services),
            may.service_linked_role(self, "LetScalingOpenDisks", self._role(SCALING), ["ec2"]),
            may.service_linked_grants(self, "LetScalingGrantDisks", self._role(SCALING), ["ec2"]),
        ]

    def _logs_service(self) -> PolicyStatement:
        prefix = f"arn:{self._stack.partition}:logs:{self._stack.region}:{self._stack.account}:log-group:"
        groups = [prefix + log_group_name(self._deployment, "*"), prefix + endpoint_log_group_name(self._deployment)]
        actions = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo")
        return may.service(
            "LetLogsEncrypt", principal("logs", self._stack.region), actions, {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}}
        )

    def _trail_service(self) -> list[PolicyStatement]:
        trail = f"arn:{self._stack.partition}:cloudtrail:{self._stack.region}:{self._stack.account}:trail/{trail_name(self._deployment)}"
        ours = {"aws:SourceArn": trail}
        context = {"kms:EncryptionContext:aws:cloudtrail:arn": trail}
        bucket = {"kms:EncryptionContext:aws:s3:arn": f"{bucket_arn(self, self._deployment, DataClass.AUDIT)}*"}
        return [
            may.service("LetTheTrailEncrypt", "cloudtrail", ("kms:GenerateDataKey",), {"StringEquals": ours, "ArnEquals": context}),
            may.service(
                "LetTheTrailFillItsBucket", "cloudtrail", ("kms:Decrypt", "kms:GenerateDataKey"), {"StringEquals": ours, "ArnLike": bucket}
            ),
            may.service("LetTheTrailSeeTheKey", "cloudtrail", ("kms:DescribeKey",), {"StringEquals": ours}),
        ]

    def _role(self, pattern: str) -> str:
        return pattern.format(suffix=PRINCIPAL_SUFFIX)

    @property
    def _stack(self) -> Stack:
        return Stack.of(self)

"""The lake's buckets, one a data class."""

from aws_cdk.aws_s3 import Bucket, ObjectLockRetention

from blueprint.facts.data_classes import WRITE_ONCE, DataClass
from constructs import Construct
from sovereign.data_bucket import ERASABLE, DataBucket
from sovereign.data_keys import DataKeys

LAKE = (DataClass.RAW, DataClass.CURATED, DataClass.REJECTS, DataClass.LEDGER, DataClass.CHECKPOINTS, DataClass.MODELS)


class LakeBuckets(Construct):
    """`buckets[DataClass.RAW]` and its siblings; the write-once classes are locked."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: str,
        keys: DataKeys,
        noncurrent_version_days: int,
        rejects_days: int | None = None,
        lock: ObjectLockRetention,
    ) -> None:
        super().__init__(scope, construct_id)
        self._buckets = {
            data_class: DataBucket(
                self,
                data_class.capitalize(),
                deployment=deployment,
                data_class=data_class,
                key=keys[data_class],
                folders=keys.folders(data_class),
                noncurrent_version_days=noncurrent_version_days,
                expires_after_days=rejects_days if data_class is DataClass.REJECTS else None,
                lock=lock if data_class in WRITE_ONCE else ERASABLE,
            ).bucket
            for data_class in LAKE
        }

    def __getitem__(self, data_class: DataClass) -> Bucket:
        return self._buckets[data_class]

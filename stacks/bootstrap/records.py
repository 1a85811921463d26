"""What CloudFormation may do for buckets and for the trail, in either account."""

from sovereign.names import trail_name
from stacks.bootstrap.names import Statement, allow, arn, sub

ASPECTS = (
    "BucketLogging",
    "BucketObjectLockConfiguration",
    "BucketOwnershipControls",
    "BucketPolicy",
    "BucketPublicAccessBlock",
    "BucketTagging",
    "BucketVersioning",
    "EncryptionConfiguration",
    "LifecycleConfiguration",
)
BUCKET = (
    "CreateBucket DeleteBucket DeleteBucketPolicy GetBucketAcl GetBucketLocation ListBucket ListTagsForResource TagResource UntagResource"
)
READ_WHOLE = (
    "GetAccelerateConfiguration GetAnalyticsConfiguration GetBucketAbac GetBucketCORS GetBucketMetadataTableConfiguration "
    "GetBucketNotification GetBucketWebsite GetIntelligentTieringConfiguration GetInventoryConfiguration "
    "GetMetricsConfiguration GetReplicationConfiguration"
)
"""CloudFormation reads a bucket whole, what no template here sets too."""

TRAIL = (
    "AddTags CreateTrail DeleteTrail GetEventConfiguration GetEventSelectors GetInsightSelectors GetTrail GetTrailStatus ListTags "
    "PutEventSelectors RemoveTags StartLogging StopLogging UpdateTrail"
)


def keep_buckets(name: str) -> Statement:
    """Buckets that carry the deployment's name."""
    calls = [f"{verb}{aspect}" for aspect in ASPECTS for verb in ("Get", "Put")] + BUCKET.split() + READ_WHOLE.split()
    return allow("KeepBuckets", [f"s3:{call}" for call in calls], sub(f"arn:${{AWS::Partition}}:s3:::{name}-*"))


def keep_the_trail(name: str) -> list[Statement]:
    """The one trail of an account that is the deployment's."""
    return [
        allow("KeepTheTrail", [f"cloudtrail:{call}" for call in TRAIL.split()], arn("cloudtrail", f"trail/{trail_name(name)}")),
        allow("ReadTrails", ["cloudtrail:DescribeTrails"], "*"),
    ]

"""A trail by hand, sound in all its parts, and ways to change one of them."""

from typing import Any

KEY = {"Key": {"Type": "AWS::KMS::Key", "Properties": {}}}
MANAGEMENT = {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
TRAIL_ARN = "arn:aws:cloudtrail:eu-central-1:111122223333:trail/own"
LOCK = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 365}}}
DELIVER = {
    "Effect": "Allow",
    "Principal": {"Service": "cloudtrail.amazonaws.com"},
    "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::records/AWSLogs/111122223333/*",
    "Condition": {"StringEquals": {"aws:SourceArn": TRAIL_ARN}},
}
Resources = dict[str, Any]


def data(*fields: dict[str, Any], kind: str = "AWS::S3::Object") -> dict[str, Any]:
    """A selector of data events."""
    about = [{"Field": "eventCategory", "Equals": ["Data"]}, {"Field": "resources.type", "Equals": [kind]}]
    return {"FieldSelectors": [*about, *fields]}


def below(*prefixes: object, **more: object) -> dict[str, Any]:
    """The field that holds a selector to some ARNs."""
    return {"Field": "resources.ARN", "StartsWith": list(prefixes), **more}


OWN_RECORDS = data(below("arn:aws:s3:::records/"), {"Field": "eventName", "NotEquals": ["PutObject"]})


def without_nothing(properties: dict[str, Any]) -> dict[str, Any]:
    """What is None is left out."""
    return {name: value for name, value in properties.items() if value is not None}


def trail(*selectors: dict[str, Any], **changes: Any) -> Resources:
    """A trail and its bucket; `selectors` are beside those of management events and of its own records."""
    properties = {
        "TrailName": "own",
        "IsLogging": True,
        "EnableLogFileValidation": True,
        "IsMultiRegionTrail": True,
        "KMSKeyId": {"Fn::GetAtt": ["Key", "Arn"]},
        "S3BucketName": {"Ref": "Records"},
        "AdvancedEventSelectors": [MANAGEMENT, OWN_RECORDS, *selectors],
        **changes,
    }
    return {**KEY, **records(), "Trail": {"Type": "AWS::CloudTrail::Trail", "Properties": without_nothing(properties)}}


def records(*statements: dict[str, Any], **changes: Any) -> Resources:
    """The bucket of the trail's records, with its policy."""
    properties = {"BucketName": "records", "ObjectLockEnabled": True, "ObjectLockConfiguration": LOCK, **changes}
    policy = {"Bucket": {"Ref": "Records"}, "PolicyDocument": {"Statement": [*(statements or (DELIVER,))]}}
    return {
        "Records": {"Type": "AWS::S3::Bucket", "Properties": without_nothing(properties)},
        "RecordsPolicy": {"Type": "AWS::S3::BucketPolicy", "Properties": policy},
    }


def bucket(name: str | None = "data") -> Resources:
    """A bucket of data."""
    return {"Data": {"Type": "AWS::S3::Bucket", "Properties": without_nothing({"BucketName": name})}}


def role(*statements: dict[str, Any], service: str = "ec2.amazonaws.com", **more: Any) -> Resources:
    """A role that may do what the statements say."""
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}]}
    policies = [{"PolicyName": "work", "PolicyDocument": {"Statement": list(statements)}}]
    return {"Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust, "Policies": policies, **more}}}


def may(action: object, resource: object = "*") -> dict[str, Any]:
    """A statement of an identity's policy."""
    return {"Effect": "Allow", "Action": action, "Resource": resource}

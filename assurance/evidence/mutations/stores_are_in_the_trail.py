"""Attacks on `stores_are_in_the_trail`: trails that can be stopped or changed, and touches that no selector takes."""

from collections.abc import Callable
from typing import Any

from assurance.evidence.mutations.draft import Draft, Found, Properties
from assurance.evidence.mutations.mutation import Register
from assurance.evidence.mutations.second_trail import OBJECTS, ROLE, TRAIL, in_the_second_account, records_of

register = Register("stores_are_in_the_trail")

BUCKET, BUCKET_POLICY = "AWS::S3::Bucket", "AWS::S3::BucketPolicy"
Fields = list[dict[str, Any]]


def trail(draft: Draft) -> Properties:
    """The trail's properties, to be changed."""
    return draft.first(TRAIL).properties


def store(draft: Draft) -> Found:
    """The bucket of the trail's records."""
    return records_of(draft, draft.first(TRAIL))


def policy_of_store(draft: Draft) -> list[dict[str, Any]]:
    """The statements of that bucket's policy, to be changed."""
    bucket = store(draft)
    policy = next(
        each for each in draft.every(BUCKET_POLICY) if each.properties["Bucket"] == bucket.ref and each.template == bucket.template
    )
    found: list[dict[str, Any]] = policy.properties["PolicyDocument"]["Statement"]
    return found


def selectors(draft: Draft, category: str, where: Callable[[Fields], Any] = lambda _: True) -> list[dict[str, Any]]:
    """The trail's selectors of one category that agree, to be changed."""
    asked = {"Field": "eventCategory", "Equals": [category]}
    found = [each for each in trail(draft)["AdvancedEventSelectors"] if asked in each["FieldSelectors"] and where(each["FieldSelectors"])]
    if not found:
        raise StopIteration(f"selector of {category} events")
    return found


def objects(draft: Draft) -> Fields:
    """The selector of all data buckets, to be changed."""
    about = {"Field": "resources.type", "Equals": [OBJECTS]}
    fields: Fields = selectors(draft, "Data", lambda each: about in each)[0]["FieldSelectors"]
    return fields


def prefixes(fields: Fields) -> list[Any]:
    """The ARNs with which a selector's objects begin, to be changed."""
    found: list[Any] = next(each for each in fields if each["Field"] == "resources.ARN")["StartsWith"]
    return found


# The trail


@register
def stopped(draft: Draft) -> None:
    """The trail is there and does not log."""
    trail(draft)["IsLogging"] = False


@register
def no_trail(draft: Draft) -> None:
    """The trail is gone."""
    draft.remove(draft.first(TRAIL))


@register
def unsigned_files(draft: Draft) -> None:
    """The trail no longer signs its files."""
    del trail(draft)["EnableLogFileValidation"]


@register
def one_region(draft: Draft) -> None:
    """The trail sees its own region alone."""
    trail(draft)["IsMultiRegionTrail"] = False


@register
def without_iam(draft: Draft) -> None:
    """The trail leaves out the services without a region: nobody sees a new role."""
    trail(draft)["IncludeGlobalServiceEvents"] = False


@register
def key_of_another_account(draft: Draft) -> None:
    """The records are encrypted with a key of another account, which may shut them."""
    trail(draft)["KMSKeyId"] = draft.elsewhere.key


@register
def delivered_away(draft: Draft) -> None:
    """The records go into a bucket of somebody else."""
    trail(draft)["S3BucketName"] = "away"


@register
def under_an_open_condition(draft: Draft) -> None:
    """The trail is there only if a parameter says so."""
    found = draft.first(TRAIL)
    draft.section(found, "Parameters")["Watched"] = {"Type": "String", "Default": "yes"}
    draft.section(found, "Conditions")["IsWatched"] = {"Fn::Equals": [{"Ref": "Watched"}, "yes"]}
    found.body["Condition"] = "IsWatched"


# Its records


@register
def bucket_without_lock(draft: Draft) -> None:
    """The records lie in a bucket without Object Lock."""
    bucket = store(draft)
    for name in ("ObjectLockEnabled", "ObjectLockConfiguration"):
        del bucket.properties[name]


@register
def lock_without_retention(draft: Draft) -> None:
    """Object Lock is on and locks nothing by itself."""
    del store(draft).properties["ObjectLockConfiguration"]


@register
def lock_that_a_parameter_chooses(draft: Draft) -> None:
    """How the records are locked is whatever the one who deploys says."""
    bucket = store(draft)
    draft.section(bucket, "Parameters")["Mode"] = {"Type": "String"}
    bucket.properties["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]["Mode"] = {"Ref": "Mode"}


@register
def records_written_by_the_account(draft: Draft) -> None:
    """The bucket's policy lets the account's own principals write records of their own."""
    own = {"AWS": draft.elsewhere.arn("iam", "root", region="")}
    policy_of_store(draft).append({"Effect": "Allow", "Principal": own, "Action": "s3:PutObject", "Resource": "*"})


@register
def records_deleted_by_exception(draft: Draft) -> None:
    """The bucket's policy allows a role all but reading."""
    own = {"AWS": draft.elsewhere.arn("iam", "role/cleaner", region="")}
    policy_of_store(draft).append({"Effect": "Allow", "Principal": own, "NotAction": "s3:GetObject", "Resource": "*"})


@register
def records_of_any_customer(draft: Draft) -> None:
    """CloudTrail may deliver there for any of its customers: forged records among ours."""
    for statement in policy_of_store(draft):
        if "cloudtrail" in str(statement.get("Principal")):
            statement.pop("Condition", None)


# Who could weaken it


def let(draft: Draft, action: str, resource: str) -> None:
    """Give the first role that is not CloudFormation's one more right."""
    role = next(each for each in draft.every(ROLE) if "cloudformation" not in str(each.properties["AssumeRolePolicyDocument"]))
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    role.properties.setdefault("Policies", []).append({"PolicyName": "more", "PolicyDocument": {"Statement": [statement]}})


@register
def role_that_stops_it(draft: Draft) -> None:
    """A role may stop the trail."""
    let(draft, "cloudtrail:Stop*", "*")


@register
def role_that_changes_what_it_takes(draft: Draft) -> None:
    """A role may change the trail's selectors, and names the trail by its ARN."""
    let(draft, "cloudtrail:PutEventSelectors", draft.elsewhere.arn("cloudtrail", f"trail/{trail(draft)['TrailName']}"))


@register
def role_that_rewrites_the_policy(draft: Draft) -> None:
    """A role may change the policies of the deployment's buckets, that of the records too."""
    let(draft, "s3:PutBucketPolicy", draft.elsewhere.bucket(f"{draft.scope.name}-*"))


@register
def role_that_bypasses_the_lock(draft: Draft) -> None:
    """A role may delete what is locked in governance mode, wherever it lies."""
    let(draft, "s3:BypassGovernanceRetention", "*")


@register
def administrator(draft: Draft) -> None:
    """A role takes AWS's own policy for administrators."""
    role = next(each for each in draft.every(ROLE) if "cloudformation" not in str(each.properties["AssumeRolePolicyDocument"]))
    arn = draft.elsewhere.arn("iam", "policy/AdministratorAccess", region="", account="aws")
    role.properties["ManagedPolicyArns"] = [*role.properties.get("ManagedPolicyArns", []), arn]


@register
def bootstrap_role_for_people(draft: Draft) -> None:
    """The role under which CloudFormation deploys may be taken on by the account's own principals."""
    role = next(each for each in draft.every(ROLE) if "cloudformation" in str(each.properties["AssumeRolePolicyDocument"]))
    own = {"Effect": "Allow", "Principal": {"AWS": draft.elsewhere.arn("iam", "root", region="")}, "Action": "sts:AssumeRole"}
    role.properties["AssumeRolePolicyDocument"]["Statement"].append(own)


# What it takes


@register
def writes_alone(draft: Draft) -> None:
    """Of management events the trail takes those that write."""
    selectors(draft, "Management")[0]["FieldSelectors"].append({"Field": "readOnly", "Equals": ["false"]})


@register
def management_without_keys(draft: Draft) -> None:
    """The trail leaves out what is done with keys."""
    fields = selectors(draft, "Management")[0]["FieldSelectors"]
    fields.append({"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]})


@register
def basic_selectors(draft: Draft) -> None:
    """The trail's selectors are gone: management events are the default, and no data events."""
    del trail(draft)["AdvancedEventSelectors"]


@register
def bucket_left_out(draft: Draft) -> None:
    """One bucket of data is in no selector."""
    del prefixes(objects(draft))[0]


@register
def bootstrap_left_out(draft: Draft) -> None:
    """The bootstrap's bucket is in no selector."""
    del prefixes(objects(draft))[-1]


@register
def part_of_a_bucket(draft: Draft) -> None:
    """Of one bucket the trail takes what lies under a prefix."""
    prefixes(objects(draft))[0]["Fn::Join"][1].append("published/")


@register
def reads_left_out(draft: Draft) -> None:
    """Of all data buckets the trail takes what is written, and nobody sees who reads."""
    objects(draft).append({"Field": "readOnly", "Equals": ["false"]})


@register
def one_call_left_out(draft: Draft) -> None:
    """Of all data buckets the trail leaves out the reading of whole objects."""
    objects(draft).append({"Field": "eventName", "NotEquals": ["GetObject"]})


@register
def bucket_excepted(draft: Draft) -> None:
    """The selector takes every bucket that begins as ours do, but for one."""
    fields = objects(draft)
    arns = next(each for each in fields if each["Field"] == "resources.ARN")
    arns["NotStartsWith"] = [arns["StartsWith"][0]]


@register
def records_read_unseen(draft: Draft) -> None:
    """Of the trail's own records the trail leaves out who reads them, not only deliveries."""
    about = "Whoever reads or deletes the records themselves"
    found = next(each for each in trail(draft)["AdvancedEventSelectors"] if each["Name"] == about)
    next(each for each in found["FieldSelectors"] if each["Field"] == "eventName")["NotEquals"].append("GetObject")


@register
def data_hidden_among_records(draft: Draft) -> None:
    """Another bucket logs into one of data, as if that took records, and what is written there is left out."""
    fields = objects(draft)
    bucket = next(each for each in draft.every(BUCKET) if str(each.properties.get("BucketName")) in str(prefixes(fields)[0]))
    other = next(each for each in draft.every(BUCKET, lambda each: "LoggingConfiguration" in each) if each.name != bucket.name)
    other.properties["LoggingConfiguration"] = {"DestinationBucketName": bucket.properties["BucketName"]}
    rest = [each for each in fields if each["Field"] != "resources.ARN"] + [{"Field": "resources.ARN", "StartsWith": prefixes(fields)[1:]}]
    fields.append({"Field": "eventName", "NotEquals": ["PutObject"]})
    trail(draft)["AdvancedEventSelectors"].append({"Name": "The others", "FieldSelectors": rest})


@register
def new_bucket(draft: Draft) -> None:
    """One more bucket, in no selector."""
    draft.add(BUCKET, BucketName=f"{draft.scope.name}-more-{draft.scope.account}")


@register
def endpoint_unseen(draft: Draft) -> None:
    """The selector of the model endpoint's calls is gone."""
    about = {"Field": "resources.type", "Equals": ["AWS::SageMaker::Endpoint"]}
    gone = selectors(draft, "Data", lambda each: about in each)
    trail(draft)["AdvancedEventSelectors"] = [each for each in trail(draft)["AdvancedEventSelectors"] if each not in gone]


@register
def refused_calls_unseen(draft: Draft) -> None:
    """The selectors of calls that an endpoint refused are gone."""
    gone = selectors(draft, "NetworkActivity")
    trail(draft)["AdvancedEventSelectors"] = [each for each in trail(draft)["AdvancedEventSelectors"] if each not in gone]


@register
def refused_calls_of_one_endpoint(draft: Draft) -> None:
    """Of refused calls the trail takes those through one endpoint that nobody uses."""
    for each in selectors(draft, "NetworkActivity"):
        each["FieldSelectors"].append({"Field": "vpcEndpointId", "Equals": ["vpce-0123456789abcdef0"]})


register.added(
    "AWS::DynamoDB::Table",
    "table that nobody watches",
    "A table of a type that is new here: no selector takes its events.",
    lambda _: {"TableName": "sessions"},
)
register.added(
    "AWS::Forecast::Dataset",
    "type that nobody has reviewed",
    "A type that stores data, and of which nobody has said how its use is recorded.",
    lambda _: {"DatasetName": "usage", "Domain": "CUSTOM", "DatasetType": "TARGET_TIME_SERIES", "Schema": {}},
)
register.mutations += in_the_second_account.mutations

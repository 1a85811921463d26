"""The second account's trail: what it names, under which key and lock."""

from tests.sovereign.test_audit_trail import watched
from tests.stacks.templates import VAULT, Properties, Templates, statements, text

TRAIL, BUCKET = "AWS::CloudTrail::Trail", "AWS::S3::Bucket"


def store(templates: Templates) -> Properties:
    """The bucket of its records."""
    (found,) = [bucket for bucket in templates.properties(BUCKET, VAULT) if "ObjectLockEnabled" in bucket]
    return found


def objects(templates: Templates) -> list[dict[str, dict[str, object]]]:
    """Its selectors of objects in buckets, each as its fields by name."""
    every = [{f["Field"]: f for f in one["FieldSelectors"]} for one in templates.one(TRAIL, VAULT)["AdvancedEventSelectors"]]
    return [fields for fields in every if fields.get("resources.type", {}).get("Equals") == ["AWS::S3::Object"]]


def test_the_second_trail_signs_logs_and_sees_every_region(templates: Templates) -> None:
    trail = templates.one(TRAIL, VAULT)
    assert all(trail[name] is True for name in ("IsLogging", "EnableLogFileValidation", "IsMultiRegionTrail", "IncludeGlobalServiceEvents"))


def test_it_names_the_buckets_of_its_account_and_no_other_and_the_first_names_none_of_them(templates: Templates) -> None:
    there = templates.deployment["backup"]
    own = {bucket["BucketName"] for bucket in templates.properties(BUCKET, VAULT)}
    qualifier = templates.bootstrap["Parameters"]["Qualifier"]["Default"]
    named = {name for fields in objects(templates) for name in watched(fields)}
    assert named == own | {f"cdk-{qualifier}-assets-{there['account']}-{there['region']}"}
    assert not [name for name in own if f"{name}/" in str(templates.one(TRAIL)["AdvancedEventSelectors"])]


def test_of_its_records_it_leaves_out_the_deliveries_alone(templates: Templates) -> None:
    _, records = objects(templates)
    assert watched(records) == {bucket["BucketName"] for bucket in templates.properties(BUCKET, VAULT)}
    assert records["eventName"]["NotEquals"] == ["PutObject"]


def test_it_records_who_publishes_to_the_alarms_topic(templates: Templates) -> None:
    assert "AWS::SNS::Topic" in str(templates.one(TRAIL, VAULT)["AdvancedEventSelectors"])


def test_its_records_are_locked_as_the_first_accounts_are(templates: Templates) -> None:
    (first,) = [bucket for bucket in templates.properties(BUCKET, "audit") if "ObjectLockEnabled" in bucket]
    assert store(templates)["ObjectLockConfiguration"] == first["ObjectLockConfiguration"]
    mode = store(templates)["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]["Mode"]
    assert mode == ("COMPLIANCE" if templates.deployment["stage"] == "production" else "GOVERNANCE")


def test_its_key_is_open_to_this_one_trail_of_its_own_account(templates: Templates) -> None:
    there, name = templates.deployment["backup"], templates.deployment["name"]
    (key,) = [key for key in templates.properties("AWS::KMS::Key", VAULT) if key["Description"].endswith(": audit")]
    of_the_trail = [s for s in statements(key["KeyPolicy"]) if s["Principal"] == {"Service": "cloudtrail.amazonaws.com"}]
    assert len(of_the_trail) == 3
    for statement in of_the_trail:
        arn = text(statement["Condition"]["StringEquals"]["aws:SourceArn"])
        assert arn.endswith(f":cloudtrail:{there['region']}:{there['account']}:trail/{name}-trail")


def test_access_to_its_records_is_logged_in_a_bucket_of_its_account(templates: Templates) -> None:
    target = store(templates)["LoggingConfiguration"]["DestinationBucketName"]
    assert target in {bucket["BucketName"] for bucket in templates.properties(BUCKET, VAULT)}


def test_whoever_touches_a_key_or_the_trail_there_rings(templates: Templates) -> None:
    """EventBridge hears such calls from a trail alone; every rule may publish, and the topic's key lets it."""
    (rule,) = [rule for rule in templates.properties("AWS::Events::Rule", VAULT) if "aws.cloudtrail" in rule["EventPattern"]["source"]]
    assert {"StopLogging", "DeleteTrail", "ScheduleKeyDeletion", "PutKeyPolicy"} <= set(rule["EventPattern"]["detail"]["eventName"])
    assert rule["Name"] in str(templates.properties("AWS::SNS::TopicPolicy", VAULT))

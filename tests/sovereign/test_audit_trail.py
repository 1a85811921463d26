"""The trail sees everything, and nobody can change what it saw."""

import json

from tests.stacks.templates import Templates, statements, text


def test_the_trail_signs_encrypts_and_logs(templates: Templates) -> None:
    trail = templates.one("AWS::CloudTrail::Trail")
    assert trail["IsLogging"] is True
    assert trail["EnableLogFileValidation"] is True
    assert "KMSKeyId" in trail
    assert "CloudWatchLogsLogGroupArn" in trail


def test_the_trail_would_show_that_another_region_was_used(templates: Templates) -> None:
    trail = templates.one("AWS::CloudTrail::Trail")
    assert trail["IsMultiRegionTrail"] is True
    assert trail["IncludeGlobalServiceEvents"] is True


def test_every_touch_of_an_object_of_the_lake_is_seen(templates: Templates) -> None:
    data = templates.one("AWS::CloudTrail::Trail")["AdvancedEventSelectors"][1]["FieldSelectors"]
    (prefixes,) = [field["StartsWith"] for field in data if field["Field"] == "resources.ARN"]
    lake = {p["BucketName"] for p in templates.properties("AWS::S3::Bucket", "lake")}
    assert {text(prefix).split(":::")[1] for prefix in prefixes} == {f"{name}/" for name in lake}


def test_whoever_reads_or_deletes_the_records_is_recorded_and_their_delivery_is_not(templates: Templates) -> None:
    fields = {field["Field"]: field for field in templates.one("AWS::CloudTrail::Trail")["AdvancedEventSelectors"][2]["FieldSelectors"]}
    records = {p["BucketName"] for p in templates.properties("AWS::S3::Bucket", "audit")}
    assert len(records) == 2
    assert {text(prefix).split(":::")[1] for prefix in fields["resources.ARN"]["StartsWith"]} == {f"{name}/" for name in records}
    assert fields["eventName"]["NotEquals"] == ["PutObject"]


def test_the_trail_stands_before_the_data(templates: Templates) -> None:
    name = templates.deployment["name"]
    manifest = json.loads((templates.folder / "manifest.json").read_text())
    assert f"{name}-audit" in manifest["artifacts"][f"{name}-lake"]["dependencies"]


def test_cloudtrail_takes_on_its_writer_without_a_condition_that_it_cannot_meet(templates: Templates) -> None:
    """CloudTrail sends neither source ARN nor source account for this role; a condition on either refuses the whole trail."""
    trusts = [
        statement
        for role in templates.properties("AWS::IAM::Role", "audit")
        for statement in statements(role["AssumeRolePolicyDocument"])
        if statement["Principal"] == {"Service": "cloudtrail.amazonaws.com"}
    ]
    assert [trust.get("Condition") for trust in trusts] == [None]

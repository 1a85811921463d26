"""The trail sees everything, and nobody can change what it saw."""

import json

from blueprint.facts.data_events import recorded_types
from blueprint.facts.network_events import watched_sources
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


def selectors(templates: Templates, category: str) -> list[dict[str, dict[str, object]]]:
    """The trail's selectors of one category, each as its fields by name."""
    found = [{f["Field"]: f for f in one["FieldSelectors"]} for one in templates.one("AWS::CloudTrail::Trail")["AdvancedEventSelectors"]]
    return [fields for fields in found if fields["eventCategory"]["Equals"] == [category]]


def of_objects(templates: Templates) -> list[dict[str, dict[str, object]]]:
    """The selectors of data events that are about objects in buckets."""
    return [fields for fields in selectors(templates, "Data") if fields["resources.type"]["Equals"] == ["AWS::S3::Object"]]


def watched(fields: dict[str, dict[str, object]]) -> set[str]:
    """Bucket names, as a selector's prefixes give them: the slash ends each."""
    prefixes = [text(prefix).split(":::")[1] for prefix in fields["resources.ARN"]["StartsWith"]]  # type: ignore[attr-defined]
    assert all(prefix.endswith("/") for prefix in prefixes)
    return {prefix.removesuffix("/") for prefix in prefixes}


def test_every_touch_of_an_object_of_every_bucket_is_seen(templates: Templates) -> None:
    """All buckets of all templates, so that a new one that no selector names fails here."""
    qualifier = templates.bootstrap["Parameters"]["Qualifier"]["Default"]
    here = {"Qualifier": qualifier, "AWS::AccountId": templates.deployment["account"], "AWS::Region": templates.deployment["region"]}
    staging = text(templates.bootstrap["Resources"]["StagingBucket"]["Properties"]["BucketName"])
    for name, value in here.items():
        staging = staging.replace(f"${{{name}}}", value)
    named = {name for fields in of_objects(templates) for name in watched(fields)}
    assert {p["BucketName"] for p in templates.properties("AWS::S3::Bucket")} | {staging} <= named


def test_nothing_of_the_data_is_left_out_of_what_is_seen(templates: Templates) -> None:
    data, _ = of_objects(templates)
    assert set(data) == {"eventCategory", "resources.type", "resources.ARN"}
    assert {p["BucketName"] for p in templates.properties("AWS::S3::Bucket", "lake")} <= watched(data)


def test_whoever_reads_or_deletes_the_records_is_recorded_and_their_delivery_is_not(templates: Templates) -> None:
    _, fields = of_objects(templates)
    records = {p["BucketName"] for p in templates.properties("AWS::S3::Bucket", "audit")}
    assert len(records) == 2
    assert watched(fields) == records
    assert fields["eventName"]["NotEquals"] == ["PutObject"]


def test_each_use_of_what_else_stores_or_takes_data_is_seen(templates: Templates) -> None:
    """Of every type that CloudTrail can record, whatever carries it: no selector leaves one of them out."""
    others = [fields for fields in selectors(templates, "Data") if fields not in of_objects(templates)]
    assert all(set(fields) == {"eventCategory", "resources.type"} for fields in others)
    used = {body["Type"] for stack in templates.stacks.values() for body in stack["Resources"].values()}
    assert [name for fields in others for name in fields["resources.type"]["Equals"]] == list(recorded_types(used))  # type: ignore[attr-defined]
    assert {"AWS::SNS::Topic", "AWS::SageMaker::Endpoint"} <= set(recorded_types(used))


def test_what_an_endpoint_refuses_is_seen_for_each_service_that_cloudtrail_can_watch(templates: Templates) -> None:
    names = {text(p["ServiceName"]).split(f".{templates.deployment['region']}.")[-1] for p in templates.properties("AWS::EC2::VPCEndpoint")}
    refused = selectors(templates, "NetworkActivity")
    assert len(refused) >= 4
    assert [source for fields in refused for source in fields["eventSource"]["Equals"]] == list(watched_sources(names))  # type: ignore[attr-defined]
    assert all(fields["errorCode"]["Equals"] == ["VpceAccessDenied"] for fields in refused)


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

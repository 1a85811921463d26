"""Nothing names another place: regions, zones, partitions, accounts and everything that lives in several regions."""

import base64
import gzip
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assurance.evidence import no_other_place
from assurance.evidence.claim import Verdict, judge
from assurance.evidence.encoded import decoded
from assurance.evidence.places import foreign, zone_code
from assurance.evidence.scope import Scope, partitions

EU = Scope("example", "aws", ("eu-central-1",), ("111122223333",))
EUSC = Scope("example", "aws-eusc", ("eusc-de-east-1",), ("111122223333",))
ALL_REGIONS = sorted(region for partition in partitions() for region in partition.regions if not region.endswith("-global"))


@pytest.mark.parametrize("region", ALL_REGIONS)
def test_every_region_of_every_partition_is_known_by_its_name(region):
    said = [*foreign(f"https://s3.{region}.example.org/x", EU)]
    assert said == ([] if region == "eu-central-1" else [f"names the region {region}"])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("s3://bucket-us-east-1/x", "names the region us-east-1"),
        ("eu-west-3b", "names the zone eu-west-3b"),
        ("use1-az4", "names the zone use1-az4"),
        ("us-gov-west-1", "names the region us-gov-west-1"),
        ("ap-southeast-9", "names the region ap-southeast-9"),
        ("arn:aws-cn:s3:::b", "names the partition aws-cn"),
        ("arn:aws:iam::999988887777:root", "names account 999988887777"),
        ("arn:aws:sqs:eu-west-1:111122223333:q", "names the region eu-west-1"),
        ("999988887777.dkr.ecr.eu-central-1.amazonaws.com/x", "names account 999988887777"),
        ("999988887777", "names account 999988887777"),
        ("https://s3.amazonaws.com.cn/b", "names amazonaws.com.cn, which is another partition's"),
        ("https://kms.amazonaws.eu", "names amazonaws.eu, which is another partition's"),
        (
            "eu.anthropic.claude-3-5-sonnet-20240620-v1:0",
            "names the inference profile eu.anthropic.…, which sends requests to several regions",
        ),
        ("us.meta.llama3-1-70b-instruct-v1:0", "names the inference profile us.meta.…, which sends requests to several regions"),
        ("global.amazon.nova-lite-v1:0", "names the inference profile global.amazon.…, which sends requests to several regions"),
        (
            "arn:aws:s3:${?parameter Region}:111122223333:x",
            "names a region that the template does not tell, in arn:aws:s3:${?parameter Region}:111122223333:x",
        ),
    ],
)
def test_a_foreign_place_in_a_string_is_found(text, sentence):
    assert sentence in [*foreign(text, EU)]


@pytest.mark.parametrize(
    "text",
    [
        "eu-central-1",
        "eu-central-1b",
        "euc1-az2",
        "arn:aws:kms:eu-central-1:111122223333:key/${Stack/Key}",
        "arn:aws:iam::aws:policy/service-role/X",
        "arn:aws:s3:::bucket/*",
        "arn:*:s3:::bucket",
        "prod-eu-central-1-starport-layer-bucket",
        "s3.eu-central-1.amazonaws.com",
        "https://api.aws",
        "sha256:0123456789012345678901234567890123456789012345678901234567890123",
        "10.0.0.0/16",
        "anthropic.claude-3-5-sonnet-20240620-v1:0",
        "a-north-1 b",
        "123456789012345",
        "2026-11-22",
        "nothing at all",
    ],
)
def test_what_is_ours_or_no_place_raises_no_alarm(text):
    assert [*foreign(text, EU)] == []


def test_service_principals_are_allowed_as_principals_and_nowhere_else():
    assert [*foreign("sagemaker.amazonaws.com", EUSC, is_principal=True)] == []
    assert [*foreign("sagemaker.amazonaws.com", EUSC)] == ["names amazonaws.com, which is another partition's"]
    assert [*foreign("https://x.amazonaws.com/y", EUSC, is_principal=True)] == ["names amazonaws.com, which is another partition's"]
    assert [*foreign("arn:aws-eusc:iam::111122223333:role/aws-service-role/fsx.amazonaws.com/R", EUSC)] == []
    assert [*foreign("s3.us-east-1.amazonaws.com", EUSC, is_principal=True)] == ["names the region us-east-1"]


@pytest.mark.parametrize(
    ("region", "code"),
    [("us-east-1", "use1"), ("ap-northeast-1", "apne1"), ("eu-central-1", "euc1"), ("us-gov-west-1", "usgw1"), ("ca-central-1", "cac1")],
)
def test_the_codes_of_zone_ids_are_those_that_aws_uses(region, code):
    """EC2 User Guide, Availability Zone IDs."""
    assert zone_code(region) == code


@given(st.text(max_size=60))
def test_any_text_can_be_read(text):
    assert all(isinstance(sentence, str) for sentence in foreign(text, EU))


@given(st.sampled_from(ALL_REGIONS), st.text(alphabet="-./:_ \"'", max_size=3), st.text(alphabet="./:_ \"'", max_size=3))
def test_a_region_is_found_between_any_punctuation(region, before, after):
    assert (f"names the region {region}" in [*foreign(before + region + after, EU)]) == (region != "eu-central-1")


def of(type_name, **properties):
    return {
        "X": {
            "Type": type_name if "::" in type_name and type_name.startswith(("AWS", "Custom")) else f"AWS::{type_name}",
            "Properties": properties,
        }
    }


BROKEN = {
    "a region in user data": (
        of("EC2::Instance", UserData={"Fn::Base64": {"Fn::Sub": "aws s3 cp s3://x . --region us-east-1 # ${AWS::Region}"}}),
        "names the region us-east-1",
    ),
    "a region as a key": (of("EC2::Instance", Tags={"us-east-1": "x"}), "names the region us-east-1"),
    "a region from a mapping": (of("EC2::Instance", A={"Fn::FindInMap": ["M", "k", "v"]}), "names the region us-west-2"),
    "a region behind an open condition": (of("EC2::Instance", A={"Fn::If": ["Open", "x", "us-east-2"]}), "names the region us-east-2"),
    "a partition in a policy": (
        of("IAM::Policy", PolicyDocument={"Statement": [{"Resource": {"Fn::Join": ["", ["arn:", "aws-us-gov", ":s3:::b"]]}}]}),
        "names the partition aws-us-gov",
    ),
    "a foreign account as a principal": (
        of("KMS::Key", KeyPolicy={"Statement": [{"Principal": {"AWS": "999988887777"}}]}),
        "names account 999988887777",
    ),
    "a zone of elsewhere": (of("EC2::Subnet", AvailabilityZone="eu-west-1a"), "names the zone eu-west-1a"),
    "a multi-region key": (of("KMS::Key", MultiRegion=True), "is a multi-region key: its material may be copied to any region"),
    "a copy of a key of elsewhere": (of("KMS::ReplicaKey", PrimaryKeyArn={"Ref": "Arn"}), "is the copy of a key of another region"),
    "a global table": (of("DynamoDB::GlobalTable", Replicas=[{"Region": "eu-west-1"}]), "names the region eu-west-1"),
    "a secret copied to elsewhere": (
        of("SecretsManager::Secret", ReplicaRegions=[{"Region": "eu-north-1"}]),
        "names the region eu-north-1",
    ),
    "a value from another region": (of("Custom::CrossRegionExportReader"), "carries a value between regions"),
    "a multi-region access point": (of("S3::MultiRegionAccessPoint"), "spans several regions"),
    "a nested template that is not here": (
        of("CloudFormation::Stack", TemplateURL="https://x"),
        "nests a template that is not in the assembly, so nobody has read it",
    ),
}


@pytest.mark.parametrize(("resources", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_a_resource_that_names_or_spans_another_place_is_found(graph_of, resources, sentence):
    graph = graph_of(resources, Mappings={"M": {"k": {"v": "us-west-2"}}}, Conditions={"Open": {"Fn::Equals": [{"Ref": "P"}, "x"]}})
    assert sentence in [finding.sentence for finding in no_other_place.broken_by(graph)]


def test_a_mapping_that_nobody_reads_names_nothing(graph_of):
    graph = graph_of(
        of("SSM::Parameter", Value={"Fn::FindInMap": ["M", {"Ref": "AWS::Region"}, "v"]}),
        Mappings={"M": {"us-west-2": {"v": "a"}, "eu-central-1": {"v": "b"}}},
    )
    assert [*no_other_place.broken_by(graph)] == []


def test_an_output_is_read_too(graph_of):
    graph = graph_of(of("SSM::Parameter", Value="x"), Outputs={"Out": {"Value": {"Fn::Join": ["", ["s3.", "us-east-1"]]}}})
    assert [(finding.resource, finding.sentence) for finding in no_other_place.broken_by(graph)] == [
        ("Stack/Out", "is an output and names the region us-east-1")
    ]


def test_a_trail_that_looks_at_all_regions_is_told_and_breaks_nothing(graph_of):
    graph = graph_of(of("CloudTrail::Trail", IsMultiRegionTrail=True))
    assert [*no_other_place.broken_by(graph)] == []
    assert [remark.sentence for remark in no_other_place.remarks(graph)] == [
        "records what happens in all regions of the account; the records come here."
    ]


def test_a_stack_of_another_region_or_account_is_found(graph_of, template_of):
    away = replace(template_of({}, "Away"), region="us-east-1", account="999988887777")
    loose = replace(template_of({}, "Loose"), region=None, account=None)
    found = {(finding.resource, finding.sentence) for finding in no_other_place.broken_by(graph_of({}, away, loose))}
    assert found == {
        ("Away", "is deployed to us-east-1"),
        ("Away", "is deployed into account 999988887777"),
        ("Loose", "is bound to no region or account: whoever deploys it chooses"),
    }


def test_only_approved_services_may_be_used(graph_of):
    scope = Scope("x", "aws", ("eu-central-1",), ("111122223333",), frozenset({"S3"}))
    graph = graph_of({"B": {"Type": "AWS::S3::Bucket"}, "P": {"Type": "AWS::SSM::Parameter"}}, scope=scope)
    assert [finding.sentence for finding in no_other_place.broken_by(graph)] == ["is of the service SSM, which is not approved"]


def test_with_nothing_to_look_at_the_claim_does_not_hold(graph_of):
    assert judge(no_other_place, graph_of({})).verdict is Verdict.NOTHING


def source_selector(source: str) -> dict[str, object]:
    return {"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "eventSource", "Equals": [source]}]}]}


@pytest.mark.parametrize(
    ("kind", "properties", "holds"),
    [
        ("Logs::MetricFilter", {"FilterPattern": "{($.eventSource=kms.amazonaws.com) && ($.eventName=DisableKey)}"}, True),
        ("Logs::MetricFilter", {"FilterPattern": "{$.requestParameters.url=kms.amazonaws.com}"}, False),
        ("CloudTrail::Trail", source_selector("kms.amazonaws.com"), True),
        ("CloudTrail::Trail", source_selector("https://kms.amazonaws.com"), False),
        ("CloudTrail::Trail", {"SnsTopicName": "kms.amazonaws.com"}, False),
    ],
)
def test_an_event_source_that_records_are_compared_with_is_no_place(kind, properties, holds, graph_of, eusc):
    graph = graph_of({"X": {"Type": f"AWS::{kind}", "Properties": properties}}, scope=eusc)
    assert (judge(no_other_place, graph).verdict is Verdict.HOLDS) is holds


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("eu-central-1-waw-1a", "names the zone eu-central-1-waw-1a, which stands in another place than its region"),
        ("eu-central-1-wl1-ber-wlz-1", "names the zone eu-central-1-wl1-ber-wlz-1, which stands in another place than its region"),
        (
            "arn:aws:bedrock:eu-central-1:111122223333:inference-profile/us.newcomer.model-v1:0",
            "names the inference profile us.newcomer.…, which sends requests to several regions",
        ),
        ("arn:aws:sqs:eusc-*:111122223333:q", "admits eusc-de-east-1 and 0 other regions by the pattern eusc-*"),
    ],
)
def test_a_place_behind_our_regions_name_or_a_pattern_is_found(text, sentence):
    assert sentence in foreign(text, EU)


@pytest.mark.parametrize("text", ["eu-central-1-logs-1", "arn:aws:sqs:*:111122223333:q", "arn:aws:sqs:eu-central-?:111122223333:q"])
def test_names_and_patterns_that_stay_with_us_raise_no_alarm(text):
    assert [*foreign(text, replace(EU, regions=("eu-central-1", "eu-central-2")))] == []


SCRIPT = "#!/bin/bash\naws s3 cp x s3://y --region us-west-2\n"


@pytest.mark.parametrize("content", [SCRIPT.encode(), gzip.compress(SCRIPT.encode())], ids=["plain", "packed"])
def test_a_script_in_base64_is_read(graph_of, content):
    resources = of("EC2::LaunchTemplate", LaunchTemplateData={"UserData": base64.b64encode(content).decode()})
    assert [finding.sentence for finding in no_other_place.broken_by(graph_of(resources))] == ["names the region us-west-2, in base64"]


@given(st.binary(max_size=200))
def test_whatever_stands_in_base64_can_be_read(content):
    assert decoded(base64.b64encode(content).decode()) is None or isinstance(decoded(base64.b64encode(content).decode()), str)


@given(st.text(min_size=20))
def test_text_comes_back_from_its_base64(text):
    assert decoded(base64.b64encode(text.encode()).decode()) == text


def test_a_condition_that_admits_other_regions_breaks_the_claim(graph_of):
    pattern = {"StringLike": {"aws:RequestedRegion": "eu-*"}}
    resources = of("IAM::ManagedPolicy", PolicyDocument={"Statement": [{"Effect": "Allow", "Action": "*", "Condition": pattern}]})
    assert any("by the pattern eu-*" in finding.sentence for finding in no_other_place.broken_by(graph_of(resources)))


@pytest.mark.parametrize(
    ("principal", "holds"), [({"Service": "delivery.logs.amazonaws.com"}, True), ({"AWS": "arn:aws:iam::111122223333:root"}, False)]
)
def test_a_policy_written_as_text_is_read_as_a_policy(principal, holds, graph_of, eusc):
    policy = json.dumps({"Statement": [{"Effect": "Allow", "Principal": principal, "Action": "logs:PutLogEvents", "Resource": "*"}]})
    graph = graph_of({"X": {"Type": "AWS::Logs::ResourcePolicy", "Properties": {"PolicyDocument": policy}}}, scope=eusc)
    assert (judge(no_other_place, graph).verdict is Verdict.HOLDS) is holds

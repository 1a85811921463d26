"""Every store is in the trail: what a selector leaves out breaks the claim, and so does a type that nobody has reviewed."""

from dataclasses import replace

import pytest

from assurance.evidence import stores_are_in_the_trail as claim
from assurance.evidence.claim import Verdict, judge
from assurance.evidence.store_table import store_table
from blueprint.facts.network_events import event_sources
from tests.assurance.evidence.trail_resources import MANAGEMENT, OWN_RECORDS, below, bucket, data, trail

DATA = "arn:aws:s3:::data/"
TOPIC = {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "news"}}}
TABLE = {"Table": {"Type": "AWS::DynamoDB::Table", "Properties": {}}}


def reads(value):
    return {"Field": "readOnly", "Equals": [value]}


def without(field):
    return {"Field": field, "NotEquals": ["GetObject"]}


NAMED = bucket()
NAMELESS = bucket(None)

UNSEEN = {
    "a bucket in no selector": (NAMED | trail(), "no selector takes it"),
    "a bucket of which a part is taken": (
        NAMED | trail(data(below(f"{DATA}in/"))),
        f"recorded only where resources.ARN StartsWith {DATA}in/",
    ),
    "a bucket whose reads are left out": (NAMED | trail(data(below(DATA), reads("false"))), "only its writes are recorded"),
    "a bucket of which one call is left out": (
        NAMED | trail(data(below(DATA), without("eventName"))),
        "recorded only where eventName NotEquals GetObject",
    ),
    "a bucket that is excepted": (
        NAMED | trail(data(below("arn:aws:s3:::", NotStartsWith=[DATA]))),
        f"recorded only where resources.ARN StartsWith arn:aws:s3:::, NotStartsWith {DATA}",
    ),
    "an object by its name": (
        NAMED | trail(data({"Field": "resources.ARN", "Equals": [f"{DATA}one"]})),
        f"recorded only where resources.ARN Equals {DATA}one",
    ),
    "a bucket whose deliveries are left out": (
        NAMED | trail(data(below(DATA), {"Field": "eventName", "NotEquals": ["PutObject"]})),
        "recorded only where eventName NotEquals PutObject",
    ),
    "another bucket": (NAMED | trail(data(below("arn:aws:s3:::database/"))), "no selector takes it"),
    "a bucket without a name": (NAMELESS | trail(data(below("arn:aws:s3:::data/"))), "no selector takes it"),
    "another type's events": (NAMED | trail(data(kind="AWS::DynamoDB::Table")), "no selector takes it"),
    "a selector from a parameter": (NAMED | trail({"FieldSelectors": {"Ref": "P"}}), "no selector takes it"),
    "a selector under an open condition": (
        NAMED | trail({"Fn::If": ["Open", data(below(DATA)), {"Ref": "AWS::NoValue"}]}),
        "no selector takes it",
    ),
    "basic selectors of writes": (
        NAMED
        | trail(
            AdvancedEventSelectors=None,
            EventSelectors=[
                {"ReadWriteType": "All"},
                {"ReadWriteType": "WriteOnly", "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]},
            ],
        ),
        "only its writes are recorded",
    ),
}


@pytest.mark.parametrize(("resources", "missing"), UNSEEN.values(), ids=UNSEEN.keys())
def test_a_bucket_of_which_something_is_not_recorded_is_found(graph_of, resources, missing):
    graph = graph_of(resources, Conditions={"Open": {"Fn::Equals": [{"Ref": "P"}, "x"]}}, Parameters={"P": {"Type": "String"}})
    sentences = {finding.resource: finding.sentence for finding in claim.broken_by(graph)}
    assert sentences["Stack/Data"] == f"is not wholly in the trail: {missing}"


SEEN = {
    "a bucket by its name": NAMED | trail(data(below(DATA))),
    "a bucket by a shorter prefix": NAMED | trail(data(below("arn:aws:s3:::da"))),
    "every object": NAMED | trail(data()),
    "a bucket by its ARN": NAMELESS | trail(data(below({"Fn::Sub": "${Data.Arn}/"}))),
    "a bucket by its generated name": NAMELESS | trail(data(below({"Fn::Sub": "arn:aws:s3:::${Data}/"}))),
    "reads and writes apart": NAMED | trail(data(below(DATA), reads("true")), data(below(DATA), reads("false"))),
    "everything but another bucket": NAMED | trail(data({"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::other/"]})),
    "basic selectors": NAMED
    | trail(
        AdvancedEventSelectors=None,
        EventSelectors=[{"ReadWriteType": "All", "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}],
    ),
    "a topic by its name": TOPIC | trail(data(below("arn:aws:sns:eu-central-1:111122223333:news"), kind="AWS::SNS::Topic")),
    "a topic by reference": TOPIC | trail(data({"Field": "resources.ARN", "StartsWith": [{"Ref": "Topic"}]}, kind="AWS::SNS::Topic")),
    "a table by reference": TABLE | trail(data(below({"Fn::GetAtt": ["Table", "Arn"]}), kind="AWS::DynamoDB::Table")),
    "a cluster that has no web interface": {"Db": {"Type": "AWS::RDS::DBCluster", "Properties": {"Engine": "aurora-postgresql"}}} | trail(),
    "a secret, whose reading is a management event": {"S": {"Type": "AWS::SecretsManager::Secret", "Properties": {}}} | trail(),
}


@pytest.mark.parametrize("resources", SEEN.values(), ids=SEEN.keys())
def test_a_store_that_is_wholly_recorded_raises_no_alarm(graph_of, resources):
    assert [*claim.broken_by(graph_of(resources))] == []


DELIVERED = data(below(DATA), {"Field": "eventName", "NotEquals": ["PutObject"]})
LOGGED = {
    "Logged": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "logged", "LoggingConfiguration": {"DestinationBucketName": "data"}}}
}
LOGGER = {"Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject", "Resource": f"{DATA}*"}
ADMITTED = {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": {"Ref": "Data"}, "PolicyDocument": {"Statement": [LOGGER]}}}


@pytest.mark.parametrize(("admitted", "found"), [({"Policy": ADMITTED}, []), ({}, ["Stack/Data"])], ids=["a bucket for logs", "another"])
def test_deliveries_are_left_out_only_where_s3_may_deliver(graph_of, admitted, found):
    resources = NAMED | LOGGED | admitted | trail(DELIVERED, data(below("arn:aws:s3:::logged/")))
    assert [finding.resource for finding in claim.broken_by(graph_of(resources))] == found


OTHERS = {
    "a topic": TOPIC,
    "a table": TABLE,
    "a function": {"F": {"Type": "AWS::Lambda::Function", "Properties": {}}},
    "a model endpoint": {"E": {"Type": "AWS::SageMaker::Endpoint", "Properties": {}}},
    "a cluster with a web interface": {"Db": {"Type": "AWS::RDS::DBCluster", "Properties": {"EnableHttpEndpoint": True}}},
}


@pytest.mark.parametrize("resources", OTHERS.values(), ids=OTHERS.keys())
def test_every_type_with_data_events_has_to_be_taken(graph_of, resources):
    assert [finding.type for finding in claim.broken_by(graph_of(resources | trail()))] == [next(iter(resources.values()))["Type"]]


MANAGEMENTS = {
    "reads left out": ({"Field": "readOnly", "Equals": ["false"]}, "does not take all management events: only its writes are recorded"),
    "a service left out": (
        {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]},
        "does not take all management events: recorded only where eventSource NotEquals kms.amazonaws.com",
    ),
}


@pytest.mark.parametrize(("field", "sentence"), MANAGEMENTS.values(), ids=MANAGEMENTS.keys())
def test_management_events_are_taken_whole(graph_of, field, sentence):
    part = {"FieldSelectors": [*MANAGEMENT["FieldSelectors"], field]}
    graph = graph_of(trail(AdvancedEventSelectors=[part, OWN_RECORDS]))
    assert [finding.sentence for finding in claim.broken_by(graph)] == [sentence]


def test_a_type_that_stores_data_and_that_nobody_has_reviewed_is_found(graph_of):
    unreviewed = {"X": {"Type": "AWS::Forecast::Dataset", "Properties": {}}}
    sentence = "stores data, and nobody has reviewed how its use is recorded"
    assert [finding.sentence for finding in claim.broken_by(graph_of(unreviewed | trail()))] == [sentence]


def test_templates_without_a_trail_are_told_once(graph_of):
    found = [*claim.broken_by(graph_of(NAMED | TOPIC))]
    assert [(each.resource, each.type) for each in found] == [("example", "")]


def test_templates_that_store_nothing_show_nothing(graph_of):
    assert judge(claim, graph_of({"R": {"Type": "AWS::EC2::RouteTable", "Properties": {}}})).verdict == Verdict.NOTHING


def test_what_cloudtrail_cannot_see_is_told(graph_of):
    graph = graph_of({"L": {"Type": "AWS::FSx::FileSystem", "Properties": {}}} | trail())
    assert [remark.subject for remark in claim.remarks(graph)] == ["AWS::FSx::FileSystem"]


def endpoint(service):
    return {"E": {"Type": "AWS::EC2::VPCEndpoint", "Properties": {"ServiceName": f"com.amazonaws.eu-central-1.{service}"}}}


def refused(source, *more):
    fields = [{"Field": "eventCategory", "Equals": ["NetworkActivity"]}, {"Field": "eventSource", "Equals": [f"{source}.amazonaws.com"]}]
    return {"FieldSelectors": [*fields, {"Field": "errorCode", "Equals": ["VpceAccessDenied"]}, *more]}


REFUSED = {
    "an endpoint that is watched": ("sagemaker.runtime", refused("sagemaker"), []),
    "an endpoint that cannot be": ("ssmmessages", MANAGEMENT, []),
    "an endpoint that is not": ("kms", MANAGEMENT, ["is not watched: no network activity events of kms"]),
    "an endpoint of another service": ("kms", refused("ec2"), ["is not watched: no network activity events of kms"]),
    "one endpoint of several": (
        "kms",
        refused("kms", {"Field": "vpcEndpointId", "Equals": ["vpce-1"]}),
        ["is not watched: recorded only where vpcEndpointId Equals vpce-1"],
    ),
}


@pytest.mark.parametrize(("service", "selector", "sentences"), REFUSED.values(), ids=REFUSED.keys())
def test_refused_calls_are_recorded_where_the_deployment_asks_for_them(graph_of, eu, service, selector, sentences):
    graph = graph_of(endpoint(service) | trail(selector), scope=replace(eu, network_events=True))
    assert [finding.sentence for finding in claim.broken_by(graph)] == sentences


def test_nobody_has_to_record_refused_calls_who_did_not_ask_for_them(graph_of):
    graph = graph_of(endpoint("kms") | trail())
    assert [*claim.broken_by(graph)] == []
    assert [remark.subject for remark in claim.remarks(graph)] == ["example"]


def test_the_proofs_table_of_event_sources_is_the_builders():
    assert {f"{name}.amazonaws.com" for name in store_table().network_sources} == event_sources()

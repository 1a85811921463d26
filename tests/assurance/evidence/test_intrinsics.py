"""The resolver: what a template says is read, what it does not say stays a symbol, and nothing makes it fall over."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assurance.evidence.assembly import Template
from assurance.evidence.intrinsics import Place, Resolver
from assurance.evidence.values import ABSENT, Choice, Reference, Text, Unknown, at, references, render, walk

PLACE = Place("aws-eusc", "eusc-de-east-1", "111122223333", "amazonaws.eu")
BODY = {
    "Parameters": {
        "Stage": {"Type": "String", "Default": "test"},
        "Zones": {"Type": "CommaDelimitedList", "Default": "a, b"},
        "Secret": {"Type": "String"},
        "Image": {"Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", "Default": "/aws/service/ami"},
    },
    "Mappings": {"Sizes": {"eusc-de-east-1": {"node": "large"}}},
    "Conditions": {
        "Here": {"Fn::Equals": [{"Ref": "AWS::Region"}, "eusc-de-east-1"]},
        "Elsewhere": {"Fn::Not": [{"Condition": "Here"}]},
        "Open": {"Fn::Equals": [{"Ref": "Stage"}, "production"]},
        "Both": {"Fn::And": [{"Condition": "Here"}, {"Condition": "Open"}]},
        "Either": {"Fn::Or": [{"Condition": "Here"}, {"Condition": "Open"}]},
        "Loop": {"Fn::Not": [{"Condition": "Loop"}]},
    },
    "Resources": {"Key": {"Type": "AWS::KMS::Key"}, "Bucket": {"Type": "AWS::S3::Bucket"}},
}
KEY = Reference("S/Key", "Arn")


def resolver(body: dict[str, Any] = BODY) -> Resolver:
    return Resolver(Template("S", "S.template.json", body), PLACE, lambda name: f"export:{name}")


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ({"Ref": "AWS::Partition"}, "aws-eusc"),
        ({"Ref": "AWS::URLSuffix"}, "amazonaws.eu"),
        ({"Ref": "AWS::AccountId"}, "111122223333"),
        ({"Ref": "AWS::NoValue"}, ABSENT),
        ({"Ref": "Stage"}, "test"),
        ({"Ref": "Zones"}, ["a", "b"]),
        ({"Ref": "Secret"}, Unknown("parameter Secret")),
        ({"Ref": "Image"}, Unknown("the value of the published parameter /aws/service/ami")),
        ({"Ref": "Nobody"}, Unknown("Nobody")),
        ({"Ref": "Bucket"}, Reference("S/Bucket")),
        ({"Fn::GetAtt": ["Key", "Arn"]}, KEY),
        ({"Fn::GetAtt": "Key.Arn"}, KEY),
        ({"Fn::Join": ["-", ["a", {"Ref": "Stage"}, 3]]}, "a-test-3"),
        ({"Fn::Join": ["", ["a", {"Ref": "AWS::NoValue"}, "b"]]}, "ab"),
        ({"Fn::Join": [",", [True, 1]]}, "true,1"),
        ({"Fn::ToJsonString": {"a": {"Ref": "Stage"}}}, {"a": "test"}),
        ({"Fn::Join": ["/", [{"Fn::GetAtt": ["Key", "Arn"]}, "x"]]}, Text((KEY, "/x"))),
        ({"Fn::Join": ["", [{"Fn::GetAtt": ["Key", "Arn"]}]]}, KEY),
        ({"Fn::Sub": "arn:${AWS::Partition}:s3:::${!Literal}-${Stage}"}, "arn:aws-eusc:s3:::${Literal}-test"),
        ({"Fn::Sub": ["${Name}/${Key.Arn}", {"Name": {"Ref": "Stage"}}]}, Text(("test/", KEY))),
        ({"Fn::Select": [1, ["a", "b"]]}, "b"),
        ({"Fn::Select": ["0", {"Fn::Split": [":", "x:y"]}]}, "x"),
        ({"Fn::Select": [3, {"Fn::Split": [":", {"Fn::GetAtt": ["Key", "Arn"]}]}]}, "eusc-de-east-1"),
        ({"Fn::Select": [4, {"Fn::Split": [":", {"Fn::GetAtt": ["Key", "Arn"]}]}]}, "111122223333"),
        ({"Fn::FindInMap": ["Sizes", {"Ref": "AWS::Region"}, "node"]}, "large"),
        ({"Fn::ImportValue": {"Fn::Sub": "${Stage}-key"}}, "export:test-key"),
        ({"Fn::Base64": {"Fn::Sub": "#!${Stage}"}}, "#!test"),
        ({"Fn::If": ["Here", "yes", "no"]}, "yes"),
        ({"Fn::If": ["Elsewhere", "yes", "no"]}, "no"),
        ({"Fn::If": ["Open", "yes", {"Ref": "AWS::NoValue"}]}, Choice("Open", ("yes", ABSENT))),
        ({"Fn::If": ["Either", "yes", "no"]}, "yes"),
        ({"Fn::If": ["Loop", "yes", "no"]}, Choice("Loop", ("yes", "no"))),
        ({"Fn::If": ["Nobody", "yes", "no"]}, Choice("Nobody", ("yes", "no"))),
        ({"a": {"Ref": "AWS::NoValue"}, "b": [{"Ref": "AWS::NoValue"}, 1]}, {"b": [1]}),
    ],
)
def test_what_a_template_says_is_read(expression, value):
    assert resolver().resolve(expression) == value


def test_a_parameter_decides_no_condition_because_who_deploys_may_change_it():
    assert [resolver().condition(name) for name in ("Here", "Elsewhere", "Open", "Both", "Either")] == [True, False, None, None, True]


def test_a_string_with_an_open_condition_in_it_has_both_values():
    joined = resolver().resolve({"Fn::Join": ["-", ["x", {"Fn::If": ["Open", "a", {"Ref": "Bucket"}]}]]})
    assert joined == Choice("several", ("x-a", Text(("x-", Reference("S/Bucket")))))


def test_a_string_with_too_many_values_is_unknown_and_keeps_its_references():
    many = {"Fn::Join": ["", [{"Fn::If": ["Open", "a", {"Ref": "Key"}]}] * 9]}
    value = resolver().resolve(many)
    assert isinstance(value, Unknown)
    assert Reference("S/Key") in value.of


def test_what_cannot_be_worked_out_names_the_resources_it_comes_from():
    value = resolver().resolve({"Fn::Select": [0, {"Fn::GetAtt": ["Bucket", "Names"]}]})
    assert isinstance(value, Unknown)
    assert value.of == (Reference("S/Bucket", "Names"),)


@pytest.mark.parametrize("depth", [99, 150, 900])
def test_deep_nesting_ends_in_a_symbol(depth):
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    assert render(resolver().resolve(value))


NAMES = st.sampled_from(
    [*resolver()._functions, "Stage", "Key", "Key.Arn", "AWS::Region", "Open", "Condition", "${Key.Arn}-${Stage}", "", ":"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | NAMES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=3) | st.builds(lambda name, value: {name: value}, NAMES, inner)
    ),
    max_leaves=25,
)


@given(JSON)
@settings(max_examples=300)
def test_any_json_can_be_read(value):
    read = resolver().resolve(value)
    assert isinstance(render(read), str)
    assert all(reference.resource in {"S/Key", "S/Bucket"} for reference in references(read))
    assert all(isinstance(path, tuple) for path, _ in walk(read))
    assert list(at(read, "a", "*", "b")) is not None


@given(st.dictionaries(st.sampled_from("ABC"), JSON | st.builds(lambda name: {"Condition": name}, st.sampled_from("ABC")), max_size=3))
@settings(max_examples=200)
def test_any_conditions_can_be_judged(conditions):
    assert resolver({**BODY, "Conditions": conditions}).condition("A") in {True, False, None}


@given(
    st.recursive(
        st.text(max_size=6) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.text(max_size=4).filter(lambda key: not key.startswith(("Ref", "Fn::"))), inner, max_size=4)
        ),
        max_leaves=20,
    )
)
def test_plain_json_is_left_as_it_is(value):
    assert resolver().resolve(value) == value

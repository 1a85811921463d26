"""The graph: nodes are resources, edges are whatever one takes from another, across stacks too."""

from pathlib import Path

from assurance.evidence.assembly import Assembly, Template
from assurance.evidence.graph import TemplateGraph
from assurance.evidence.values import Choice, Reference, Unknown

KEY = {"Type": "AWS::KMS::Key", "Metadata": {"aws:cdk:path": "Keys/Raw/Resource"}}


def test_an_exported_key_is_the_same_key_in_the_stack_that_imports_it(graph_of, template_of):
    keys = template_of({"Key": KEY}, "Keys", Outputs={"Out": {"Value": {"Fn::GetAtt": ["Key", "Arn"]}, "Export": {"Name": "Keys:Raw"}}})
    graph = graph_of({"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"Key": {"Fn::ImportValue": "Keys:Raw"}}}}, keys)
    bucket, key = graph.resources["Stack/Bucket"], graph.resources["Keys/Key"]
    assert bucket.properties["Key"] == Reference("Keys/Key", "Arn")
    assert graph.uses(bucket) == [key]
    assert graph.used_by(key) == [bucket]
    assert graph.path(bucket, key) == ("Stack/Bucket", "Keys/Raw")


def test_an_export_that_no_stack_makes_is_unknown(graph_of):
    graph = graph_of({"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"Key": {"Fn::ImportValue": "Keys:Raw"}}}})
    assert graph.resources["Stack/Bucket"].properties["Key"] == Unknown("the export Keys:Raw, which no stack here makes")


def test_exports_that_lead_to_each_other_end(graph_of):
    outputs = {name: {"Value": {"Fn::ImportValue": other}, "Export": {"Name": name}} for name, other in (("A", "B"), ("B", "A"))}
    graph = graph_of({"X": {"Type": "T", "Properties": {"P": {"Fn::ImportValue": "A"}}}}, Outputs=outputs)
    assert isinstance(graph.resources["Stack/X"].properties["P"], Unknown)


def test_the_shortest_chain_between_two_resources_is_the_path(graph_of):
    graph = graph_of(
        {
            "Route": {"Type": "R", "Properties": {"Table": {"Ref": "Table"}, "To": {"Ref": "Nat"}}},
            "Table": {"Type": "T", "Properties": {"Vpc": {"Ref": "Vpc"}}},
            "Nat": {"Type": "N", "DependsOn": "Gateway"},
            "Gateway": {"Type": "G", "Properties": {"Vpc": {"Ref": "Vpc"}}},
            "Vpc": {"Type": "V"},
        }
    )
    route, vpc, gateway = (graph.resources[f"Stack/{name}"] for name in ("Route", "Vpc", "Gateway"))
    assert graph.path(route, vpc) == ("Stack/Route", "Stack/Table", "Stack/Vpc")
    assert graph.path(route, gateway) == ("Stack/Route", "Stack/Nat", "Stack/Gateway")
    assert graph.path(vpc, route) == ()


def test_a_resource_under_an_open_condition_may_exist_and_one_under_a_false_one_does_not(graph_of):
    graph = graph_of(
        {"A": {"Type": "T", "Condition": "Open"}, "B": {"Type": "T", "Condition": "Never"}, "C": {"Type": "T"}},
        Parameters={"Stage": {"Type": "String", "Default": "x"}},
        Conditions={"Open": {"Fn::Equals": [{"Ref": "Stage"}, "y"]}, "Never": {"Fn::Equals": [{"Ref": "AWS::Region"}, "nowhere"]}},
    )
    assert {name: resource.is_certain for name, resource in graph.resources.items()} == {"Stack/A": False, "Stack/C": True}


def test_a_nested_template_gets_its_parameters_from_the_stack_above(eu):
    above = Template(
        "Above",
        "Above.template.json",
        {
            "Resources": {
                "Key": KEY,
                "Inner": {
                    "Type": "AWS::CloudFormation::Stack",
                    "Metadata": {"aws:asset:path": "Inner.nested.template.json"},
                    "Properties": {"Parameters": {"KeyArn": {"Fn::GetAtt": ["Key", "Arn"]}}},
                },
            }
        },
    )
    inner = Template(
        "Inner",
        "Inner.nested.template.json",
        {
            "Parameters": {"KeyArn": {"Type": "String"}},
            "Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"KmsMasterKeyId": {"Ref": "KeyArn"}}}},
        },
    )
    graph = TemplateGraph(Assembly(Path("cdk.out"), (above, inner)), eu)
    assert graph.resources["Inner/Topic"].properties["KmsMasterKeyId"] == Reference("Above/Key", "Arn")


def test_both_values_of_an_open_condition_are_edges(graph_of):
    graph = graph_of(
        {
            "Bucket": {"Type": "B", "Properties": {"Key": {"Fn::If": ["Open", {"Ref": "One"}, {"Ref": "Two"}]}}},
            "One": {"Type": "K"},
            "Two": {"Type": "K"},
        },
        Conditions={"Open": {"Fn::Equals": [{"Ref": "Unknown"}, "y"]}},
    )
    bucket = graph.resources["Stack/Bucket"]
    assert isinstance(bucket.properties["Key"], Choice)
    assert [used.id for used in graph.uses(bucket)] == ["Stack/One", "Stack/Two"]

"""The table of doors: every row opens on what it speaks of, shuts on what shuts it, and names things that CloudFormation has."""

import pytest

from assurance.evidence import schemas
from assurance.evidence.doors import Door, doors, open_doors
from assurance.evidence.graph import Resource
from assurance.evidence.values import Choice, Reference, Unknown

ROWS = pytest.mark.parametrize(
    "row", doors(), ids=lambda row: f"{row.type.removeprefix('AWS::')}-{row.door}-{row.tests[0].property.rpartition('.')[2]}"
)


def resource_of(row: Door, path: str = "", value: object = None) -> Resource:
    nested: object = value
    for part in reversed(path.split(".")) if path else ():
        nested = [nested] if part == "*" else {part: nested}
    return Resource("S/X", row.type.replace("*", "Thing"), nested if isinstance(nested, dict) else {}, "S/X")


def says(row: Door, resource: Resource) -> bool:
    return row.says in [finding.sentence for finding in open_doors(resource)]


def wanted(row: Door, index: int = 0) -> object:
    given = row.tests[index].wanted
    return {"a": 1} if given == "present" else given[0]


@ROWS
def test_a_door_opens(row):
    if row.door == "if":
        assert says(row, resource_of(row, row.tests[0].property, wanted(row)))
    elif row.tests[-1].wanted == "absent":
        assert says(row, resource_of(row, row.tests[0].property, "something else"))
    else:
        assert says(row, resource_of(row))


@ROWS
def test_a_door_shuts(row):
    if row.door == "if":
        assert not says(row, resource_of(row))
    elif row.door == "unless":
        assert not says(row, resource_of(row, row.tests[0].property, wanted(row)))


@ROWS
def test_what_the_template_does_not_tell_shuts_no_door(row):
    if row.door == "unless" and row.tests[0].wanted != "present":
        assert says(row, resource_of(row, row.tests[0].property, Unknown("parameter Open")))
        assert says(row, resource_of(row, row.tests[0].property, Choice("Open", (wanted(row), Reference("S/Y")))))
    if row.door == "if" and row.tests[0].wanted != "present":
        assert says(row, resource_of(row, row.tests[0].property, Unknown("parameter Open")))


@ROWS
def test_a_row_names_a_type_and_properties_that_the_registry_knows(row):
    if row.type.startswith("AWS::Serverless"):
        return
    names = [name for name in schemas._index() if Door(row.type, "always", "", ()).is_on(Resource("", name, {}, ""))]
    assert names, f"no type {row.type}"
    for test in row.tests if row.door != "always" else ():
        assert any(_has(schemas._schema(name), test.property.split(".")) for name in names), test.property


def _has(schema, path) -> bool:
    node = {"properties": schema["properties"]}
    for part in path:
        nodes = [node, *(branch for word in ("oneOf", "anyOf", "allOf") for branch in node.get(word, []))]
        nodes = [schema["definitions"][each["$ref"].rpartition("/")[2]] if "$ref" in each else each for each in nodes]
        node = next(
            (
                each["items"] if part == "*" else each["properties"][part]
                for each in nodes
                if (part == "*" and "items" in each) or part in each.get("properties", {})
            ),
            None,
        )
        if node is None:
            return False
        if "$ref" in node:
            node = schema["definitions"][node["$ref"].rpartition("/")[2]]
    return True


def test_a_string_that_says_true_is_true():
    subnet = Resource("S/X", "AWS::EC2::Subnet", {"MapPublicIpOnLaunch": "true"}, "S/X")
    assert [finding.path for finding in open_doors(subnet)] == [("MapPublicIpOnLaunch = true",)]

"""Places in manifests: filled from the stacks' outputs, and never with half of them or with what YAML would read otherwise."""

import json

import pytest

from assurance.manifests.fill import BadValuesError, fill, places, read_outputs

TEXTS = {"a.yaml": "id: ${FileSystemId}\nname: ${FileSystemId}-law", "b.yaml": "group: ${NodesGroupId}\nshell: $HOME $(X)"}
OUTPUTS = {"FileSystemId": "fs-1", "NodesGroupId": "sg-1", "Other": "x"}


def test_every_place_is_filled_and_nothing_else_is_touched():
    assert fill(TEXTS, OUTPUTS) == {"a.yaml": "id: fs-1\nname: fs-1-law", "b.yaml": "group: sg-1\nshell: $HOME $(X)"}


def test_places_are_told_once_in_their_order():
    assert places(TEXTS) == ("FileSystemId", "NodesGroupId")


def test_everything_that_is_missing_is_told_at_once():
    with pytest.raises(BadValuesError) as error:
        fill(TEXTS, {})
    assert [line.partition(":")[0] for line in str(error.value).splitlines()] == ["FileSystemId", "NodesGroupId"]


@pytest.mark.parametrize("value", ["sg-1\nkind: Secret", "sg-1: x", "", "{a}", "a #b"])
def test_a_value_that_would_change_the_document_is_refused(value):
    with pytest.raises(BadValuesError, match="NodesGroupId: is no id, name, address or ARN"):
        fill(TEXTS, {**OUTPUTS, "NodesGroupId": value})


def test_outputs_of_all_stacks_are_read(tmp_path):
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps({"eks": {"A": "1"}, "lake": {"B": "2", "A": "1"}}))
    assert read_outputs(file) == {"A": "1", "B": "2"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cdk deploy --all --outputs-file"),
        ("{", "is not JSON"),
        ("[]", "holds no outputs"),
        ('{"a": 1}', "holds no outputs"),
        ('{"a": {"X": "1"}, "b": {"X": "2"}}', "two stacks say X, and not the same"),
    ],
)
def test_a_file_that_holds_no_outputs_is_told(tmp_path, content, said):
    file = tmp_path / "outputs.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(BadValuesError, match=said):
        read_outputs(file)

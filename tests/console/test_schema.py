"""`blueprint schema`: a JSON Schema that accepts the examples, describes every field and refuses what the form refuses."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from console.main import app

REPOSITORY = Path(__file__).parents[2]
FILES = sorted((REPOSITORY / "deployments").glob("*.yaml"))


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    result = CliRunner().invoke(app, ["schema"])
    assert result.exit_code == 0
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    return yaml.safe_load((REPOSITORY / "deployments/example-eu.yaml").read_text())


def fields(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for part in (schema, *schema["$defs"].values()):
        for name, field in part["properties"].items():
            yield f"{part['title']}.{name}", field


def test_it_is_a_valid_schema(schema) -> None:
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_accepts_every_deployment(schema, path) -> None:
    Draft202012Validator(schema).validate(yaml.safe_load(path.read_text()))


def test_every_field_is_described(schema) -> None:
    assert [name for name, field in fields(schema) if len(field.get("description", "")) < 10] == []


BROKEN = [
    ("an unknown key", ("regoin",), "x"),
    ("an unknown key in a part", ("network", "gateway"), True),
    ("a region that is none", ("region",), "eu-centrl-1"),
    ("an instance type that is none", ("training", "ec2", "groups", 0, "instance_type"), "p5.48xlrge"),
    ("an EC2 type for SageMaker", ("serving", "instance_type"), "g5.2xlarge"),
    ("a range without prefix", ("network", "cidr"), "10.20.0.0"),
    ("a retention CloudWatch lacks", ("audit",), {"log_retention_days": 100}),
    ("a number in quotes", ("training", "ec2", "groups", 0, "nodes"), "2"),
    ("an account as a number", ("account",), 111122223333),
]


@pytest.mark.parametrize(("path", "value"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_it_refuses_in_the_editor_what_check_would_refuse(schema, example, path, value) -> None:
    root = copy.deepcopy(example)
    *above, last = path
    place = root
    for part in above:
        place = place[part]
    place[last] = value
    assert len(list(Draft202012Validator(schema).iter_errors(root))) == 1

from pathlib import Path

import pytest
from pydantic import Field

from containers.common.recipe import Recipe, RecipeError, UserError, read_recipe


class Tuning(Recipe):
    rate: float = Field(default=0.1, gt=0)
    steps: int = 10


class Example(Recipe):
    """An example."""

    name: str
    tuning: Tuning = Tuning()


@pytest.fixture
def recipe(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "example.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_defaults_file_and_overrides_in_this_order(recipe) -> None:
    read = read_recipe(Example, recipe("name: a\ntuning: {steps: 20}\n"), ["tuning.steps=30", "tuning.rate=0.5"])
    assert (read.name, read.tuning.steps, read.tuning.rate) == ("a", 30, 0.5)


def test_every_problem_is_told_at_once_with_field_value_and_what_is_allowed(recipe) -> None:
    with pytest.raises(RecipeError) as told:
        read_recipe(Example, recipe("nmae: a\ntuning: {rate: -1, stesp: 3}\n"), ["oops", "tuning.steps=many"])
    problems = {field: (value, allowed) for field, value, allowed in told.value.problems}
    assert set(problems) == {"name", "nmae", "tuning.rate", "tuning.stesp", "tuning.steps", "--set"}
    assert problems["name"][0] == "(missing)"
    assert problems["tuning.rate"] == ("-1", "Input should be greater than 0")
    assert "did you mean 'name'? allowed: name, tuning" in problems["nmae"][1]
    assert "allowed: rate, steps" in problems["tuning.stesp"][1]
    assert problems["tuning.steps"][0] == "'many'"


def test_a_recipe_cannot_be_changed_once_read(recipe) -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_recipe(Example, recipe("name: a\n")).name = "b"


def test_a_malformed_override_alone_is_refused(recipe) -> None:
    with pytest.raises(RecipeError, match=r"tuning\.steps\.deep"):
        read_recipe(Example, recipe("name: a\ntuning: {steps: 1}\n"), ["tuning.steps.deep=1"])


def test_a_long_value_is_shortened(recipe) -> None:
    with pytest.raises(RecipeError) as told:
        read_recipe(Example, recipe(f"name: a\ntuning: {{steps: {'x' * 500}}}\n"))
    assert len(told.value.problems[0][1]) == 60


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name: a\nname: b\n", "stands twice"),
        ("name: [a\n", "line 2, column 1: is not valid YAML"),
        ("- a\n", "must hold keys and values, holds a list"),
    ],
)
def test_a_file_that_is_no_recipe_is_refused(recipe, text: str, says: str) -> None:
    with pytest.raises(UserError, match=says):
        read_recipe(Example, recipe(text))


def test_an_empty_file_means_every_default(recipe) -> None:
    assert read_recipe(Tuning, recipe("")) == Tuning()


def test_a_missing_or_binary_file_is_a_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read: No such file"):
        read_recipe(Example, tmp_path / "none.yaml")
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="not UTF-8"):
        read_recipe(Example, tmp_path / "binary.yaml")

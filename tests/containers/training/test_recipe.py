from pathlib import Path

import pytest

from containers.common.recipe import RecipeError, read_recipe
from containers.training.recipe import TrainingRecipe
from tests.containers.training.tiny import recipe_file


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"vocab_size": 200}, "vocab_size"),
        ({"learning_rate": 1}, "unknown key"),
        ({"batch": {"length": 128}}, "must not pass model.context 64"),
        ({"optimiser": {"warmup_steps": 20}}, "must be less than steps 20"),
        ({"rehearse_failure": {"step": 20, "rank": 0}}, "rehearse_failure.step"),
        ({"rehearse_failure": {"step": 3, "rank": 2}}, "less than processes 2"),
        ({"rehearse_failure": {"step": 3, "rank": 1}, "max_restarts": 0}, "max_restarts must be at least 1"),
        ({"model": {"hidden_size": 33, "heads": 2}}, "must be a multiple of 2 x heads"),
        ({"model": {"hidden_size": 32, "heads": 4, "kv_heads": 3}}, "multiple of kv_heads"),
    ],
)
def test_a_wrong_recipe_names_what_is_wrong(wrong: dict[str, object], told: str, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=told):
        read_recipe(TrainingRecipe, recipe_file(tmp_path, **wrong))


def test_the_shipped_recipe_is_right() -> None:
    assert read_recipe(TrainingRecipe, Path("containers/training/recipes/spine.yaml")).processes == 2


def test_a_rehearsed_failure_does_not_change_what_the_weights_become(tmp_path: Path) -> None:
    with_failure = read_recipe(TrainingRecipe, recipe_file(tmp_path, rehearse_failure={"step": 12, "rank": 1}))
    assert with_failure.trajectory() == read_recipe(TrainingRecipe, recipe_file(tmp_path)).trajectory()
    assert with_failure.trajectory() != read_recipe(TrainingRecipe, recipe_file(tmp_path, seed=2)).trajectory()

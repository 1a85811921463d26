"""Whatever the file holds: a deployment, or rows that name a field and what is allowed. Nothing else is ever raised."""

import copy
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blueprint.settings import Deployment, DeploymentError
from blueprint.settings.load import parse

REPOSITORY = Path(__file__).parents[3]
EXAMPLE: dict[str, Any] = yaml.safe_load((REPOSITORY / "deployments/example-eu.yaml").read_text())

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["10.0.0.0/8", "ml.", "eu-west-1", "/"])
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3), max_leaves=6
)
YAML_LIKE = st.text(alphabet="ab:-?[]{}&*!|>'\"%#,\n\t 01~<.\\é\U0001f600\x85\u2028\ufeff", max_size=60)


def paths(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Every path inside a plain value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*([path] if path else []), *(inner for key, item in items for inner in paths(item, (*path, key)))]


def reads_or_tells(content: bytes) -> None:
    ended = outcome(content)
    if isinstance(ended, DeploymentError):
        assert ended.problems
        assert all(problem.field.isprintable() and problem.allowed for problem in ended.problems)
        assert len(str(ended).splitlines()) == 1 + len(ended.problems)


def outcome(content: bytes) -> Deployment | DeploymentError:
    try:
        return parse(content, Path("x.yaml"))
    except DeploymentError as error:
        return error


def test_a_list_of_odd_characters_stays_on_its_row() -> None:
    reads_or_tells(rb'owner: ["\x85", "\L", "\P", "\e", "\n"]')


@given(st.binary(max_size=80))
def test_any_bytes(content) -> None:
    reads_or_tells(content)


@given(YAML_LIKE)
def test_any_text_that_looks_like_yaml(text) -> None:
    reads_or_tells(text.encode())


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(paths(EXAMPLE)), VALUES, min_size=1, max_size=4))
def test_any_values_in_place_of_the_examples(changes) -> None:
    root = copy.deepcopy(EXAMPLE)
    for (*above, last), value in sorted(changes.items(), key=lambda change: len(change[0]), reverse=True):
        place: Any = root
        for part in above:
            place = place[part]
        place[last] = value
    reads_or_tells(yaml.safe_dump(root, allow_unicode=True).encode("utf-8", "surrogatepass"))

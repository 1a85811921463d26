"""The changed file is one that the settings take, for every deployment."""

import pytest
import yaml

from assurance.rehearsal.changed_file import change
from blueprint.settings import load
from tests.conftest import ALL_WAYS, DEPLOYMENTS, ROOT

FILES = {name: ROOT / ("tests" if name == ALL_WAYS else "") / "deployments" / f"{name}.yaml" for name in (*DEPLOYMENTS, ALL_WAYS)}


@pytest.mark.parametrize("name", FILES)
def test_it_is_valid_and_differs_in_each_sentence(name: str, tmp_path) -> None:
    before = load(FILES[name])
    content, sentences = change(yaml.safe_load(FILES[name].read_text()), before)
    (tmp_path / "changed.yaml").write_text(yaml.safe_dump(content))
    after = load(tmp_path / "changed.yaml")
    differ = [part for part in type(before).model_fields if getattr(before, part) != getattr(after, part)]
    of_groups = [sentence for sentence in sentences if " nodes in the group " in sentence]
    assert len(differ) == len(sentences) - max(0, len(of_groups) - 1)
    if before.training and after.training:
        pairs = zip(before.training.groups, after.training.groups, strict=True)
        assert sum(now.nodes != then.nodes for then, now in pairs) == len(of_groups)
    assert after.name == before.name


def test_what_an_endpoint_serves_from_stays(tmp_path) -> None:
    content = yaml.safe_load(FILES["example-eu"].read_text()) | {"registry": {"repositories": ["training", "serving"]}}
    (tmp_path / "file.yaml").write_text(yaml.safe_dump(content))
    after, _ = change(content, load(tmp_path / "file.yaml"))
    assert after["registry"]["repositories"] == ["training", "serving", "rehearsed"]

import json
from pathlib import Path

import pytest

from containers.common import manifest
from containers.common.canonical import hash_of
from containers.common.errors import UserError
from containers.common.recipe import Recipe
from containers.common.store import Store, open_store


class Settings(Recipe):
    size: int = 1


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path)


@pytest.fixture
def written(store: Store) -> manifest.Manifest:
    store.write_bytes("a.txt", b"text")
    made = manifest.build(
        store,
        step="curation",
        settings=Settings(),
        inputs={"corpus": "0" * 64},
        outputs=["a.txt"],
        metrics={"documents": 1},
        seconds=1.2345,
    )
    manifest.write(store, made)
    return made


def done(store: Store, size: int = 1, corpus: str = "0" * 64) -> bool:
    return manifest.is_done(store, step="curation", settings=Settings(size=size), inputs={"corpus": corpus})


def test_it_is_read_back_as_it_was_written(store: Store, written: manifest.Manifest) -> None:
    assert manifest.read(store) == written
    assert manifest.verify(store, written) == []


def test_its_hash_covers_all_but_seconds_and_metrics(store: Store, written: manifest.Manifest) -> None:
    told = json.loads(store.read_bytes("manifest.json"))
    assert told["schema"] == 1
    assert told["hash"] == hash_of({key: value for key, value in told.items() if key not in {"seconds", "metrics", "hash"}})


def test_a_finished_step_is_done_and_another_setting_input_or_missing_manifest_is_not(store: Store, written: manifest.Manifest) -> None:
    assert done(store)
    assert not done(store, size=2)
    assert not done(store, corpus="1" * 64)
    manifest.begin(store)
    assert not done(store)


def test_a_changed_or_missing_output_is_named_and_the_step_is_not_done(store: Store, written: manifest.Manifest) -> None:
    store.write_bytes("a.txt", b"tex!")
    assert manifest.verify(store, written) == ["a.txt: changed"]
    assert not done(store)
    store.delete("a.txt")
    assert manifest.verify(store, written) == ["a.txt: missing"]


@pytest.mark.parametrize("field", ["settings_hash", "inputs", "outputs", "code_version"])
def test_a_forged_field_is_found(store: Store, written: manifest.Manifest, field: str) -> None:
    told = json.loads(store.read_bytes("manifest.json"))
    told[field] = {} if isinstance(told[field], dict) else "forged"
    store.write_bytes("manifest.json", json.dumps(told).encode())
    with pytest.raises(UserError, match="was changed"):
        manifest.read(store)
    assert not done(store)


def test_no_manifest_means_that_the_step_did_not_finish(store: Store) -> None:
    with pytest.raises(UserError, match="has not finished"):
        manifest.read(store)


def test_something_else_called_manifest_is_refused(store: Store) -> None:
    store.write_bytes("manifest.json", b"{}")
    with pytest.raises(UserError, match="not a manifest of schema 1"):
        manifest.read(store)


def test_the_input_hash_is_the_manifests_own_or_that_of_the_files(store: Store, written: manifest.Manifest, tmp_path: Path) -> None:
    assert manifest.input_hash(store) == written.hash
    plain = open_store(tmp_path / "plain")
    plain.write_bytes("x", b"1")
    first = manifest.input_hash(plain)
    plain.write_bytes("x", b"2")
    assert manifest.input_hash(plain) != first


def test_the_path_hash_of_a_folder_knows_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    first = manifest.path_hash(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    assert manifest.path_hash(tmp_path) != first
    assert manifest.path_hash(tmp_path / "b") == "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"


def test_the_code_version_tells_steps_apart() -> None:
    assert manifest.code_version("curation") != manifest.code_version("training")
    assert manifest.code_version("curation").partition("+")[2]

"""The manifest: what a finished step read, wrote, was told and measured. Written last; without it the step did not finish."""

import functools
import importlib.util
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from containers.common.canonical import canonical_json, hash_file, hash_of, hash_stream
from containers.common.errors import UserError
from containers.common.store import Store
from containers.common.version import __version__

NAME = "manifest.json"
SCHEMA = 1
NOT_HASHED = {"seconds", "metrics", "hash"}


class Output(BaseModel):
    """One written artefact."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str
    bytes: int


class Manifest(BaseModel):
    """What a step leaves behind; `hash` chains it to the next step's `inputs`."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_version: int = Field(default=SCHEMA, alias="schema")
    step: str
    code_version: str
    settings: dict[str, Any]
    settings_hash: str
    inputs: dict[str, str]
    outputs: dict[str, Output]
    metrics: dict[str, Any]
    seconds: float
    hash: str = ""

    def expected_hash(self) -> str:
        """SHA-256 of the canonical JSON of all but `seconds`, `metrics` and `hash`."""
        return hash_of(self.model_dump(mode="json", by_alias=True, exclude=NOT_HASHED))


def begin(store: Store) -> None:
    """Take away an earlier run's manifest: from here until `write`, the step counts as unfinished."""
    store.delete(NAME)


def build(
    store: Store,
    *,
    step: str,
    settings: BaseModel | Mapping[str, Any],
    inputs: Mapping[str, str],
    outputs: Iterable[str],
    metrics: Mapping[str, Any],
    seconds: float,
) -> Manifest:
    """Make the manifest of a step from the artefacts that lie in its store.

    Args:
        store: where the outputs lie.
        step: `curation`, `training` …: the package under `containers`.
        settings: the recipe as it was used.
        inputs: a name and the hash (`input_hash`) of each thing read.
        outputs: paths inside the store.
        metrics: what was measured; any JSON.
        seconds: how long the step took.
    """
    told = plain(settings)
    manifest = Manifest(
        step=step,
        code_version=code_version(step),
        settings=told,
        settings_hash=hash_of(told),
        inputs=dict(inputs),
        outputs={path: _output(store, path) for path in sorted(outputs)},
        metrics=dict(metrics),
        seconds=round(seconds, 3),
    )
    return manifest.model_copy(update={"hash": manifest.expected_hash()})


def write(store: Store, manifest: Manifest) -> None:
    """Write the manifest: the last thing that a step does."""
    text = json.dumps(manifest.model_dump(mode="json", by_alias=True), indent=1, ensure_ascii=False, sort_keys=True, allow_nan=False)
    store.write_bytes(NAME, text.encode() + b"\n")


def read(store: Store) -> Manifest:
    """Read the manifest of a store.

    Raises:
        UserError: if there is none (the step did not finish), or it is not a manifest, or its hash does not fit its content.
    """
    try:
        manifest = Manifest.model_validate_json(store.read_bytes(NAME))
    except FileNotFoundError:
        raise UserError(f"{store.uri}: has no {NAME}: the step that writes there has not finished") from None
    except ValidationError:
        raise UserError(f"{store.uri}/{NAME}: is not a manifest of schema {SCHEMA}") from None
    if manifest.hash != manifest.expected_hash():
        raise UserError(f"{store.uri}/{NAME}: was changed after it was written: its hash does not fit")
    return manifest


def verify(store: Store, manifest: Manifest) -> list[str]:
    """Compare every output with what the manifest says of it; returns the problems, none if all is well."""
    problems = [] if manifest.hash == manifest.expected_hash() else [f"{NAME}: its hash does not fit its content"]
    for path, said in manifest.outputs.items():
        if not store.exists(path):
            problems.append(f"{path}: missing")
        elif _output(store, path) != said:
            problems.append(f"{path}: changed")
    return problems


def is_done(store: Store, *, step: str, settings: BaseModel | Mapping[str, Any], inputs: Mapping[str, str]) -> bool:
    """Has this very step been finished here: same code, settings and inputs, and every output still there, unchanged?"""
    if not store.exists(NAME):
        return False
    try:
        manifest = read(store)
    except UserError:
        return False
    same = (manifest.step, manifest.settings_hash, manifest.inputs) == (step, hash_of(plain(settings)), dict(inputs))
    return same and manifest.code_version == code_version(step) and not verify(store, manifest)


def input_hash(store: Store) -> str:
    """Hash what a step reads: the manifest's own hash where a step wrote it, else all files by path and content."""
    if store.exists(NAME):
        return read(store).hash
    return hash_of({path: _output(store, path).sha256 for path in store.list()})


def path_hash(path: Path) -> str:
    """Hash a file, or a folder of files, that no step wrote."""
    if path.is_file():
        return hash_file(path)
    found = sorted(inner for inner in path.rglob("*") if inner.is_file())
    return hash_of({inner.relative_to(path).as_posix(): hash_file(inner) for inner in found})


def plain(settings: BaseModel | Mapping[str, Any]) -> dict[str, Any]:
    """The settings as JSON values."""
    told = settings.model_dump(mode="json") if isinstance(settings, BaseModel) else dict(settings)
    result: dict[str, Any] = json.loads(canonical_json(told))
    return result


@functools.cache
def code_version(step: str) -> str:
    """The project's version and the hash of the sources that the step runs: its own package and `containers.common`.

    A package that is not there (a step of a test) counts as empty, so that the common part still tells versions apart.
    """
    folders = [folder for name in ("common", step) if (folder := _package_folder(name))]
    sources = {
        f"{folder.name}/{file.relative_to(folder).as_posix()}": hash_file(file) for folder in folders for file in folder.rglob("*.py")
    }
    return f"{__version__}+{hash_of(sources)[:12]}"


def _package_folder(name: str) -> Path | None:
    found = importlib.util.find_spec(f"containers.{name}") if name.isidentifier() else None
    return Path(found.origin).parent if found and found.origin else None


def _output(store: Store, path: str) -> Output:
    with store.open(path) as stream:
        digest, size = hash_stream(stream)
    return Output(sha256=digest, bytes=size)

"""The curated documents that a run is given."""

from collections.abc import Iterator
from typing import Literal

from containers.common import manifest
from containers.common.documents import documents
from containers.common.errors import UserError
from containers.common.store import Store

Split = Literal["train", "dev"]


def data_hash(curated: Store) -> str:
    """The hash of the curation's manifest: what a checkpoint and a model say they come from.

    Raises:
        UserError: if there is no manifest: not a curation output, or one that did not finish.
    """
    return manifest.read(curated).hash


def checked_hash(curated: Store) -> str:
    """The hash of the curation's manifest, once every document file has been found unchanged.

    Raises:
        UserError: if there is no manifest, a file was changed or is missing, or a split that training needs is empty.
    """
    found = manifest.read(curated)
    problems = manifest.verify(curated, found)
    problems += [f"documents/{split}: no documents" for split in ("train", "dev") if not any(True for _ in texts(curated, split))]
    if problems:
        raise UserError("\n".join([f"--input {curated.uri}: is not a whole curation output", *(f"  {problem}" for problem in problems)]))
    return found.hash


def texts(curated: Store, split: Split) -> Iterator[str]:
    """The texts of a split, in the order of its files and rows."""
    return (document["text"] for document in documents(curated, split))

"""What a checkpoint is, as one line of JSON: run it where it was written and where it shall be resumed, and compare the two.

    python -m containers.training.describe FOLDER

The manifest's hashes are checked first: what is not what it was is not opened.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch.distributed.checkpoint.filesystem import FileSystemReader
from torch.distributed.checkpoint.metadata import TensorStorageMetadata

from containers.common import manifest
from containers.common.errors import UserError
from containers.common.store import FolderStore
from containers.common.version import __version__
from containers.training.origin import newest_first


def describe(folder: Path) -> dict[str, Any]:
    """One checkpoint, or the newest in a folder of checkpoints.

    Raises:
        UserError: It is no whole checkpoint.
    """
    place = folder if (folder / manifest.NAME).exists() else next((path for _, path in newest_first(folder)), folder)
    store = FolderStore(place)
    told = manifest.read(store)
    if torn := manifest.verify(store, told):
        raise UserError(f"{place}: {'; '.join(torn)}")
    contents = FileSystemReader(place).read_metadata().state_dict_metadata
    return {
        "name": "checkpoint",
        "checkpoint": place.name,
        "hash": told.hash,
        "step": told.metrics.get("step"),
        "processes": told.settings.get("processes"),
        "precision": told.settings.get("precision"),
        "inputs": told.inputs,
        "bytes": sum(output.bytes for output in told.outputs.values()),
        "tensors": {
            key: {"dtype": str(value.properties.dtype).removeprefix("torch."), "shape": list(value.size)}
            for key, value in sorted(contents.items())
            if isinstance(value, TensorStorageMetadata)
        },
        "others": sorted(key for key, value in contents.items() if not isinstance(value, TensorStorageMetadata)),
        "written_by": told.code_version,
        "read_by": {"torch": torch.__version__, "code": __version__},
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Print the description; exit code 2 where there is none to print."""
    parser = argparse.ArgumentParser(prog="python -m containers.training.describe", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="a checkpoint (step-NNNNNN), or the folder of several: the newest counts")
    try:
        print(json.dumps(describe(parser.parse_args(argv).folder)))
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

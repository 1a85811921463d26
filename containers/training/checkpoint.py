"""Checkpoints (torch DCP) that are whole or not there, and that know which data and recipe they come from.

All ranks write into a hidden folder; rank 0 then adds the manifest with every file's hash and renames the folder. A reader trusts a
checkpoint only when its files still have these hashes, so a torn one is passed over for the one before.
"""

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import torch.distributed as dist
from torch.distributed.checkpoint.api import CheckpointException
from torch.distributed.checkpoint.state_dict_loader import load as dcp_load
from torch.distributed.checkpoint.state_dict_saver import save as dcp_save

from containers.common import manifest
from containers.common.errors import StepFailed, UserError
from containers.common.store import FolderStore
from containers.training.origin import Origin, name_of, newest_first, refuse_stranger

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_WRITING = ".writing"


def save(checkpoints: Path, step: int, state: dict[str, Any], origin: Origin, *, keep: int, seconds: float) -> None:
    """Write a checkpoint with all ranks, publish it by a rename, remove all but the newest `keep`.

    Raises:
        StepFailed: if the disk is full; the checkpoints before are untouched.
    """
    writing = checkpoints / _WRITING
    is_first = dist.get_rank() == 0
    if is_first:
        shutil.rmtree(writing, ignore_errors=True)
        writing.mkdir(parents=True)
    dist.barrier()
    try:
        dcp_save(state, checkpoint_id=writing)
        if is_first:
            _publish(writing, checkpoints / name_of(step), step, origin, seconds)
    except (OSError, CheckpointException) as error:
        if is_first:
            shutil.rmtree(writing, ignore_errors=True)
        if not _is_full(error):
            raise
        before = next((path.name for _, path in newest_first(checkpoints)), "the start")
        raise StepFailed(
            f"no space for the checkpoint of step {step} in {checkpoints}; free some and run it again: it goes on from {before}"
        ) from None
    if is_first:
        for _, old in list(newest_first(checkpoints))[keep:]:
            shutil.rmtree(old)
    dist.barrier()


def latest(checkpoints: Path, origin: Origin) -> tuple[int, Path, list[str]] | None:
    """The newest whole checkpoint: its step, its folder, and the torn ones that were passed over.

    Raises:
        UserError: if it comes from other data or settings than `origin`.
    """
    torn = []
    for step, path in newest_first(checkpoints):
        problems = _torn(path)
        if problems:
            torn.append(f"{path.name}: {'; '.join(problems)}")
            continue
        refuse_stranger(path, origin)
        return step, path, torn
    return None


def load(path: Path, state: dict[str, Any]) -> dict[str, Any]:
    """Fill `state` (the shape that was saved) from a checkpoint; sharded tensors in place."""
    dcp_load(state, checkpoint_id=path)
    return state


def _publish(writing: Path, target: Path, step: int, origin: Origin, seconds: float) -> None:
    store = FolderStore(writing)
    written = manifest.build(
        store,
        step="training",
        settings=origin.trajectory,
        inputs=origin.inputs,
        outputs=store.list(),
        metrics={"step": step},
        seconds=seconds,
    )
    manifest.write(store, written)
    _sync_folder(writing)
    shutil.rmtree(target, ignore_errors=True)
    writing.rename(target)
    _sync_folder(target.parent)


def _torn(path: Path) -> list[str]:
    store = FolderStore(path)
    try:
        return manifest.verify(store, manifest.read(store))
    except UserError as error:
        return [str(error)]


def _is_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in _FULL
    failures = getattr(error, "failures", {})
    return any(isinstance(inner, OSError) and inner.errno in _FULL for inner, _ in failures.values())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""`python -m containers.training` starts torchrun and watches over it; `torchrun -m containers.training` is one of its workers."""

import os
import sys

from containers.common.entry import connect, main
from containers.common.store import Store
from containers.training import report
from containers.training.folder import RunFolder
from containers.training.launcher import launch
from containers.training.prepare import prepare
from containers.training.recipe import TrainingRecipe


def run(recipe: TrainingRecipe, source: str | None, target: str | None) -> None:
    """Train, unless this very run has been finished."""
    curated, folder = connect(source or ""), RunFolder.of(connect(target or ""))
    is_worker = "LOCAL_RANK" in os.environ
    (_work if is_worker else _launch)(recipe, curated, folder)


def _launch(recipe: TrainingRecipe, curated: Store, folder: RunFolder) -> None:
    if report.is_done(recipe, curated, folder):
        print(f"{folder.root}: this run is finished already", file=sys.stderr)
        return
    with folder.locked():
        prepare(recipe, curated, folder)
    launch(recipe, folder, sys.argv[1:])


def _work(recipe: TrainingRecipe, curated: Store, folder: RunFolder) -> None:
    from containers.training.worker import work  # noqa: PLC0415  (torch takes seconds to import, and the launcher needs none of it)

    work(recipe, curated, folder)


if __name__ == "__main__":
    sys.exit(main(TrainingRecipe, run, needs=("input", "output")))

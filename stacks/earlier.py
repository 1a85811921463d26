"""What an earlier synthesis left in `cdk.out`."""

import shutil
from pathlib import Path

FILES = ("*.template.json", "*.metadata.json", "*.assets.json", "hyperpod-slurm.json", "slurm-accounts.sh", "slurm-pcs.json")
FOLDERS = ("manifests", "scripts")


def forget_earlier(assembly: Path) -> None:
    """Removes what a synthesis writes: the template of a part that is no longer asked for would be audited, and rehearsed.

    A folder that is no cloud assembly stays as it is.

    Args:
        assembly: Where the next synthesis writes.
    """
    if not (assembly / "manifest.json").is_file():
        return
    for pattern in FILES:
        for file in assembly.glob(pattern):
            file.unlink()
    for name in FOLDERS:
        shutil.rmtree(assembly / name, ignore_errors=True)

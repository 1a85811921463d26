"""Settings that keep transformers, datasets and lm-evaluation-harness from asking anybody anything, and quiet: the progress is ours.

They are read when these libraries are imported.
"""

import os
from pathlib import Path

SETTINGS = {
    "DO_NOT_TRACK": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_OFFLINE": "1",
    "LMEVAL_LOG_LEVEL": "ERROR",
    "TQDM_DISABLE": "1",
    "TRANSFORMERS_VERBOSITY": "error",
}


def stay_offline(scratch: Path) -> None:
    """Set them for this process, and keep every cache in `scratch`: the home folder may be read-only."""
    os.environ.update(SETTINGS, HF_HOME=str(scratch), HF_DATASETS_CACHE=str(scratch / "datasets"))

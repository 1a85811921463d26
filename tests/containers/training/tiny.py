"""The smallest corpus and recipe that have everything a run has."""

import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from containers.common import manifest
from containers.common.store import FolderStore

TINY = {
    "steps": 20,
    "vocab_size": 400,
    "precision": "fp32",
    "model": {"hidden_size": 32, "intermediate_size": 64, "layers": 2, "heads": 2, "kv_heads": 1, "context": 64},
    "optimiser": {"warmup_steps": 4},
    "batch": {"length": 32, "sequences": 2, "accumulation": 2},
    "checkpoints": {"every": 5},
    "dev": {"every": 10, "windows": 8},
}


def sentences(seed: int, characters: int) -> str:
    """Made-up words in made-up order, the frequent ones frequent."""
    chance = random.Random(seed)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyzäöü", k=chance.randint(2, 9))) for _ in range(300)]
    text = ""
    while len(text) < characters:
        text += " ".join(words[min(299, int(chance.expovariate(0.02)))] for _ in range(8)) + ".\n"
    return text[:characters]


def write_curated(folder: Path, documents: dict[str, list[str]]) -> Path:
    """A curation output with these texts in these splits."""
    for split, texts in documents.items():
        path = folder / "documents" / split / "part-00000.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        ids = [f"{split}-{number}" for number in range(len(texts))]
        pq.write_table(pa.table({"doc_id": ids, "text": pa.array(texts, pa.string()), "language": ["xx"] * len(texts)}), path)
    store = FolderStore(folder)
    outputs = store.list("documents")
    manifest.write(store, manifest.build(store, step="curation", settings={}, inputs={}, outputs=outputs, metrics={}, seconds=0))
    return folder


def recipe_file(folder: Path, **changes: object) -> Path:
    """The tiny recipe with changes, as a file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "recipe.yaml"
    path.write_text(yaml.safe_dump({**TINY, **changes}))
    return path


def command(recipe: Path, curated: Path, output: Path) -> list[str]:
    """`python -m containers.training`, as a user starts it."""
    return [sys.executable, "-m", "containers.training", "--recipe", str(recipe), "--input", str(curated), "--output", str(output)]


def train(recipe: Path, curated: Path, output: Path, *, under: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """Run it to its end, under another program where one is named."""
    return subprocess.run([*under, *command(recipe, curated, output)], capture_output=True, text=True, timeout=240, check=False)


def tracing(trace: Path) -> list[str]:
    """The command prefix that writes down each address a process or its children name to the system, if this machine allows it."""
    prefix = ["strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=connect,bind,sendto", "-o", str(trace)]
    has_it = shutil.which("strace") and subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
    return prefix if has_it else []

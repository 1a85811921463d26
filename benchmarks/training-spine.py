"""Does a killed and resumed run lose anything, and what does it cost? The recipe's run with a SIGKILL on the way, beside the unbroken one.

    python benchmarks/training-spine.py [--input CURATED] [--steps 120] [--recipe containers/training/recipes/spine.yaml]

Without an input, a sample of the installed packages' texts is curated first.
Both runs start in folders of their own. The figure is the number of steps whose loss differs in any bit; the bar is none. The seconds that
the failure cost (death, new start, steps taken again) and the speed stand beside it.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

RESULTS = Path(__file__).parent / "results"


def curated(folder: Path) -> str:
    """Curate a sample of the default corpus; returns where it lies."""
    recipe = "containers/curation/recipes/spine.yaml"
    command = [sys.executable, "-m", "containers.curation", "--recipe", recipe, "--output", str(folder), "--set", "read.sample_mb=8"]
    if code := subprocess.run(command, check=False).returncode:
        sys.exit(f"{' '.join(command)} ended with {code}")
    return str(folder)


def run(given: argparse.Namespace, folder: Path, failure: str) -> float:
    """Train once; returns the wall-clock seconds."""
    settings = [f"steps={given.steps}", f"checkpoints.every={max(1, given.steps // 6)}", f"rehearse_failure={failure}"]
    overrides = [part for setting in settings for part in ("--set", setting)]
    command = [sys.executable, "-m", "containers.training", "--recipe", str(given.recipe), "--input", given.input, "--output", str(folder)]
    start = perf_counter()
    done = subprocess.run([*command, *overrides], check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}")
    return perf_counter() - start


def losses(folder: Path) -> dict[int, str]:
    """Step and loss, spelled without rounding."""
    lines = (folder / "losses.jsonl").read_text(encoding="utf-8").splitlines()
    return {line["step"]: line["loss_hex"] for line in map(json.loads, lines)}


def main() -> None:
    """Run both, compare, print one JSON line, keep it."""
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("--input", help="a finished curation output")
    flags.add_argument("--recipe", type=Path, default=Path("containers/training/recipes/spine.yaml"))
    flags.add_argument("--steps", type=int, default=120)
    given = flags.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        given.input = given.input or curated(Path(scratch) / "curated")
        killed, unbroken = Path(scratch) / "killed", Path(scratch) / "unbroken"
        with_kill = run(given, killed, f"{{step: {given.steps // 2}, rank: 1}}")
        without = run(given, unbroken, "null")
        ours, theirs = losses(killed), losses(unbroken)
        metrics = json.loads((unbroken / "manifest.json").read_text(encoding="utf-8"))["metrics"]
        resumes = json.loads((killed / "manifest.json").read_text(encoding="utf-8"))["metrics"]["resumes"]
    differing = [step for step in range(1, given.steps + 1) if ours.get(step) != theirs.get(step)]
    now = datetime.now(UTC)
    result = {
        "name": "training-spine",
        "date": now.date().isoformat(),
        "command": " ".join(["python", "benchmarks/training-spine.py", *sys.argv[1:]]),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, load average {os.getloadavg()[0]:.1f} at the end",
        "versions": {name: version(name) for name in ("sovereign-llm-blueprint", "torch", "transformers")},
        "figure": len(differing),
        "unit": f"steps of {given.steps} whose loss differs in any bit",
        "against": {
            "seconds with the kill": round(with_kill, 1),
            "seconds without": round(without, 1),
            "tokens/s, median": metrics["tokens_per_second"],
            "resumed from step": resumes,
        },
        "bar": "0, with at least one resume",
        "holds": not differing and bool(resumes),
    }
    line = json.dumps(result)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"training-spine-{now.date().isoformat()}.json").write_text(line + "\n", encoding="utf-8")
    print(line)


if __name__ == "__main__":
    main()

"""How long all claims take on a deployment: reading its templates, building the graph, judging; beside cfn-lint on the same files.

    python benchmarks/audit-claims.py [--cdk-out build/example-eu/cdk.out] [--runs 5]

Each run is a process of its own, so imports, the registry schemas and the report are in the figure: it is what `blueprint audit` takes.
The bar is 10 s. cfn-lint reads the same templates for other mistakes; it is here as the measure of what a template check costs.
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
from statistics import median
from time import perf_counter

BAR_S = 10.0
TOOLS = Path(sys.executable).parent
RESULTS = Path(__file__).parent / "results"


def seconds(command: list[str], allowed: set[int]) -> float:
    """Wall-clock seconds of one process; an exit code that is not allowed ends the benchmark with its output."""
    start = perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    taken = perf_counter() - start
    if done.returncode not in allowed:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return taken


def templates(folder: Path) -> list[str]:
    """The assembly's templates, synthesised first where the default one is not there."""
    if not (folder / "manifest.json").is_file():
        seconds([str(TOOLS / "blueprint"), "synth", "example-eu"], {0, 1})
    return sorted(str(path) for path in folder.glob("*.template.json"))


def main() -> None:
    """Measure ours and the other in turn, print one JSON line, keep it."""
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("--cdk-out", type=Path, default=Path("build/example-eu/cdk.out"))
    flags.add_argument("--runs", type=int, default=5)
    given = flags.parse_args()
    files = templates(given.cdk_out)
    ours, others, inside = [], [], 0
    with tempfile.TemporaryDirectory() as scratch:
        for _ in range(given.runs):
            ours.append(seconds([str(TOOLS / "blueprint"), "audit", "--cdk-out", str(given.cdk_out), "--out", scratch], {0}))
            others.append(seconds([str(TOOLS / "cfn-lint"), *files], set(range(15))))
        inside = json.loads((Path(scratch) / "audit.json").read_text())["resources"]
    now = datetime.now(UTC)
    result = {
        "name": "audit-claims",
        "date": now.date().isoformat(),
        "command": " ".join(["python", "benchmarks/audit-claims.py", *sys.argv[1:]]),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, load average {os.getloadavg()[0]:.1f} at the end",
        "versions": {name: version(name) for name in ("sovereign-llm-blueprint", "cfn-lint", "aws-cdk-lib")},
        "figure": round(median(ours), 2),
        "unit": f"s, median of {given.runs}, {inside} resources in {len(files)} templates",
        "against": {"cfn-lint on the same templates, s": round(median(others), 2)},
        "bar": f"<= {BAR_S:g} s",
        "holds": median(ours) <= BAR_S,
    }
    line = json.dumps(result)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"audit-claims-{now.date().isoformat()}.json").write_text(line + "\n", encoding="utf-8")
    print(line)


if __name__ == "__main__":
    main()

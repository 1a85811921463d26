"""How long it takes to attack every claim on a deployment, and how many attacks are caught; beside one plain audit of the same templates.

    python benchmarks/audit-mutations.py [--cdk-out build/example-eu/cdk.out] [--runs 3]

Each run is a process of its own (`blueprint audit --mutate`), so imports and the registry schemas are in the figure. Every mutation
builds the graph of all templates anew and holds its claim against it; the plain audit does that once, for all claims. The bar is 5 minutes
with every attack caught, at least 80 of them and at least 6 on each claim.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter

BAR_S = 300.0
LEAST, LEAST_PER_CLAIM = 80, 6
TOOLS = Path(sys.executable).parent
RESULTS = Path(__file__).parent / "results"
CLAIM = re.compile(r"^(?P<claim>\w+): (?P<caught>\d+) of (?P<all>\d+) caught$", re.MULTILINE)
SUM = re.compile(r"^caught (?P<caught>\d+) / (?P<all>\d+)$", re.MULTILINE)


def run(command: list[str], allowed: set[int]) -> tuple[float, str]:
    """Wall-clock seconds and output of one process; an exit code that is not allowed ends the benchmark with its output."""
    start = perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    taken = perf_counter() - start
    if done.returncode not in allowed:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return taken, done.stdout


def main() -> None:
    """Measure both in turn, print one JSON line, keep it."""
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("--cdk-out", type=Path, default=Path("build/example-eu/cdk.out"))
    flags.add_argument("--runs", type=int, default=3)
    given = flags.parse_args()
    blueprint = str(TOOLS / "blueprint")
    if not (given.cdk_out / "manifest.json").is_file():
        run([blueprint, "synth", "example-eu"], {0, 1})
    attacks, audits, told = [], [], ""
    with tempfile.TemporaryDirectory() as scratch:
        for _ in range(given.runs):
            seconds, told = run([blueprint, "audit", "--cdk-out", str(given.cdk_out), "--mutate"], {0, 1})
            attacks.append(seconds)
            audits.append(run([blueprint, "audit", "--cdk-out", str(given.cdk_out), "--out", scratch], {0})[0])
    end = SUM.search(told)
    if end is None:
        sys.exit(f"the attack did not end with a sum:\n{told[-2000:]}")
    caught, total = int(end["caught"]), int(end["all"])
    claims = {match["claim"]: f"{match['caught']} of {match['all']}" for match in CLAIM.finditer(told)}
    enough = total >= LEAST and all(int(match["all"]) >= LEAST_PER_CLAIM for match in CLAIM.finditer(told))
    now = datetime.now(UTC)
    result = {
        "name": "audit-mutations",
        "date": now.date().isoformat(),
        "command": " ".join(["python", "benchmarks/audit-mutations.py", *sys.argv[1:]]),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, load average {os.getloadavg()[0]:.1f} at the end",
        "versions": {name: version(name) for name in ("sovereign-llm-blueprint", "cfn-lint", "aws-cdk-lib")},
        "figure": round(median(attacks), 2),
        "unit": f"s for all mutations, median of {given.runs}; caught {caught} / {total}",
        "claims": claims,
        "against": {"one audit of the same templates, s": round(median(audits), 2)},
        "bar": f"<= {BAR_S:g} s, all caught, {LEAST} or more, {LEAST_PER_CLAIM} or more on each claim",
        "holds": median(attacks) <= BAR_S and caught == total and enough,
    }
    line = json.dumps(result)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"audit-mutations-{now.date().isoformat()}.json").write_text(line + "\n", encoding="utf-8")
    print(line)


if __name__ == "__main__":
    main()

"""How long other people's scanners take over a deployment, side by side, beside one after the other.

    python benchmarks/audit-scanners.py [--cdk-out build/example-eu/cdk.out] [--runs 3]

`blueprint audit --scanners` starts Checkov and cfn-lint as processes of their own; the figure is from the first to the last, reading and
judging included. The bar is 60 s. Their own times are those within the same runs, so their sum is what a queue would take at least.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from assurance.evidence.assembly import read_assembly, scope_of
from assurance.evidence.scanners.acknowledgements import acknowledgements
from assurance.evidence.scanners.run import Scanned, scan

BAR_S = 60.0
CHECKOV = Path(".venv-checkov/bin/python")
RESULTS = Path(__file__).parent / "results"


def scanned(folder: Path) -> Scanned:
    """One run; a scanner that broke ends the benchmark, for its time would be no time."""
    assembly = read_assembly(folder)
    result = scan(assembly, scope_of(assembly), acknowledgements(), checkov_python=CHECKOV)
    if trouble := [f"{each.scanner}: {each.trouble}" for each in result.scans if each.trouble]:
        sys.exit("\n".join(trouble))
    return result


def main() -> None:
    """Measure, print one JSON line, keep it."""
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("--cdk-out", type=Path, default=Path("build/example-eu/cdk.out"))
    flags.add_argument("--runs", type=int, default=3)
    given = flags.parse_args()
    if not (given.cdk_out / "manifest.json").is_file():
        subprocess.run([str(Path(sys.executable).with_name("blueprint")), "synth", "example-eu"], check=True)
    runs = [scanned(given.cdk_out) for _ in range(given.runs)]
    figure, last = median(run.seconds for run in runs), runs[-1]
    now = datetime.now(UTC)
    result = {
        "name": "audit-scanners",
        "date": now.date().isoformat(),
        "command": " ".join(["python", "benchmarks/audit-scanners.py", *sys.argv[1:]]),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, load average {os.getloadavg()[0]:.1f} at the end",
        "versions": {each.scanner: each.version for each in last.scans},
        "figure": round(figure, 1),
        "unit": f"s, median of {given.runs}; {'; '.join(f'{each.scanner}: {each.looked_at}' for each in last.scans)}",
        "against": {
            **{f"{each.scanner}, s": median(run.scans[index].seconds for run in runs) for index, each in enumerate(last.scans)},
            "open findings": len(last.open),
            "acknowledged": len(last.acknowledged),
        },
        "bar": f"<= {BAR_S:g} s",
        "holds": figure <= BAR_S,
    }
    line = json.dumps(result)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"audit-scanners-{now.date().isoformat()}.json").write_text(line + "\n", encoding="utf-8")
    print(line)


if __name__ == "__main__":
    main()

"""How long the largest deployment takes from its file to checked templates, beside an app with one empty stack.

    python benchmarks/synth-largest.py [--deployment tests/deployments/all-ways.yaml] [--runs 3]

Each run is the real `cdk synth`, a process of its own: cdk-nag with four packs, CloudFormation's validation and cfn-guard with Control
Tower's rules are in the figure, and in turn with it the same command on an empty app, which is what the CDK costs by itself on this
machine at this hour. The bar: no more than 20 s, and no more than four times the empty app.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter

BAR_S = 20.0
BAR_TIMES = 4.0
CDK = Path(sys.executable).with_name("cdk")
RESULTS = Path(__file__).parent / "results"
EMPTY = f"{sys.executable} -c \"from aws_cdk import App, Stack; app = App(); Stack(app, 'Empty'); app.synth()\""
"""The CLI refuses an app without any stack."""


def synth(*arguments: str) -> tuple[float, float]:
    """Wall-clock and processor seconds of one synthesis; a failed one ends the benchmark with its output."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    done = subprocess.run([str(CDK), "synth", "--quiet", *arguments], capture_output=True, text=True, check=False)
    wall, after = perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"cdk synth ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure both in turn, print one JSON line, keep it."""
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("--deployment", default="tests/deployments/all-ways.yaml")
    flags.add_argument("--runs", type=int, default=3)
    given = flags.parse_args()
    ours, empty = [], []
    with tempfile.TemporaryDirectory() as scratch:
        for _ in range(given.runs):
            empty.append(synth("--app", EMPTY, "--output", f"{scratch}/empty"))
            ours.append(synth("--context", f"deployment={given.deployment}", "--output", f"{scratch}/ours"))
        templates = [json.loads(path.read_text()) for path in Path(scratch, "ours").glob("*.template.json")]
        plugins = [run["pluginName"] for run in json.loads(Path(scratch, "ours", "validation-report.json").read_text())["pluginReports"]]
    figure, floor = median(wall for wall, _ in ours), median(wall for wall, _ in empty)
    now = datetime.now(UTC)
    result = {
        "name": "synth-largest",
        "date": now.date().isoformat(),
        "command": " ".join(["python", "benchmarks/synth-largest.py", *sys.argv[1:]]),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, load average {os.getloadavg()[0]:.1f} at the end",
        "versions": {name: version(name) for name in ("aws-cdk-lib", "cdk-nag", "cdklabs-cdk-validator-cfnguard")},
        "figure": round(figure, 1),
        "unit": f"s, median of {given.runs}, {sum(len(each['Resources']) for each in templates)} resources in {len(templates)} templates, "
        f"checked by {', '.join(sorted(plugins))}",
        "against": {
            "an empty app, s": round(floor, 1),
            "times the empty app": round(figure / floor, 2),
            "processor seconds, ours": round(median(cpu for _, cpu in ours), 1),
            "processor seconds, empty": round(median(cpu for _, cpu in empty), 1),
        },
        "bar": f"<= {BAR_S:g} s and <= {BAR_TIMES:g} times an empty app in the same run",
        "holds": figure <= BAR_S and figure <= BAR_TIMES * floor,
    }
    line = json.dumps(result)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"synth-largest-{now.date().isoformat()}.json").write_text(line + "\n", encoding="utf-8")
    print(line)


if __name__ == "__main__":
    main()

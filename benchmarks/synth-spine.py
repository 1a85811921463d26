"""How long a deployment takes from its file to checked templates, beside the same stacks with nobody looking.

    python benchmarks/synth-spine.py [--deployment example-eu] [--runs 3]

Each run is the real `cdk synth`, a process of its own: cdk-nag with two packs, CloudFormation's validation and cfn-guard with Control
Tower's rules are in the figure. The bar is 40 s, the upper end of what a `cdk synth` of a small app takes on a busy machine of two cores.
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

BAR_S = 40.0
CDK = Path(sys.executable).with_name("cdk")
RESULTS = Path(__file__).parent / "results"
UNWATCHED = (
    "from aws_cdk import App; from blueprint.settings import load; from stacks.deployment import build; "
    "app = App(); build(app, load('{name}')); app.synth()"
)


def synth(*arguments: str, watched: bool) -> tuple[float, float]:
    """Wall-clock and processor seconds of one synthesis; a failed one ends the benchmark with its output."""
    environment = os.environ | ({} if watched else {"CDK_VALIDATION": "false"})
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    done = subprocess.run([str(CDK), "synth", "--quiet", *arguments], env=environment, capture_output=True, text=True, check=False)
    wall, after = perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"cdk synth ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure both in turn, print one JSON line, keep it."""
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("--deployment", default="example-eu")
    flags.add_argument("--runs", type=int, default=3)
    given = flags.parse_args()
    app = f'{sys.executable} -c "{UNWATCHED.format(name=given.deployment)}"'
    ours, bare = [], []
    with tempfile.TemporaryDirectory() as scratch:
        for _ in range(given.runs):
            ours.append(synth("--context", f"deployment={given.deployment}", "--output", f"{scratch}/ours", watched=True))
            bare.append(synth("--app", app, "--output", f"{scratch}/bare", watched=False))
        stacks = [json.loads(path.read_text()) for path in Path(scratch, "ours").glob(f"{given.deployment}-*.template.json")]
    figure = median(wall for wall, _ in ours)
    now = datetime.now(UTC)
    result = {
        "name": "synth-spine",
        "date": now.date().isoformat(),
        "command": " ".join(["python", "benchmarks/synth-spine.py", *sys.argv[1:]]),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, load average {os.getloadavg()[0]:.1f} at the end",
        "versions": {name: version(name) for name in ("aws-cdk-lib", "cdk-nag", "cdklabs-cdk-validator-cfnguard")},
        "figure": round(figure, 1),
        "unit": f"s, median of {given.runs}, {sum(len(s['Resources']) for s in stacks)} resources in {len(stacks)} stacks",
        "against": {
            "the same stacks with no check, s": round(median(wall for wall, _ in bare), 1),
            "processor seconds, ours": round(median(cpu for _, cpu in ours), 1),
            "processor seconds, no check": round(median(cpu for _, cpu in bare), 1),
        },
        "bar": f"<= {BAR_S:g} s",
        "holds": figure <= BAR_S,
    }
    line = json.dumps(result)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"synth-spine-{now.date().isoformat()}.json").write_text(line + "\n", encoding="utf-8")
    print(line)


if __name__ == "__main__":
    main()

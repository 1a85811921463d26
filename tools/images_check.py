"""Checks each image as far as one can without a Docker engine: `make images-check`.

A clean environment gets what the base image has (`base-packages.txt`), then the image's lock with its hashes and nothing else. Then
every module of the container is imported and its entry point started, without a network and with nothing of this project on the path
but what the Dockerfile copies.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IMAGES = tuple(sorted(path.parent.name for path in ROOT.glob("containers/*/Dockerfile")))
UV = str(Path(sys.executable).with_name("uv"))

BAD_INPUT = 2

IMPORT_ALL = """
import importlib, pkgutil, sys
import containers.{name} as package
names = [m.name for m in pkgutil.walk_packages(package.__path__, package.__name__ + ".") if not m.name.endswith("__main__")]
import containers.common as common
names += [m.name for m in pkgutil.walk_packages(common.__path__, common.__name__ + ".")]
for name in names: importlib.import_module(name)
print(len(names))
"""


class RefusedError(Exception):
    """An image that would not build or not start."""


def base_packages(name: str) -> list[str]:
    """The packages that the image's base brings, by name."""
    lines = (ROOT / "containers" / name / "base-packages.txt").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def run(command: list[str], what: str, **options: object) -> str:
    """Run a command; its last lines are the reason where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    if done.returncode:
        reason = "\n".join((done.stderr or done.stdout).strip().splitlines()[-6:])
        raise RefusedError(f"{what}: exit {done.returncode}\n{reason}")
    return str(done.stdout)


def pinned(names: list[str]) -> list[str]:
    """The base packages at the versions of requirements/main.txt; torch comes as pip finds it."""
    rows = (ROOT / "requirements/main.txt").read_text().splitlines()
    versions = dict(row.split(" ")[0].split("==") for row in rows if "==" in row and not row.startswith(" "))
    return [f"{name}=={versions[name]}" for name in names if name in versions]


def environment(name: str, folder: Path) -> Path:
    """Make the image's environment: base packages, then the lock, hashes required, nothing resolved."""
    run([sys.executable, "-m", "venv", str(folder)], "venv")
    python = folder / "bin" / "python"
    base = base_packages(name)
    if "torch" in base:
        run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "torch==2.13.0"], "the base's torch")
    if packages := pinned(base):
        run([UV, "pip", "install", "--quiet", "--python", str(python), "--no-deps", *packages], "the base's packages")
    lock = f"requirements/{name}.txt"
    run(
        [UV, "pip", "install", "--quiet", "--python", str(python), "--no-deps", "--require-hashes", "--requirements", str(ROOT / lock)],
        lock,
    )
    return python


def copied(name: str, folder: Path) -> None:
    """Copy what the Dockerfile copies, and no more."""
    for line in (ROOT / "containers" / name / "Dockerfile").read_text().splitlines():
        if line.startswith("COPY "):
            source, target = line.split()[1:3]
            place = folder / target.removeprefix("/app/")
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                place = place / Path(source).name if target.endswith("/") else place
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / source, place)


def refuses_nothing_to_do(entry: list[str], app: Path, env: dict[str, str]) -> None:
    """Start the entry point with its own recipe on an input that does not exist: it must come as far as refusing it (exit code 2)."""
    recipe = app.joinpath(*entry[-1].split("."), "recipes", "spine.yaml")
    command = [*entry, "--recipe", str(recipe), "--input", str(app / "nothing"), "--output", str(app / "output")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=app, env=env)
    if done.returncode != BAD_INPUT or "nothing" not in done.stderr:
        raise RefusedError(f"{' '.join(entry[-2:])} on a missing input: exit {done.returncode}, not {BAD_INPUT}\n{done.stderr[-600:]}")


def check(name: str) -> str:
    """Build and start one image's contents; returns what was seen."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix=f"image-{name}-") as scratch:
        app = Path(scratch) / "app"
        app.mkdir()
        copied(name, app)
        python = environment(name, Path(scratch) / "environment")
        isolated = {"PATH": os.environ["PATH"], "PYTHONPATH": str(app), "HOME": scratch, "HF_HUB_OFFLINE": "1"}
        offline = ["unshare", "--net", "--map-root-user", str(python)]
        entry = [*offline, "-m", f"containers.{name}"]
        modules = run([*offline, "-c", IMPORT_ALL.format(name=name)], "import of every module", cwd=app, env=isolated).strip()
        run([*entry, "--help"], f"python -m containers.{name} --help", cwd=app, env=isolated)
        refuses_nothing_to_do(entry, app, isolated)
    return f"{modules} modules import, the entry point starts without a network ({time.monotonic() - began:.0f} s)"


def main() -> int:
    """Check the images named, or all; exit 1 where one fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("images", nargs="*", help="the images to check (all)")
    names = parser.parse_args().images or IMAGES
    os.environ.setdefault("UV_SYSTEM_CERTS", "true")  # as in tools/make-environment
    failed = 0
    for name in names:
        try:
            print(f"{name:<12} ok      {check(name)}", flush=True)
        except RefusedError as reason:
            failed += 1
            print(f"{name:<12} FAILED  {reason}", flush=True)
    print(f"{len(names) - failed} images passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

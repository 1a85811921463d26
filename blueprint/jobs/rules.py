"""What a job must hold beyond its form, wherever it runs: each a function from a draft to problems."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown

VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,127}")
SECRET = re.compile(r"(?:^|_)(?:SECRETS?|PASSWORDS?|PASSWD|PASS|TOKENS?|CREDENTIALS?|KEYS?|PRIVATE|APIKEY|AUTH)(?:_|$)")
SECRET_VALUE = re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN |\b(?:hf|ghp|glpat)_?[A-Za-z0-9-]{20,}\b")
"""Forms that give a secret away: AWS access keys, PEM blocks, tokens of model hubs and code forges."""
OURS = re.compile(
    r"SLURM_.*|SBATCH_.*|PET_.*|TORCHELASTIC_.*|LD_.*|PYTHONPATH|PATH|HOME|RANK|LOCAL_RANK|WORLD_SIZE|LOCAL_WORLD_SIZE|MASTER_ADDR|MASTER_PORT"
)
"""What the scheduler, the launcher and the image set."""
LONGEST_VALUE = 4096
SYSTEM = ("/app", "/bin", "/dev", "/etc", "/lake", "/lib", "/lib64", "/proc", "/root", "/run", "/sbin", "/sys", "/tmp", "/usr", "/var")  # noqa: S108 - no file is made here


def recipe_is_there(draft: Draft) -> Iterator[Problem]:
    """The recipe is a file of the project, and so of the image."""
    recipe = draft.text("recipe")
    if recipe and not Path(recipe).is_file():
        there = ", ".join(sorted(str(path) for path in Path("containers/training/recipes").glob("*.yaml")))
        yield Problem("recipe", shown(recipe), f"a file of the project: {there or 'none is here; run this in the project'}")


def environment_holds_no_secret(draft: Draft) -> Iterator[Problem]:
    """Variables are plain, our own ones stay ours, and no secret is among them: a job file is read by many."""
    for name, value in draft.mapping("environment").items():
        field = f"environment.{name}"
        if not VARIABLE.fullmatch(name):
            yield Problem(field, shown(name), "a name of capital letters, digits and underscores")
        elif SECRET.search(name):
            yield Problem(field, "(not shown)", "no secret: let the container read it from Secrets Manager with the node's role")
        elif OURS.fullmatch(name):
            yield Problem(field, shown(value, key=name), "another name: the scheduler, the launcher or the image sets this one")
        elif isinstance(value, str) and SECRET_VALUE.search(value):
            yield Problem(field, "(not shown)", "no secret: the value has a secret's form")
        elif isinstance(value, str) and (len(value) > LONGEST_VALUE or not value.isprintable()):
            yield Problem(field, shown(value), f"one line of printable characters, {LONGEST_VALUE} at most")


def mounts_are_apart(draft: Draft) -> Iterator[Problem]:
    """Each mount has a place of its own, away from what the image and the system have."""
    seen: list[str] = []
    for field, mount in draft.drafts("mounts"):
        at = mount.text("at")
        if at is None:
            continue
        if system := next((path for path in SYSTEM if at == path or at.startswith(f"{path}/")), None):
            yield Problem(f"{field}.at", shown(at), f"a path outside {system}, which the image or the system has")
        elif other := next((path for path in seen if at == path or at.startswith(f"{path}/") or path.startswith(f"{at}/")), None):
            yield Problem(f"{field}.at", shown(at), f"a path apart from {other}")
        seen.append(at)


def processes_use_the_gpus(draft: Draft) -> Iterator[Problem]:
    """On GPUs there is one process a GPU: torch gives each process the GPU of its local rank."""
    processes, gpus = draft.number("processes_per_node"), draft.number("gpus_per_node")
    if processes and gpus and processes != gpus:
        yield Problem("processes_per_node", shown(processes), f"{gpus}, one a GPU, or no such key")


def end_leaves_time(draft: Draft) -> Iterator[Problem]:
    """A job is told of its end after it has begun."""
    notice, hours = draft.number("checkpoint.notice_s"), draft.number("hours")
    if notice and hours and notice >= hours * 3600:
        yield Problem("checkpoint.notice_s", shown(notice), f"less than the job's {hours * 3600} seconds")


RULES: tuple[Callable[[Draft], Iterator[Problem]], ...] = (
    recipe_is_there,
    environment_holds_no_secret,
    mounts_are_apart,
    processes_use_the_gpus,
    end_leaves_time,
)

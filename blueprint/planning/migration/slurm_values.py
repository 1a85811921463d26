"""How Slurm spells its values: records of `Key=Value`, times, TRES, GPUs, and sacctmgr's tables."""

import re
from collections.abc import Iterator
from math import ceil

from blueprint.settings.slurm import SLURM_NAME

NO_LIMIT = ("infinite", "unlimited", "-1", "")


def records(text: str) -> Iterator[dict[str, str]]:
    """The lines of slurm.conf, each as its keys in lower case; comments are gone, and continued lines are one."""
    joined = re.sub(r"\\\s*\n", " ", text)
    for line in joined.splitlines():
        pairs = re.findall(r'(\w[\w/]*)\s*=\s*("[^"]*"|\S+)', line.split("#", 1)[0])
        if pairs:
            yield {key.lower(): value.strip('"') for key, value in pairs}


def table(text: str, key: str) -> Iterator[dict[str, str]]:
    """The rows of `sacctmgr --parsable2 show …`, by its header.

    Raises:
        ValueError: The header has not this column.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return
    header = lines[0].split("|")
    if key not in header:
        raise ValueError(f"sacctmgr's table has no column {key}: is it from --parsable2, and with its header?")
    for line in lines[1:]:
        yield dict(zip(header, line.split("|"), strict=False))


def hours(text: str) -> int | None:
    """A time limit in whole hours, rounded up; None where there is no limit.

    Slurm's forms are minutes, minutes:seconds, hours:minutes:seconds, days-hours, days-hours:minutes and days-hours:minutes:seconds
    (sbatch(1), --time).

    Raises:
        ValueError: It is none of these.
    """
    if text.lower() in NO_LIMIT:
        return None
    days, dash, rest = text.rpartition("-")
    parts = [int(part) for part in rest.split(":")]
    if dash:
        seconds = int(days) * 86_400 + sum(value * unit for value, unit in zip(parts, (3600, 60, 1), strict=False))
    elif len(parts) == 3:
        seconds = parts[0] * 3600 + parts[1] * 60 + parts[2]
    else:
        seconds = parts[0] * 60 + (parts[1] if len(parts) == 2 else 0)
    return max(1, ceil(seconds / 3600))


def fields(text: str) -> list[str]:
    """The words of a list with commas."""
    return [word for word in text.split(",") if word]


def tres(text: str) -> dict[str, int]:
    """Trackable resources, such as `gres/gpu=16,node=2`; what is no number is left out."""
    pairs = (word.partition("=") for word in fields(text))
    return {name: int(value) for name, _, value in pairs if value.isdecimal()}


def gpus(gres: str) -> int:
    """GPUs of a node, by `Gres=gpu:h100:8,…`; a type without a number is one."""
    total = 0
    for word in fields(gres):
        parts = re.sub(r"\(.*\)", "", word).split(":")
        if parts[0] == "gpu":
            total += int(parts[-1]) if parts[-1].isdecimal() else 1
    return total


def valid_name(name: str) -> str:
    """The name as the deployment file takes it: Slurm itself takes capitals and more characters."""
    lower = re.sub(r"[^a-z0-9_-]", "-", name.lower())
    shaped = (lower if lower[:1].isalpha() else f"x{lower}")[:32]
    return shaped if re.fullmatch(SLURM_NAME, shaped) else "x"

"""The files that a node gets, as they lie in its folder."""

import json
from importlib import resources
from importlib.resources.abc import Traversable

from blueprint.facts.node_health import node_faults
from clusters.nodes.environment import environment
from clusters.nodes.node import Node

HEALTH = ("health/check.sh", "health/node_health.py")
SLURM = tuple(f"slurm/{name}.sh" for name in ("drain", "epilog", "health-check", "node", "prolog", "requeue", "task-prolog"))


def files(node: Node, *, slurm: bool = False) -> dict[str, str]:
    """All files by their name in the folder, which is `HOME` on the node.

    Args:
        node: Which node.
        slurm: Whether Slurm runs on it, and so its prolog, epilog and health check.
    """
    scripts = ["run-steps.sh", "install.sh", *(f"steps/{step.name}.sh" for step in node.steps), *HEALTH, *(SLURM if slurm else ())]
    return {
        **{name: script(name) for name in scripts},
        "steps.list": "".join(" ".join(str(part) for part in step) + "\n" for step in node.steps),
        "node.conf": _conf(node.settings),
        "node.env": "".join(f"{name}={value}\n" for name, value in environment(node).items()),
        "health/table.json": severities(),
    }


def script(name: str) -> str:
    """The text of one file beside this module, such as `steps/health.sh`."""
    here: Traversable = resources.files(__package__)
    return here.joinpath(*name.split("/")).read_text("utf-8")


def severities() -> str:
    """What the health check knows of faults, from the table of facts."""
    known = {name: {"severity": fault.severity, "text": fault.text} for name, fault in node_faults().items()}
    return json.dumps(known, indent=0) + "\n"


def _conf(settings: dict[str, str]) -> str:
    if bad := [f"{name}={value!r}" for name, value in settings.items() if "'" in value or "\n" in value]:
        raise ValueError(f"node.conf cannot hold {', '.join(bad)}")
    return "".join(f"{name}='{value}'\n" for name, value in settings.items())

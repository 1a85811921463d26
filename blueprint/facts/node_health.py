"""What can be wrong with a node, how bad it is, and who says so."""

from functools import cache
from typing import Literal

from blueprint.facts.table import Row, Table, read

Severity = Literal["monitor", "reset", "reboot", "isolate"]


class NodeFault(Row):
    """One fault.

    Attributes:
        severity: What has to happen, from least to most: `monitor`, `reset` the GPU, `reboot` the node, `isolate` and replace it.
        text: The fault in words.
        action: NVIDIA's own name of its immediate action; empty where NVIDIA names none.
    """

    severity: Severity
    text: str
    action: str = ""


@cache
def node_faults() -> Table[NodeFault]:
    """All faults by name, such as `xid-79` and `row-remap-failure`."""
    return read("node_health.yaml", NodeFault)

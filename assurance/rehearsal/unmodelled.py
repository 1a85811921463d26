"""The printed list of types that the simulator leaves out."""

from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("unmodelled.yaml")


@cache
def unmodelled() -> dict[str, str]:
    """The reason by type."""
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))

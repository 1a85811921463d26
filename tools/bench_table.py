"""Prints the newest result of each benchmark as one table; exits 1 where there is none."""

import json
import sys
from pathlib import Path

RESULTS = Path(__file__).resolve().parent.parent / "benchmarks" / "results"


def newest() -> list[dict[str, object]]:
    """The last result of each name; file names end in the date."""
    latest = {}
    for file in sorted(RESULTS.glob("*.json")):
        row = json.loads(file.read_text())
        latest[row["name"]] = row
    return [latest[name] for name in sorted(latest)]


def main() -> int:
    """Print the table."""
    rows = newest()
    columns = ("name", "date", "figure", "unit", "against", "bar", "holds")
    table = [columns, *[tuple(str(row[column]) for column in columns) for row in rows]]
    widths = [max(len(line[i]) for line in table) for i in range(len(columns))]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    return 0 if rows else 1


if __name__ == "__main__":
    sys.exit(main())

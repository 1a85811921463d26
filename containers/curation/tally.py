"""The figures of a run, added up from what the passes noted of each shard."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np

from containers.curation.stages.stage import ORDER

QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
BINS = 24


class Tally:
    """Adds up decisions and what went in and out of the stages."""

    def __init__(self) -> None:
        self.stages: dict[str, Counter[str]] = {name: Counter() for name in ORDER}
        self.seconds: dict[str, float] = defaultdict(float)
        self.reasons: dict[str, Counter[str]] = defaultdict(Counter)
        self.personal: Counter[str] = Counter()
        self.personal_documents = 0

    def add_stages(self, stages: dict[str, dict[str, float]]) -> None:
        """Add what went in and out of the stages of one shard."""
        for name, figures in stages.items():
            self.seconds[name] += figures["seconds"]
            self.stages[name].update({key: int(value) for key, value in figures.items() if key != "seconds"})

    def add_decision(self, row: dict[str, Any]) -> None:
        """Count one decision: removed documents by stage and rule, personal data by kind."""
        if row["action"] in {"drop", "quarantine"}:
            self.reasons[row["stage"]][_told(row)] += 1
        if row["stage"] == "personal":
            self.personal.update(kind for _, _, kind in row["spans"])
            self.personal_documents += 1

    def told(self) -> dict[str, Any]:
        """The figures as JSON; seconds are those of a core, added over all workers, and a stage's MB/s is that of one core."""
        stages = []
        for name in ORDER:
            counts, seconds = self.stages[name], self.seconds[name]
            figures = {key: counts[key] for key in ("documents_in", "documents_out", "bytes_in", "bytes_out")}
            rate = round(counts["bytes_in"] / 1e6 / seconds, 2) if seconds else None
            stages.append({"name": name, **figures, "seconds": round(seconds, 3), "mb_per_s": rate})
        return {
            "stages": stages,
            "reasons": {name: dict(sorted(reasons.items())) for name, reasons in sorted(self.reasons.items())},
            "personal_data": {"documents": self.personal_documents, "hits": dict(sorted(self.personal.items()))},
        }


def _told(row: dict[str, Any]) -> str:
    """What a removal is counted under: the rule, or where the rule has one name for many reasons, the reason."""
    return str(row["reason"] if row["stage"] == "read" else row["rule"])


def distribution(scores: Iterable[tuple[str, float]], fewest: int) -> dict[str, Any]:
    """The perplexities of all documents and of each language with enough of them: quantiles, and a histogram of log-spaced bins."""
    by_language: dict[str, list[float]] = defaultdict(list)
    for language, score in scores:
        by_language[language].append(score)
    values = [value for group in by_language.values() for value in group]
    if not values:
        return {}
    edges = np.geomspace(max(1.0, min(values)), max(*values, 1.01) * 1.0001, BINS + 1)
    groups = {"all": values, **{name: group for name, group in sorted(by_language.items()) if len(group) >= fewest}}
    return {
        "unit": "perplexity by the byte",
        "edges": [round(float(edge), 4) for edge in edges],
        "groups": {n: _shape(g, edges) for n, g in groups.items()},
    }


def _shape(values: list[float], edges: "np.typing.NDArray[np.float64]") -> dict[str, Any]:
    clipped = np.clip(values, edges[0], edges[-1])
    quantiles = np.quantile(values, QUANTILES)
    return {
        "documents": len(values),
        "mean": round(float(np.mean(values)), 4),
        "quantiles": {f"{share:g}": round(float(value), 4) for share, value in zip(QUANTILES, quantiles, strict=True)},
        "counts": np.histogram(clipped, edges)[0].tolist(),
    }

"""What went in and out of the corpus's way: stages, personal data, duplicates, perplexity, splits, the ledger."""

from pathlib import Path
from typing import Any

from markupsafe import Markup

from console.demo.report.charts.histogram import Histogram
from console.demo.report.facts import Facts
from console.demo.report.files import read_manifest
from containers.common import ledger
from containers.common.personal import find, redact
from containers.common.store import open_store

TITLES = {
    "read": "Read the documents",
    "normalise": "Bring text into one form",
    "personal": "Remove personal data",
    "exact": "Drop exact copies",
    "near": "Drop near copies",
    "quality": "Drop poor text",
    "perplexity": "Drop noise and repetition",
    "classify": "Classify and split",
}
_SHOWN_SHARE = 0.99


class Amount(Facts):
    """Documents, and the size of their text in bytes."""

    documents: int
    bytes: int


class Stage(Facts):
    """One stage: what came in, what went on, how many were dropped for which reason."""

    name: str
    title: str
    came_in: Amount
    went_on: Amount
    dropped: dict[str, int]


class PersonalData(Facts):
    """What was found and removed: hits by kind, and in how many documents."""

    hits: dict[str, int]
    documents: int


class Copy(Facts):
    """One document of a cluster of near-duplicates; the excerpt is from after the removal of personal data."""

    doc_id: str
    excerpt: str
    is_kept: bool
    similarity: float


class Duplicates(Facts):
    """Documents dropped because the same, or nearly the same, text is already there."""

    exact: int
    near: int
    clusters: int
    rule: str
    example: list[Copy]


class Perplexity(Facts):
    """How surprising the documents are to a small model of the corpus itself; the last bin holds all that lie above it.

    `kept` are the bounds of the language with most documents: what lies outside was dropped.
    """

    unit: str
    edges: list[float]
    counts: list[int]
    median: float
    language: str
    kept: tuple[float, float] | None


class Ledger(Facts):
    """The chain of all decisions; `problems` is what following it from its first row to its root brought up."""

    rows: int
    root: str
    problems: list[str]


class Curation(Facts):
    """The section."""

    sample: str
    stages: list[Stage]
    personal_data: PersonalData
    duplicates: Duplicates
    perplexity: Perplexity | None
    languages: dict[str, int]
    topics: dict[str, int]
    splits: dict[str, int]
    ledger: Ledger
    seconds: float
    hash: str

    @property
    def came_in(self) -> Amount:
        """What the first stage got."""
        return self.stages[0].came_in

    @property
    def went_out(self) -> Amount:
        """What the last stage let through."""
        return self.stages[-1].went_on


def read(folder: Path) -> Curation:
    """The section from a curation's output; the ledger is followed from its first row to its root.

    Raises:
        NotThere: the curation has not finished.
    """
    made = read_manifest(folder)
    told = made.metrics
    seal = ledger.Seal(told["ledger"]["rows"], told["ledger"]["root"], ())
    return Curation(
        sample=_sample(told["sample"]),
        stages=[_stage(stage, told["reasons"].get(stage["name"], {})) for stage in told["stages"]],
        personal_data=PersonalData(**told["personal_data"]),
        duplicates=_duplicates(told["duplicates"]),
        perplexity=_perplexity(told["perplexity"]) if told["perplexity"].get("edges") else None,
        languages={name: counts["documents"] for name, counts in told["languages"].items()},
        topics={name: counts["documents"] for name, counts in told["topics"].items()},
        splits={name: counts["documents"] for name, counts in told["splits"].items()},
        ledger=Ledger(rows=seal.rows, root=seal.root, problems=ledger.verify(open_store(str(folder)), seal)),
        seconds=made.seconds,
        hash=made.hash,
    )


def without_personal_data(text: str) -> str:
    """A text for the report: what the packs know is taken out once more, names of files and titles included."""
    return redact(text, find(text))


def _sample(told: dict[str, Any]) -> str:
    whole = f"{told['corpus_documents']:,} documents of {told['corpus_bytes'] / 1e6:.1f} MB"
    if told["documents"] == told["corpus_documents"]:
        return f"The corpus has {whole}, all of which were read."
    return f"The corpus has {whole}. Read was a sample of {told['documents']:,} of {told['bytes'] / 1e6:.1f} MB: {told['rule']}."


def _stage(told: dict[str, Any], reasons: dict[str, int]) -> Stage:
    return Stage(
        name=told["name"],
        title=TITLES.get(told["name"], told["name"]),
        came_in=Amount(documents=told["documents_in"], bytes=told["bytes_in"]),
        went_on=Amount(documents=told["documents_out"], bytes=told["bytes_out"]),
        dropped=reasons,
    )


def _duplicates(told: dict[str, Any]) -> Duplicates:
    members = (told["example"] or {"members": []})["members"]
    return Duplicates(
        exact=told["exact"],
        near=told["near"],
        clusters=told["near_clusters"],
        rule=told["rule"],
        example=[
            Copy(
                doc_id=without_personal_data(member["doc_id"]),
                excerpt=without_personal_data(member["snippet"]),
                is_kept=member["kept"],
                similarity=member["similarity"],
            )
            for member in members
        ],
    )


def _perplexity(told: dict[str, Any]) -> Perplexity:
    everything = told["groups"]["all"]
    languages = {name: group["documents"] for name, group in told["groups"].items() if name != "all"}
    language = max(languages, key=lambda name: languages[name], default="")
    edges, counts = shortened(told["edges"], everything["counts"])
    kept = told["bounds"].get(language)
    return Perplexity(
        unit=told["unit"],
        edges=edges,
        counts=counts,
        median=everything["quantiles"]["0.5"],
        language=language,
        kept=tuple(kept) if kept else None,
    )


def shortened(edges: list[float], counts: list[int]) -> tuple[list[float], list[int]]:
    """A histogram whose long empty tail is one bin: the last bin holds the one percent that lies above."""
    total, so_far = sum(counts), 0
    for place, count in enumerate(counts):
        so_far += count
        if so_far >= _SHOWN_SHARE * total and place + 2 < len(counts):
            return [*edges[: place + 2], edges[-1]], [*counts[: place + 1], sum(counts[place + 1 :])]
    return edges, counts


def perplexity_chart(perplexity: Perplexity) -> Markup:
    """How many documents lie in which range of perplexity."""
    kept = perplexity.kept
    outside = "" if kept is None else f" Documents below {kept[0]:.3g} or above {kept[1]:.3g} were dropped."
    return Histogram(
        name="perplexity",
        title="Documents by perplexity",
        description=f"{sum(perplexity.counts):,} documents, median {perplexity.median:.3g}.{outside}",
        edges=perplexity.edges,
        counts=perplexity.counts,
        kept=kept,
    ).draw()

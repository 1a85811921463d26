"""The key figures on top of the page."""

from console.demo.report.facts import Missing
from console.demo.report.report import Report
from console.demo.report.words import count_of, latency, short, whole

Tile = tuple[str, str | None, str]


def tiles(report: Report) -> list[Tile]:
    """Name, value (None where it is missing) and a line on it, for each key figure."""
    return [_went_in(report), _removed(report), _model(report), _score(report), _speed(report), _created(report)]


def summary(report: Report) -> str:
    """What the demo did, in a few plain sentences; only what there are figures for."""
    said = []
    if not isinstance(report.synthesis, Missing):
        rehearsed = "" if isinstance(report.rehearsal, Missing) else " and rehearsed"
        said.append(f"A deployment file became a checked{rehearsed} plan of an isolated installation.")
    if not isinstance(report.training, Missing):
        served = "" if isinstance(report.answers, Missing) else ", and the model was served and asked"
        said.append(f"A corpus of documents became a trained language model{served}.")
    said.append("Everything ran on one machine, without an AWS account. This page shows what went in, what came out, and what that proves.")
    return " ".join(said)


def _went_in(report: Report) -> Tile:
    name = "Documents read"
    if isinstance(report.curation, Missing):
        return name, None, report.curation.missing
    return name, short(report.curation.came_in.documents), f"{short(report.curation.went_out.documents)} left after curation"


def _removed(report: Report) -> Tile:
    name = "Personal data removed"
    if isinstance(report.curation, Missing):
        return name, None, ""
    hits = report.curation.personal_data.hits
    return name, whole(sum(hits.values())), f"hits of {count_of(len(hits), 'kind')}"


def _model(report: Report) -> Tile:
    name = "Model"
    if isinstance(report.training, Missing) or report.training.parameters is None:
        return name, None, ""
    return name, short(report.training.parameters), f"parameters, trained on {short(report.training.tokens)} tokens"


def _score(report: Report) -> Tile:
    name = "Score, before and after"
    if isinstance(report.evaluation, Missing) or not report.evaluation.scores:
        return name, None, ""
    score = report.evaluation.scores[0]
    value = (
        f"{score.before.value:.2f} → {score.after.value:.2f}"
        if score.unit
        else f"{score.text(score.before.value)} → {score.text(score.after.value)}"
    )
    return name, value, f"{score.title.lower()}, {'lower' if score.is_lower_better else 'higher'} is better"


def _speed(report: Report) -> Tile:
    name = "First word after"
    if isinstance(report.load, Missing) or not report.load.levels or report.load.levels[0].ttft_ms.p50 is None:
        return name, None, ""
    level = report.load.levels[0]
    asking = "one person" if level.concurrency == 1 else f"{level.concurrency} people"
    return name, f"{latency(level.ttft_ms.p50)} ms", f"median, {asking} asking at a time"


def _created(report: Report) -> Tile:
    name = "Resources rehearsed"
    if isinstance(report.rehearsal, Missing):
        return name, None, ""
    return name, whole(report.rehearsal.resources), f"of {len(report.rehearsal.created)} types, read back one by one"

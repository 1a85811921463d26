"""From the facts to one self-contained page."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from console.demo.report.curation import perplexity_chart
from console.demo.report.evaluation import score_chart
from console.demo.report.load import latency_chart
from console.demo.report.report import Report
from console.demo.report.tiles import summary, tiles
from console.demo.report.training import held_out_chart, loss_chart
from console.demo.report.verdict import headline
from console.demo.report.words import clock, count_of, latency, most, sentence, short, size, whole, words

_TEMPLATES = Path(__file__).parent / "templates"

CONTENTS = (
    ("verdict", "Result"),
    ("corpus", "The corpus"),
    ("training", "Training"),
    ("scores", "Scores"),
    ("answers", "Served answers"),
    ("load", "Under load"),
    ("claims", "Claims"),
    ("templates", "Templates and rules"),
    ("rehearsal", "Rehearsal"),
    ("provenance", "How it was made"),
    ("limits", "Limits"),
)


def render(report: Report) -> str:
    """The report as HTML; all texts are escaped, styles and charts stand inside, nothing is loaded from elsewhere."""
    page = _environment().get_template("page.html.j2")
    style = Markup((_TEMPLATES / "style.css").read_text(encoding="utf-8"))  # noqa: S704 -- our own file, no text from outside
    return page.render(
        report=report,
        style=style,
        contents=CONTENTS,
        headline=headline(report.checks),
        summary=summary(report),
        tiles=tiles(report),
    )


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "whole": whole,
        "short": short,
        "size": size,
        "latency": latency,
        "clock": clock,
        "count_of": count_of,
        "most": most,
        "words": words,
        "sentence": sentence,
    }
    environment.globals |= {
        "loss_chart": loss_chart,
        "held_out_chart": held_out_chart,
        "perplexity_chart": perplexity_chart,
        "score_chart": score_chart,
        "latency_chart": latency_chart,
    }
    return environment

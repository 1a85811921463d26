"""The page says everything, loads nothing, and lets nothing from a corpus through unescaped."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from console.demo.report.answers import Answer
from console.demo.report.facts import Missing
from console.demo.report.render import CONTENTS, render
from console.demo.report.report import Report
from tests.console.demo import sample

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


@pytest.fixture(scope="module")
def page() -> LexborHTMLParser:
    return LexborHTMLParser(render(sample.whole_report()))


@pytest.fixture(scope="module")
def empty() -> LexborHTMLParser:
    return LexborHTMLParser(render(sample.empty_report()))


def test_a_page_loads_nothing_from_anywhere(page: LexborHTMLParser) -> None:
    assert not page.css("script, link, img, iframe, object, embed, base, form")
    targets = {node.attributes[name] for name in ("href", "src", "srcset") for node in page.css(f"[{name}]")}
    assert {target for target in targets if not target.startswith("#")} == {"report.json"}
    assert not re.search(r"(?:https?:)?//|@import|url\(", page.css_first("style").text())
    assert "default-src 'none'" in page.css_first("meta[http-equiv]").attributes["content"]


def test_every_section_has_a_heading_and_every_link_a_place(page: LexborHTMLParser) -> None:
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    assert {anchor for anchor, _ in CONTENTS} <= set(ids)
    assert {node.attributes["href"][1:] for node in page.css("a[href^='#']")} <= set(ids)
    assert [node.tag for node in page.css("h1")] == ["h1"]


def test_tables_have_captions_and_charts_have_titles(page: LexborHTMLParser) -> None:
    assert all(table.css_first("caption") for table in page.css("table"))
    charts = page.css("svg[role=img]")
    assert len(charts) >= 7
    assert all(chart.css_first("title").text() and chart.css_first("desc").text() for chart in charts)


@pytest.mark.parametrize(
    "fact", ["2,845", "1,477", "4.21 million", "3.41 → 1.70", sample.HASH, "example-eu", "AwsSolutions-IAM5", "CDK::Metadata"]
)
def test_the_figures_stand_on_the_page(page: LexborHTMLParser, fact: str) -> None:
    assert fact in page.body.text()


def test_a_whole_run_is_told_as_one(page: LexborHTMLParser) -> None:
    assert page.css_first("h1").text() == "All 12 points hold."
    assert not page.css(".missing")


def test_what_is_missing_is_said_with_its_reason(empty: LexborHTMLParser) -> None:
    text = empty.body.text()
    for section in ("curation", "training", "evaluation", "answers", "load", "synthesis", "claims", "rehearsal"):
        assert f"the step for {section} has not finished" in text
    assert "The demo stopped before its end" in text
    assert empty.css_first("h1").text() == "0 of 9 points hold; the others were not shown in this run."
    assert not empty.css(".badge.yes")


def test_a_missing_figure_is_never_a_number(empty: LexborHTMLParser) -> None:
    assert {node.text() for node in empty.css(".tiles .value")} == {"not measured"}


def test_one_missing_section_leaves_the_others() -> None:
    page = LexborHTMLParser(render(sample.whole_report(load=Missing(missing="the port was taken"))))
    assert "the port was taken" in page.body.text()
    assert page.css_first("h1").text() == "11 of 12 points hold; the others were not shown in this run."
    assert page.css("svg[role=img]")


def test_text_from_outside_is_escaped_everywhere() -> None:
    answer = Answer(prompt=HOSTILE, answer=HOSTILE, pieces=1, first_piece_ms=None)
    curated = sample.curation()
    copy = curated.duplicates.example[0].model_copy(update={"doc_id": HOSTILE, "excerpt": HOSTILE})
    report = sample.whole_report(
        answers=sample.answers().model_copy(update={"answers": [answer], "engine_note": HOSTILE}),
        curation=curated.model_copy(
            update={
                "duplicates": curated.duplicates.model_copy(update={"example": [copy]}),
                "languages": {HOSTILE: 3},
                "topics": {HOSTILE: 1},
            }
        ),
        stopped=HOSTILE,
    )
    page = LexborHTMLParser(render(report))
    assert not page.css("script, img")
    assert page.body.text().count("<script>alert(1)</script>") >= 6


def test_the_facts_survive_the_way_to_json_and_back() -> None:
    report = sample.whole_report()
    text = report.model_dump_json(by_alias=True)
    assert Report.model_validate_json(text) == report
    assert '"schema":1' in text

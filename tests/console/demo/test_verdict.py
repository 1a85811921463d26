"""A point holds only if its figures say so; each can fail."""

import pytest

from console.demo.report.evaluation import Estimate
from console.demo.report.facts import Check, Facts, Missing
from console.demo.report.report import Report
from console.demo.report.verdict import headline
from tests.console.demo import sample


def point(report: Report, section: str) -> Check:
    return next(check for check in report.checks if check.section == section)


def altered(section: Facts, **update: object) -> Facts:
    return section.model_copy(update=update)


SYNTHESIS, CLAIMS, REHEARSAL, CURATION = sample.synthesis(), sample.claims(), sample.rehearsal(), sample.curation()
TRAINING, ANSWERS, LOAD, PROVENANCE = sample.training(), sample.answers(), sample.load(), sample.provenance()

BROKEN = {
    "an open finding": ("synthesis", "templates", altered(SYNTHESIS, packs=[altered(SYNTHESIS.packs[0], findings=1)])),
    "a broken claim": (
        "claims",
        "claims",
        altered(CLAIMS, claims=[altered(CLAIMS.claims[0], verdict="broken", findings=["a NAT gateway"])]),
    ),
    "a resource that is not there": ("rehearsal", "rehearsal", altered(REHEARSAL, holds=False, problems=["the key is not there"])),
    "nothing created": ("rehearsal", "rehearsal", altered(REHEARSAL, created=[])),
    "a changed ledger": ("curation", "corpus", altered(CURATION, ledger=altered(CURATION.ledger, problems=["row 7 was changed"]))),
    "a loss that differs": ("training", "training", altered(TRAINING, unbroken=altered(TRAINING.unbroken, differing=[160]))),
    "no step after the resume": ("training", "training", altered(TRAINING, unbroken=altered(TRAINING.unbroken, after_resume=0))),
    "no kill": ("training", "training", altered(TRAINING, events=[])),
    "a broken chain": ("provenance", "provenance", altered(PROVENANCE, chain=[altered(PROVENANCE.chain[1], is_chained=False)])),
    "another text": ("answers", "answers", altered(ANSWERS, equality=altered(ANSWERS.equality, equal=9, holds=False))),
    "an error under load": ("load", "load", altered(LOAD, levels=[altered(LOAD.levels[0], errors=1)])),
}


@pytest.mark.parametrize(("part", "section", "facts"), BROKEN.values(), ids=BROKEN)
def test_a_point_fails_when(part: str, section: str, facts: Facts) -> None:
    report = sample.whole_report(**{part: facts})
    assert point(sample.whole_report(), section).holds is True
    assert point(report, section).holds is False
    assert "did not hold" in headline(report.checks)


@pytest.mark.parametrize(
    ("name", "difference", "holds"),
    [
        ("bits_per_byte", Estimate(value=-0.1, low=-0.2, high=-0.01), True),
        ("bits_per_byte", Estimate(value=-0.1, low=-0.2, high=0.01), False),
        ("bits_per_byte", Estimate(value=0.3, low=0.2, high=0.4), False),
        ("cloze", Estimate(value=0.1, low=0.01, high=0.2), True),
        ("cloze", Estimate(value=0.1, low=-0.01, high=0.2), False),
        ("cloze", Estimate(value=-0.3, low=-0.4, high=-0.2), False),
    ],
)
def test_a_score_is_better_only_beyond_its_interval(name: str, difference: Estimate, holds: bool) -> None:  # noqa: FBT001, RUF100
    score = next(score for score in sample.evaluation().scores if score.name == name)
    evaluation = sample.evaluation().model_copy(update={"scores": [score.model_copy(update={"difference": difference})]})
    assert point(sample.whole_report(evaluation=evaluation), "scores").holds is holds


@pytest.mark.parametrize("part", ["curation", "training", "evaluation", "answers", "load", "synthesis", "claims", "rehearsal"])
def test_a_missing_section_is_open_and_never_proved(part: str) -> None:
    report = sample.whole_report(**{part: Missing(missing="it was not run")})
    opened = [check for check in report.checks if check.holds is None]
    assert opened
    assert all("it was not run" in check.evidence for check in opened)


def test_a_claim_with_nothing_to_look_at_is_open() -> None:
    claims = altered(CLAIMS, claims=[altered(CLAIMS.claims[0], verdict="nothing to look at", looked_at={})])
    assert point(sample.whole_report(claims=claims), "claims").holds is None

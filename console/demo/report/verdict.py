"""What the demo is to prove, each point computed from the figures that show it; a point without figures is open, never proved."""

from collections.abc import Iterator
from typing import Protocol

from console.demo.report.answers import Answers
from console.demo.report.curation import Curation
from console.demo.report.deployment import Claims, Rehearsal, Synthesis
from console.demo.report.evaluation import Evaluation
from console.demo.report.facts import Check, Missing
from console.demo.report.load import Load
from console.demo.report.provenance import Provenance
from console.demo.report.training import Training
from console.demo.report.words import count_of

_LINKS = 2
"""From the corpus to the model, from the model to its scores."""


class Sections(Protocol):
    """The sections that the points are computed from."""

    @property
    def curation(self) -> Curation | Missing: ...  # noqa: D102
    @property
    def training(self) -> Training | Missing: ...  # noqa: D102
    @property
    def evaluation(self) -> Evaluation | Missing: ...  # noqa: D102
    @property
    def answers(self) -> Answers | Missing: ...  # noqa: D102
    @property
    def load(self) -> Load | Missing: ...  # noqa: D102
    @property
    def synthesis(self) -> Synthesis | Missing: ...  # noqa: D102
    @property
    def claims(self) -> Claims | Missing: ...  # noqa: D102
    @property
    def rehearsal(self) -> Rehearsal | Missing: ...  # noqa: D102
    @property
    def provenance(self) -> Provenance: ...  # noqa: D102


def checks(of: Sections) -> list[Check]:
    """Every point, in the order of the report."""
    return [*_templates(of.synthesis), *_claims(of.claims), *_rehearsal(of.rehearsal), *_ledger(of.curation),
            *_resume(of.training), *_chain(of.provenance), *_scores(of.evaluation), *_same(of.answers), *_load(of.load)]  # fmt: skip


def _templates(synthesis: Synthesis | Missing) -> Iterator[Check]:
    claim = "The templates pass every rule, or the exception is named with its reason"
    if isinstance(synthesis, Missing):
        yield _open(claim, synthesis.missing, "templates")
        return
    findings = f"{count_of(synthesis.findings, 'open finding')} and {synthesis.acknowledged} acknowledged with a reason"
    evidence = f"{findings} in {synthesis.resources} resources, by {', '.join(pack.name for pack in synthesis.packs)}"
    yield Check(claim=claim, holds=synthesis.findings == 0 if synthesis.packs else None, evidence=evidence, section="templates")


def _claims(claims: Claims | Missing) -> Iterator[Check]:
    if isinstance(claims, Missing):
        yield _open("The claims of sovereignty hold", claims.missing, "claims")
        return
    for claim in claims.claims:
        looked_at = f"{count_of(claim.examined, 'resource')} of {count_of(len(claim.looked_at), 'type')} looked at"
        evidence = "; ".join([looked_at, *claim.findings[:3]])
        yield Check(claim=claim.statement, holds=claim.holds, evidence=evidence, section="claims")


def _rehearsal(rehearsal: Rehearsal | Missing) -> Iterator[Check]:
    claim = "The deployment can be deployed: rehearsed with the real CDK tool against a strict local simulator of AWS"
    if isinstance(rehearsal, Missing):
        yield _open(claim, rehearsal.missing, "rehearsal")
        return
    read_back = f"{count_of(rehearsal.resources, 'resource')} of {count_of(len(rehearsal.created), 'type')} read back"
    verified = (
        f"{rehearsal.properties:,} properties compared with the templates, {count_of(len(rehearsal.unmodelled), 'type')} not modelled"
    )
    evidence = "; ".join([f"{read_back}, {verified}", *rehearsal.problems[:3]])
    yield Check(claim=claim, holds=rehearsal.holds and rehearsal.resources > 0, evidence=evidence, section="rehearsal")


def _ledger(curation: Curation | Missing) -> Iterator[Check]:
    claim = "Every decision on a document is on record, and no record was changed"
    if isinstance(curation, Missing):
        yield _open(claim, curation.missing, "corpus")
        return
    ledger = curation.ledger
    evidence = "; ".join(ledger.problems[:3]) or f"followed {ledger.rows:,} rows from the first to the root {ledger.root[:16]}…"
    yield Check(claim=claim, holds=not ledger.problems, evidence=evidence, section="corpus")


def _resume(training: Training | Missing) -> Iterator[Check]:
    claim = "A training process that is killed costs nothing: the run resumes, and its losses equal the unbroken run's bit for bit"
    if isinstance(training, Missing) or training.unbroken is None:
        yield _open(claim, training.missing if isinstance(training, Missing) else training.unbroken_missing, "training")
        return
    same = training.unbroken
    killed = "killed and resumed" if training.killed_at is not None else "no kill is on record"
    evidence = (
        f"{killed}; steps {same.first} to {same.last} of an unbroken run compared, {same.after_resume} of them after the resume: "
        f"{len(same.differing) or 'none'} differ"
    )
    holds = not same.differing and same.after_resume > 0 and training.killed_at is not None
    yield Check(claim=claim, holds=holds, evidence=evidence, section="training")


def _chain(provenance: Provenance) -> Iterator[Check]:
    claim = "From the corpus to the measured model every artefact names the one that it was made from"
    known = [link for link in provenance.chain if link.is_chained is not None]
    broken = [link.step for link in known if not link.is_chained]
    if len(known) < _LINKS and not broken:
        yield _open(claim, "not all steps of the model's way have finished", "provenance")
        return
    evidence = f"broken at {', '.join(broken)}" if broken else f"{count_of(len(known), 'link')} compared by their SHA-256"
    yield Check(claim=claim, holds=not broken, evidence=evidence, section="provenance")


def _scores(evaluation: Evaluation | Missing) -> Iterator[Check]:
    claim = "Training made the model better by more than chance can explain"
    if isinstance(evaluation, Missing):
        yield _open(claim, evaluation.missing, "scores")
        return
    for score in evaluation.scores:
        yield Check(claim=f"{claim}: {score.title.lower()}", holds=score.is_better, evidence=score.meaning, section="scores")


def _same(answers: Answers | Missing) -> Iterator[Check]:
    claim = "The server serves the model that was trained: its greedy text equals the transformers library's"
    if isinstance(answers, Missing) or answers.equality is None:
        yield _open(claim, answers.missing if isinstance(answers, Missing) else answers.equality_missing, "answers")
        return
    same = answers.equality
    ties = f", {same.ties} parted at a tie" if same.ties else ""
    evidence = (
        f"{same.equal} of {same.prompts} prompts equal token by token{ties}; {same.tokens} tokens compared, served by {answers.engine}"
    )
    yield Check(claim=claim, holds=same.holds and same.prompts > 0, evidence=evidence, section="answers")


def _load(load: Load | Missing) -> Iterator[Check]:
    claim = "The server answers under load without an error"
    if isinstance(load, Missing):
        yield _open(claim, load.missing, "load")
        return
    evidence = f"{count_of(load.errors, 'error')} in {load.requests:,} requests, up to {load.most_at_once} at once"
    yield Check(claim=claim, holds=load.errors == 0 and load.requests > 0, evidence=evidence, section="load")


def _open(claim: str, why: str, section: str) -> Check:
    return Check(claim=claim, holds=None, evidence=f"not shown in this run: {why}", section=section)


def headline(found: list[Check]) -> str:
    """The result in one line of plain words."""
    held, failed = sum(check.holds is True for check in found), [check for check in found if check.holds is False]
    if failed:
        return f"{len(failed)} of {len(found)} points did not hold"
    if held < len(found):
        return f"{held} of {len(found)} points hold; the others were not shown in this run"
    return f"All {len(found)} points hold"

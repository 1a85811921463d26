"""The whole report: one model, which is `report.json`."""

from typing import Literal

from pydantic import Field

from console.demo.report.answers import Answers
from console.demo.report.curation import Curation
from console.demo.report.deployment import Claims, Rehearsal, Synthesis
from console.demo.report.evaluation import Evaluation
from console.demo.report.facts import Check, Facts, Missing
from console.demo.report.load import Load
from console.demo.report.provenance import Provenance
from console.demo.report.training import Training

SCHEMA: Literal[1] = 1


class Report(Facts):
    """Everything that the report shows; a section that has no figures says why.

    Attributes:
        schema_version: rises when a name or a meaning changes.
        made_at: UTC, ISO 8601.
        stopped: why the demo did not come to its end; empty if it did.
        checks: what is proved and what is not, computed from the sections.
    """

    schema_version: Literal[1] = Field(default=SCHEMA, alias="schema")
    made_at: str
    stopped: str
    curation: Curation | Missing
    training: Training | Missing
    evaluation: Evaluation | Missing
    answers: Answers | Missing
    load: Load | Missing
    synthesis: Synthesis | Missing
    claims: Claims | Missing
    rehearsal: Rehearsal | Missing
    provenance: Provenance
    checks: list[Check]

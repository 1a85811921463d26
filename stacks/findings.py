"""What a synthesis leaves open: findings that nobody answered, and answers to findings that nobody made."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPORT = "validation-report.json"
ACKNOWLEDGED = "aws:cdk:acknowledged-rules"
SWITCH = "CDK_VALIDATION"
TWINS = frozenset({"NIST.800.53.R5", "HIPAA.Security", "PCI.DSS.321"})
"""cdk-nag's packs that run the same rules under their own numbers; one reason answers a rule in all of them."""

PLUGINS = frozenset({"AwsSolutions", "cdk-validator-cfnguard"}) | TWINS
"""Those that excuse something in every deployment, so that their silence means that they did not run."""

Report = dict[str, Any]


@dataclass(frozen=True, order=True)
class Open:
    """One line of what has to be done before the synthesis counts."""

    construct: str
    rule: str
    problem: str

    def __str__(self) -> str:
        return f"{self.construct}: {self.rule}: {self.problem}"


def open_in(assembly: Path) -> list[Open]:
    """Everything that is open in a cloud assembly.

    Args:
        assembly: A `cdk.out` folder with its validation report.

    Raises:
        FileNotFoundError: There is no report: nobody has looked.
    """
    report: Report = json.loads((assembly / REPORT).read_text("utf-8"))
    return sorted({*_silent(report), *_unanswered(report), *_unused(report, assembly)})


def _silent(report: Report) -> Iterator[Open]:
    """Checks that did not run: the report leaves out a plug-in that has nothing to say."""
    if os.environ.get(SWITCH) == "false":
        yield Open("the app", "CloudFormation Validate", f"switched off by {SWITCH}=false")
    for plugin in PLUGINS - {run["pluginName"] for run in report["pluginReports"]}:
        yield Open("the app", plugin, "this check has not run")
    for run in report["pluginReports"]:
        if error := (run.get("metadata") or {}).get("error"):
            yield Open("the app", run["pluginName"], str(error))


def _unanswered(report: Report) -> Iterator[Open]:
    """Every finding, a warning too: a warning that may stand has a reason, and the reason can be written down."""
    for run in report["pluginReports"]:
        for violation in run["violations"]:
            for construct in violation["violatingConstructs"]:
                yield Open(construct["constructPath"], violation["ruleName"], _first_line(violation["description"]))


def _unused(report: Report, assembly: Path) -> Iterator[Open]:
    """Acknowledgements that silence nothing: what they excused has gone, or they never matched and somebody believes they do.

    An answer to twins is used where one of them asked: not every pack has every rule.
    """
    used = {
        (excused["acknowledgedAt"], _question(excused["acknowledgedId"]))
        for run in report["pluginReports"]
        for excused in run.get("suppressedViolations") or ()
    }
    unused = {(path, _question(rule)): rule for path, rule in sorted(_acknowledged(assembly), reverse=True)}
    for question in sorted(unused.keys() - used):
        yield Open(question[0], unused[question], "acknowledged, but nothing is found here: remove the acknowledgement")


def _question(rule: str) -> str:
    """A rule's id without the pack where the packs are twins, so `HIPAA.Security::HIPAA.Security-S3…` is `S3…`."""
    pack, _, name = rule.partition("::")
    return name.removeprefix(f"{pack}-") if pack in TWINS else rule


def _acknowledged(assembly: Path) -> set[tuple[str, str]]:
    """Construct path and rule of every acknowledgement in the assembly's metadata."""
    return {
        (path.removeprefix("/"), rule)
        for file in assembly.glob("*.metadata.json")
        for path, entries in json.loads(file.read_text("utf-8")).items()
        for entry in entries
        if entry["type"] == ACKNOWLEDGED
        for rule in entry["data"]
    }


def _first_line(text: str) -> str:
    return text.strip().split("\n", 1)[0]

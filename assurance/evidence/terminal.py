"""The audit on a terminal: one block a claim, what breaks it first."""

from pathlib import Path

from rich.console import Console
from rich.markup import escape

from assurance.evidence.audit import Audit
from assurance.evidence.claim import Result, Verdict
from assurance.evidence.report import ARROW
from assurance.evidence.scanners.run import Scanned

COLOURS = {Verdict.HOLDS: "green", Verdict.BROKEN: "red", Verdict.NOTHING: "yellow"}
MOST_TYPES = 6


def show(audit: Audit, files: tuple[Path, ...], console: Console | None = None) -> None:
    """Print the verdicts, the findings and where the report lies."""
    screen = console or Console(highlight=False, soft_wrap=True)
    scope = audit.scope
    screen.print(
        f"[bold]{escape(scope.name)}[/]: {audit.resources} resources in {_count(len(audit.stacks), 'stack')}, partition {scope.partition}, "
        f"regions {', '.join(scope.regions)}"
    )
    for result in audit.results:
        _show_claim(result, screen)
    _show_nag(audit, screen)
    _show_scanners(audit.scanners, screen)
    screen.print("\nReport: " + ", ".join(escape(str(file)) for file in files))


def _show_claim(result: Result, screen: Console) -> None:
    colour = COLOURS[result.verdict]
    screen.print(f"\n[bold]{escape(result.statement)}[/]\n  [{colour}]{result.verdict}[/]  {_looked_at(result.looked_at)}")
    for finding in result.findings:
        screen.print(f"  [red]![/] {escape(finding.resource)} {escape(finding.sentence)}")
        if finding.path:
            screen.print(f"      {escape(ARROW.join(finding.path))}")
    for remark in result.remarks:
        screen.print(f"  · {escape(remark.subject)}: {escape(remark.sentence)}")


def _looked_at(counts: dict[str, int]) -> str:
    most = sorted(counts.items(), key=lambda each: -each[1])[:MOST_TYPES]
    rest = len(counts) - len(most)
    named = ", ".join(f"{count} {name.removeprefix('AWS::')}" for name, count in most)
    return f"{_count(sum(counts.values()), 'resource')}" + (f": {named}" + (f" and {rest} more types" if rest else "") if counts else "")


def _count(number: int, of: str) -> str:
    return f"{number} {of}" + ("" if number == 1 else "s")


def _show_nag(audit: Audit, screen: Console) -> None:
    if audit.nag is None:
        screen.print("\n[bold]Checks of the synthesis[/]\n  no validation-report.json: nothing is known of them")
        return
    packs = ", ".join(f"{escape(name)} {escape(conclusion)}" for name, conclusion in audit.nag.packs)
    screen.print(f"\n[bold]Checks of the synthesis[/]\n  {packs}")
    screen.print(f"  {_count(len(audit.nag.open), 'open finding')}, {len(audit.nag.acknowledged)} acknowledged with a reason")
    for rule in audit.nag.open:
        screen.print(f"  [red]![/] {escape(', '.join(rule.constructs))} {escape(rule.rule)}: {escape(rule.description)}")


def _show_scanners(scanners: Scanned | None, screen: Console) -> None:
    if scanners is None:
        return
    screen.print("\n[bold]Other people's scanners[/]")
    for scan in scanners.scans:
        screen.print(f"  {scan.scanner} {escape(scan.version)}: {escape(scan.looked_at)}, {scan.seconds:.0f} s")
        for remark in scan.remarks:
            screen.print(f"  · {escape(remark)}")
        if scan.trouble:
            screen.print(f"  [red]![/] {scan.scanner}: {escape(scan.trouble)}")
    screen.print(f"  {_count(len(scanners.open), 'open finding')}, {len(scanners.acknowledged)} acknowledged with a reason")
    for finding in scanners.open:
        screen.print(f"  [red]![/] {escape(finding.place)} {finding.scanner} {escape(finding.rule)}: {escape(finding.sentence)}")
    for sentence in scanners.unused:
        screen.print(f"  [red]![/] {escape(sentence)}")

"""What the synthesis' own checks found: cdk-nag, cfn-guard and CloudFormation's validation, from `validation-report.json`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class NagRule:
    """One rule at the constructs where it was broken; with the reason where that was acknowledged."""

    pack: str
    rule: str
    severity: str
    description: str
    constructs: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NagResult:
    """The report as a whole."""

    packs: tuple[tuple[str, str], ...]
    open: tuple[NagRule, ...]
    acknowledged: tuple[NagRule, ...]

    @property
    def passed(self) -> bool:
        """Whether every pack concluded without failure; a warning is no failure."""
        return all(conclusion != "failure" for _, conclusion in self.packs)


def nag_result(report: dict[str, Any]) -> NagResult:
    """Read a validation report; what has another shape than the CDK's is left out, and then its pack is not listed."""
    plugins = [plugin for plugin in report.get("pluginReports") or [] if isinstance(plugin, dict)]
    return NagResult(
        packs=tuple((str(plugin.get("pluginName")), str(plugin.get("conclusion"))) for plugin in plugins),
        open=tuple(rule for plugin in plugins for rule in _rules(plugin, "violations")),
        acknowledged=tuple(rule for plugin in plugins for rule in _rules(plugin, "suppressedViolations")),
    )


def _rules(plugin: dict[str, Any], kind: str) -> Iterator[NagRule]:
    for violation in plugin.get(kind) or []:
        if isinstance(violation, dict):
            constructs = tuple(
                str(each.get("constructPath")) for each in violation.get("violatingConstructs") or [] if isinstance(each, dict)
            )
            text = str(violation.get("description", "")).split("\n")[0]
            yield NagRule(
                str(plugin.get("pluginName")),
                str(violation.get("ruleName")),
                str(violation.get("severity", "")),
                text,
                constructs,
                str(violation.get("reason", "")),
            )

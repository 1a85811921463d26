"""cfn-guard with those of Control Tower's rules that have something to look at."""

import json
import re
import tarfile
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path, PurePosixPath

import jsii
from aws_cdk import (
    IPolicyValidationContext,
    IPolicyValidationPlugin,
    PolicyValidationPluginReport,
    PolicyValidationPluginReportBeta1,
    PolicyViolatingResource,
    PolicyViolation,
    PolicyViolationBeta1,
)
from cdklabs.cdk_validator_cfnguard import CfnGuardValidator

from constructs import IConstruct

PACKAGE = "cdklabs.cdk_validator_cfnguard"
TYPE = re.compile(r"AWS::\w+::\w+")
OUTPUT_BYTES = 64 * 1024 * 1024


@jsii.implements(IPolicyValidationPlugin)
class Guard:
    """The plug-in `cdk-validator-cfnguard`, told to leave out rules about types that a template does not hold.

    cfn-guard evaluates each of its 237 rule files on each template, and nine in ten speak of types that are not in it. So each template is
    looked at by itself, with the rules that have something to look at. A rule file selects resources by `Type ==` a name alone, so one
    whose names are not in a template cannot fail there (seen in 0.0.62: both ways give the same report, `tests/stacks/test_guard.py`).
    """

    @property
    def name(self) -> str:
        """As the plug-in calls itself."""
        return "cdk-validator-cfnguard"

    @property
    def version(self) -> str:
        """The plug-in's version."""
        return version("cdklabs.cdk-validator-cfnguard")

    @property
    def rule_ids(self) -> list[str]:
        """For AWS' own statistics, to which nothing is sent."""
        return []

    def validate(self, context: IPolicyValidationContext) -> PolicyValidationPluginReport:
        """The report on all templates of the app."""
        reports = [_report_on(path, context) for path in context.template_paths]
        return PolicyValidationPluginReport(
            success=all(report.success for report in reports),
            violations=[_of_today(violation) for report in reports for violation in report.violations],
        )


@jsii.implements(IPolicyValidationContext)
class _OneTemplate:
    """What the plug-in is to look at: one template of the app's."""

    def __init__(self, path: str, whole: IPolicyValidationContext) -> None:
        self._path, self._whole = path, whole

    @property
    def template_paths(self) -> list[str]:
        """The one."""
        return [self._path]

    @property
    def app_construct(self) -> IConstruct:
        """The app."""
        return self._whole.app_construct


def _report_on(path: str, context: IPolicyValidationContext) -> PolicyValidationPluginReportBeta1:
    left_out = rules_without(types_in([Path(path)]))
    return CfnGuardValidator(disabled_rules=left_out, max_buffer=OUTPUT_BYTES).validate(_OneTemplate(path, context))


def types_in(templates: Iterable[Path]) -> frozenset[str]:
    """The CloudFormation types that some templates hold."""
    return frozenset(
        resource["Type"] for path in templates for resource in json.loads(path.read_text("utf-8")).get("Resources", {}).values()
    )


def rules_without(types: frozenset[str]) -> list[str]:
    """Names of the rule files that name types, and none of these."""
    return sorted(rule for rule, named in _rules().items() if named and not named & types)


@cache
def _rules() -> dict[str, frozenset[str]]:
    """The types that each rule file names outside its comments; the files lie in the archive that jsii starts."""
    rules = {}
    with as_file(files(PACKAGE) / "_jsii") as folder, tarfile.open(next(folder.glob("*.tgz"))) as archive:
        for entry in archive:
            if entry.name.endswith(".guard") and (content := archive.extractfile(entry)):
                code = "\n".join(line for line in content.read().decode().splitlines() if not line.lstrip().startswith("#"))
                rules[PurePosixPath(entry.name).stem] = frozenset(TYPE.findall(code))
    return rules


def _of_today(violation: PolicyViolationBeta1) -> PolicyViolation:
    """The plug-in still writes the report's first form; the fields are the same."""
    return PolicyViolation(
        rule_name=violation.rule_name,
        description=violation.description,
        fix=violation.fix,
        severity=violation.severity,
        rule_metadata=violation.rule_metadata,
        violating_resources=[
            PolicyViolatingResource(
                resource_logical_id=resource.resource_logical_id, template_path=resource.template_path, locations=resource.locations
            )
            for resource in violation.violating_resources
        ],
    )

"""Who outside the account may reach something of it, and which rights nobody uses."""

from aws_cdk import Tags
from aws_cdk.aws_accessanalyzer import CfnAnalyzer

from constructs import Construct

UNUSED_DAYS = 90
"""After how many days a right counts as unused: the service's own default (Access Analyzer API, UnusedAccessConfiguration)."""


class AccessAnalyzers(Construct):
    """IAM Access Analyzer of the account and region, each kind where it is asked for.

    The one for external access reads resource policies and has no price; the one for unused access is billed by the role and month.
    """

    def __init__(self, scope: Construct, construct_id: str, *, deployment: str, external: bool, unused: bool) -> None:
        super().__init__(scope, construct_id)
        if external:
            self._analyzer("External", f"{deployment}-external-access", "ACCOUNT", None)
        if unused:
            used = CfnAnalyzer.UnusedAccessConfigurationProperty(unused_access_age=UNUSED_DAYS)
            configuration = CfnAnalyzer.AnalyzerConfigurationProperty(unused_access_configuration=used)
            self._analyzer("Unused", f"{deployment}-unused-access", "ACCOUNT_UNUSED_ACCESS", configuration)

    def _analyzer(self, construct_id: str, name: str, kind: str, configuration: CfnAnalyzer.AnalyzerConfigurationProperty | None) -> None:
        analyzer = CfnAnalyzer(self, construct_id, analyzer_name=name, type=kind, analyzer_configuration=configuration)
        Tags.of(analyzer).add("Name", name)

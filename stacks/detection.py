"""Who is told, and of what."""

from blueprint.facts.alarms import trail_alarms
from blueprint.facts.config_rules import config_rules
from blueprint.facts.data_classes import DataClass
from blueprint.settings import Deployment
from constructs import Construct
from sovereign.access_analyzers import AccessAnalyzers
from sovereign.alarm_topic import AlarmTopic
from sovereign.configuration_recorder import ConfigurationRecorder
from sovereign.data_keys import DataKeys
from sovereign.detectors import Detectors
from sovereign.public_access_block import PublicAccessBlock
from sovereign.spending import Spending
from sovereign.trail_alarms import TrailAlarms
from stacks.part_stack import PartStack, mandatory_tags


class DetectionStack(PartStack):
    """Alarms over the trail, what looks for attacks by itself, and the other switches that an account and region have one of.

    It stands on the audit and the network stack, whose log groups the filters read.
    """

    def __init__(self, scope: Construct, *, deployment: Deployment, keys: DataKeys) -> None:
        super().__init__(scope, "detection", deployment=deployment, description="Alarms over the audit trail, and detectors")
        self.topic = AlarmTopic(
            self, "Alarms", deployment=deployment.name, key=keys[DataClass.AUDIT], hears_budgets=deployment.budget is not None
        )
        alarms = TrailAlarms(self, "TrailAlarms", deployment=deployment.name, topic_arn=self.topic.arn, rows=trail_alarms().values())
        alarms.node.add_dependency(self.topic.policy)
        runs = {name: chosen == "on" for name, chosen in deployment.detection}
        Detectors(self, "Detectors", guardduty=runs["guardduty"], security_hub=runs["security_hub"], macie=runs["macie"])
        AccessAnalyzers(self, "Access", deployment=deployment.name, external=runs["access_analyzer"], unused=runs["unused_access"])
        if deployment.network.block_public_access == "on":
            PublicAccessBlock(self, "PublicAccess")
        if runs["config"]:
            ConfigurationRecorder(
                self,
                "Configuration",
                deployment=deployment.name,
                keys=keys,
                rules=config_rules(self.region),
                log_retention_days=min(deployment.audit.log_retention_days, deployment.network.flow_log_retention_days),
            )
        if deployment.budget:
            spending = Spending(
                self,
                "Spending",
                deployment=deployment.name,
                amount=deployment.budget.monthly_amount,
                currency=deployment.budget.currency,
                percents=deployment.budget.notice_percents,
                topic_arn=self.topic.arn,
                tags=mandatory_tags(deployment, "detection"),
            )
            spending.node.add_dependency(self.topic.policy)

"""Who did what: the trail, and the buckets' access logs."""

from blueprint.facts.data_classes import DataClass
from blueprint.settings import Deployment
from constructs import Construct
from sovereign.access_log_bucket import AccessLogBucket
from sovereign.audit_trail import AuditTrail
from sovereign.data_keys import DataKeys
from sovereign.lake_buckets import LAKE
from sovereign.retention import write_once
from stacks.part_stack import PartStack


class AuditStack(PartStack):
    """Stands before the data, so that its first byte is already watched."""

    def __init__(self, scope: Construct, *, deployment: Deployment, keys: DataKeys) -> None:
        super().__init__(scope, "audit", deployment=deployment, description="Audit trail into a locked bucket, and access logs")
        self.access_logs = AccessLogBucket(
            self,
            "AccessLogs",
            deployment=deployment.name,
            sources=[*LAKE, DataClass.AUDIT],
            retention_days=deployment.audit.log_retention_days,
        )
        self.trail = AuditTrail(
            self,
            "Trail",
            deployment=deployment.name,
            key=keys[DataClass.AUDIT],
            logs_key=keys[DataClass.LOGS],
            lock=write_once(deployment.stage, deployment.audit.retention_days),
            log_retention_days=deployment.audit.log_retention_days,
            watched=LAKE,
        )
        self.trail.node.add_dependency(self.access_logs)

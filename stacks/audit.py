"""Who did what: the trail, and the buckets' access logs."""

from blueprint.facts.data_classes import DataClass
from blueprint.facts.endpoints import interface_endpoints
from blueprint.facts.network_events import GATEWAY, watched_sources
from blueprint.settings import Deployment
from constructs import Construct
from sovereign.access_log_bucket import AccessLogBucket
from sovereign.audit_trail import AuditTrail, LiveCopy
from sovereign.data_keys import DataKeys
from sovereign.lake_buckets import LAKE
from sovereign.names import CONFIGURATION
from sovereign.retention import write_once
from sovereign.trail_selectors import bucket_names, used_types
from stacks.part_stack import PartStack


class AuditStack(PartStack):
    """Stands before the data, so that its first byte is already watched."""

    def __init__(self, scope: Construct, *, deployment: Deployment, keys: DataKeys) -> None:
        super().__init__(scope, "audit", deployment=deployment, description="Audit trail into a locked bucket, and access logs")
        self.access_logs = AccessLogBucket(
            self,
            "AccessLogs",
            deployment=deployment.name,
            sources=[
                *LAKE,
                DataClass.AUDIT,
                *([DataClass.LOGS] if deployment.ways_in.private_link else []),
                *([CONFIGURATION] if deployment.detection.config == "on" else []),
            ],
            retention_days=deployment.audit.log_retention_days,
        )
        self.trail = AuditTrail(
            self,
            "Trail",
            deployment=deployment.name,
            key=keys[DataClass.AUDIT],
            lock=write_once(deployment.stage, deployment.audit.retention_days),
            live=LiveCopy(keys[DataClass.LOGS], deployment.audit.log_retention_days),
        )
        self.trail.node.add_dependency(self.access_logs)

    def watch(self) -> None:
        """Every store of this account that stands in the app by now, and every endpoint that CloudTrail can watch, if the file wants it."""
        services = [GATEWAY, *(row.service for row in interface_endpoints(self.deployment.workloads, self.region))]
        refused = watched_sources(services) if self.deployment.audit.network_events else ()
        self.trail.watch(bucket_names(self), used_types(self), refused)

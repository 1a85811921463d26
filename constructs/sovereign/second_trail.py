"""Who did what in the second account."""

from blueprint.facts.data_classes import DataClass
from blueprint.settings import Deployment
from constructs import Construct
from sovereign import key_policy as may
from sovereign.access_log_bucket import AccessLogBucket
from sovereign.audit_trail import AuditTrail
from sovereign.own_key import OwnKey
from sovereign.retention import write_once
from sovereign.trail_key import let_the_trail
from sovereign.trail_selectors import bucket_names, used_types


class SecondTrail(Construct):
    """A trail of the second account's own: the deployment's sees its own account alone.

    Its records stay where they are. Whoever loses the one account keeps the other's, and nobody of the first has a role here.
    Made last in its stack, for it names what stands there.

    Args:
        deployment: As it stands in the second account.
    """

    def __init__(self, scope: Construct, construct_id: str, *, deployment: Deployment) -> None:
        super().__init__(scope, construct_id)
        name = deployment.name
        logs = AccessLogBucket(
            self, "AccessLogs", deployment=name, sources=[DataClass.AUDIT], retention_days=deployment.audit.log_retention_days
        )
        key = OwnKey(
            self,
            "Key",
            deployment=name,
            purpose=DataClass.AUDIT,
            rotation_days=deployment.keys.rotation_days,
            deletion_window_days=deployment.keys.deletion_window_days,
            use=[may.use_through(self, ["s3"]), *let_the_trail(self, name)],
        )
        trail = AuditTrail(self, "Trail", deployment=name, key=key, lock=write_once(deployment.stage, deployment.audit.retention_days))
        trail.node.add_dependency(logs)
        trail.watch(bucket_names(self), used_types(self), [])

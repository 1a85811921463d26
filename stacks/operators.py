"""People: who may open sessions, and who may break the glass."""

from blueprint.facts.data_classes import DataClass
from blueprint.settings import Deployment
from constructs import Construct
from sovereign.break_glass import BreakGlassRole
from sovereign.data_keys import DataKeys
from sovereign.names import operators_boundary_name
from sovereign.operator_sessions import OperatorSessions
from sovereign.use_alarm import UseAlarm
from stacks.part_stack import PartStack


class OperatorsStack(PartStack):
    """Roles that people take on, under a boundary of their own; only where the file declares one.

    Attributes:
        sessions: Shell sessions, where they are declared.
    """

    def __init__(self, scope: Construct, *, deployment: Deployment, keys: DataKeys) -> None:
        super().__init__(
            scope,
            "operators",
            deployment=deployment,
            description="Declared ways in for people",
            boundary=operators_boundary_name(deployment.name),
        )
        ways = deployment.ways_in
        self.sessions = (
            OperatorSessions(self, "Sessions", deployment=deployment, spec=ways.sessions, logs_key=keys[DataClass.LOGS])
            if ways.sessions
            else None
        )
        if ways.break_glass:
            may_open = self.sessions.may_open() if self.sessions else []
            role = BreakGlassRole(self, "BreakGlass", deployment=deployment.name, spec=ways.break_glass, sessions=may_open)
            if self.sessions:
                self.sessions.acknowledge(role)
            UseAlarm(
                self,
                "Alarm",
                deployment=deployment.name,
                watched=role,
                rotation_days=deployment.keys.rotation_days,
                deletion_window_days=deployment.keys.deletion_window_days,
            )

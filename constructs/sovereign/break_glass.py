"""The role for the day on which nothing else helps."""

from collections.abc import Sequence

from aws_cdk import Stack
from aws_cdk.aws_iam import Effect, PolicyStatement

from blueprint.facts.people import LOOK, NEVER, RESTORE
from blueprint.settings import BreakGlass
from constructs import Construct
from sovereign.looking import Looking
from sovereign.names import break_glass_role_name
from sovereign.person_role import PersonRole


class BreakGlassRole(PersonRole):
    """Looks at how everything is set up, brings back a key within its deletion window, opens sessions where these are declared.

    It never touches the trail, disables a key, reads data or changes what it may do itself.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, deployment: str, spec: BreakGlass, sessions: Sequence[PolicyStatement]
    ) -> None:
        stack = Stack.of(scope)
        keys = f"arn:{stack.partition}:kms:{stack.region}:{stack.account}:key/*"
        looking = Looking(scope, deployment, LOOK)
        super().__init__(
            scope,
            construct_id,
            name=break_glass_role_name(deployment),
            description=f"Emergency role of {deployment}: each use raises an alarm",
            people=spec.trusted,
            mfa_age_s=spec.mfa_age_s,
            session_s=spec.session_s,
            may=[
                *looking.statements,
                PolicyStatement(
                    sid="RestoreOwnKeys",
                    actions=list(RESTORE),
                    resources=[keys],
                    conditions={"StringEquals": {"aws:ResourceTag/deployment": deployment}},
                ),
                *sessions,
                PolicyStatement(sid="Never", effect=Effect.DENY, actions=list(NEVER), resources=["*"]),
            ],
        )
        self.acknowledge_wildcards(
            [*looking.wildcards, keys],
            reason="What lists and describes knows no resource; keys are told apart by their deployment tag, in a condition.",
        )

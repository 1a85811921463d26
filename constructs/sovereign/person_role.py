"""A role that people take on: named users and roles of this account, with a second factor that is fresh, in this region."""

from collections.abc import Iterable, Sequence

from aws_cdk import Duration, Stack
from aws_cdk.aws_iam import ArnPrincipal, CompositePrincipal, ManagedPolicy, PolicyStatement, Role

from constructs import Construct
from sovereign.acknowledgement import acknowledge_wildcards


class PersonRole(Construct):
    """Trusts `people`, each by ARN, and asks each for the second factor.

    The factor is asked for when the role is taken on and not again: a session's own calls carry no word of it (IAM User Guide, Secure API
    access with MFA). The session is short instead. Taking the role on goes through this region's own STS, so that its event is
    here, where the alarm listens.

    Attributes:
        role: The role.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        name: str,
        description: str,
        people: Sequence[str],
        mfa_age_s: int,
        session_s: int,
        may: Sequence[PolicyStatement],
    ) -> None:
        super().__init__(scope, construct_id)
        self._policy = ManagedPolicy(self, "Policy", statements=list(may))
        trusted = CompositePrincipal(*(ArnPrincipal(arn) for arn in people))
        self.role = Role(
            self,
            "Role",
            role_name=name,
            description=description,
            assumed_by=trusted.with_conditions(
                {
                    "Bool": {"aws:MultiFactorAuthPresent": "true"},
                    "NumericLessThan": {"aws:MultiFactorAuthAge": str(mfa_age_s)},
                    "StringEquals": {"aws:RequestedRegion": Stack.of(self).region},
                }
            ),
            max_session_duration=Duration.seconds(session_s),
            managed_policies=[self._policy],
        )

    def acknowledge_wildcards(self, resources: Iterable[str], *, reason: str) -> None:
        """Leaves be that the policy names `resources` that hold a `*`."""
        acknowledge_wildcards(self._policy, resources, reason=reason)

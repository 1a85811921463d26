"""A role that one AWS service takes on for this account."""

from collections.abc import Iterable, Sequence

from aws_cdk import Stack
from aws_cdk.aws_iam import IPrincipal, ManagedPolicy, PolicyStatement, Role, ServicePrincipal

from constructs import Construct
from sovereign.acknowledgement import acknowledge_wildcards


class ServiceRole(Construct):
    """Trusts one service and may do what one policy says; the policy stands before the role, so that no user of the role meets it empty.

    Attributes:
        role: The role.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, trusts: IPrincipal, may: Sequence[PolicyStatement], path: str | None = None
    ) -> None:
        super().__init__(scope, construct_id)
        self._policy = ManagedPolicy(self, "Policy", statements=list(may))
        self.role = Role(self, "Role", assumed_by=trusts, managed_policies=[self._policy], path=path)

    @property
    def arn(self) -> str:
        """The role's ARN."""
        return self.role.role_arn

    def acknowledge_wildcards(self, resources: Iterable[str], *, reason: str) -> None:
        """Leaves be that the policy names `resources` that hold a `*`."""
        acknowledge_wildcards(self._policy, resources, reason=reason)


def for_this_account(scope: Construct, service: str, source_arn: str | None = None) -> IPrincipal:
    """A service, only when it acts for this account, and for `source_arn` where one is given: no confused deputy."""
    conditions: dict[str, dict[str, str]] = {"StringEquals": {"aws:SourceAccount": Stack.of(scope).account}}
    if source_arn:
        conditions["ArnLike"] = {"aws:SourceArn": source_arn}
    return ServicePrincipal(service).with_conditions(conditions)

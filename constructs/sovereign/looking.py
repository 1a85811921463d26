"""What a person may look at: lists and descriptions of everything, and the settings of this deployment's own things."""

from collections.abc import Iterable, Sequence

from aws_cdk import Stack
from aws_cdk.aws_iam import PolicyStatement

from constructs import Construct

OF_EVERYTHING = ("Describe", "List", "Lookup")
"""How the names of actions begin that know no narrower resource in most services, and give out names, not contents."""

OWN = {
    "cloudtrail": ("cloudtrail", ("trail/{name}-*",)),
    "iam": ("iam", ("policy/{name}-*", "role/{name}-*")),
    "kms": ("kms", ("key/*",)),
    "s3": ("s3", ("{name}-*",)),
    "ssm": ("ec2", ("instance/*",)),
}
"""By IAM's prefix: in which service's ARN the things stand whose settings are read, and how they are called.

IAM takes no wildcard in place of the kind: a path of its own starts with `role/`, `policy/` or another kind.
"""


class Looking:
    """Statements for a person's role, and the wildcards in them that cdk-nag will ask about.

    Attributes:
        statements: One for lists and descriptions, one a service for what is read of this deployment's own things.
        wildcards: The resources in them that hold a `*`.
    """

    def __init__(self, scope: Construct, deployment: str, actions: Sequence[str]) -> None:
        everything = [action for action in actions if action.partition(":")[2].startswith(OF_EVERYTHING)]
        self.statements = [PolicyStatement(sid="Look", actions=everything, resources=["*"])]
        self.wildcards = ["*"]
        for service in sorted({action.partition(":")[0] for action in _rest(actions, everything)}):
            own = _arns(scope, deployment, service)
            read = [action for action in _rest(actions, everything) if action.startswith(f"{service}:")]
            self.statements.append(PolicyStatement(sid=f"LookAtOwn{service.capitalize()}", actions=read, resources=own))
            self.wildcards += own


def _rest(actions: Iterable[str], everything: Sequence[str]) -> list[str]:
    return [action for action in actions if action not in everything]


def _arns(scope: Construct, deployment: str, service: str) -> list[str]:
    stack = Stack.of(scope)
    where, patterns = OWN[service]
    account, region = ("", "") if service == "s3" else (stack.account, "" if service == "iam" else stack.region)
    return [f"arn:{stack.partition}:{where}:{region}:{account}:{pattern.format(name=deployment)}" for pattern in patterns]

"""AWS's own accounts that write logs into a bucket of ours: who they are, and where a policy lets them do only that."""

from functools import cache
from importlib.resources import files

from yaml import safe_load

from assurance.evidence.graph import Resource
from assurance.evidence.policy import statements
from assurance.evidence.scope import Scope
from assurance.evidence.values import render

BUCKET_POLICY = "AWS::S3::BucketPolicy"
WRITES = {"s3:putobject"}


@cache
def balancer_accounts() -> dict[str, str]:
    """Account by region, from `log_accounts.yaml`."""
    rows: dict[str, str] = safe_load((files("assurance.evidence") / "log_accounts.yaml").read_text(encoding="utf-8"))["load_balancers"]
    return rows


def log_writers(resource: Resource, scope: Scope) -> dict[str, str]:
    """The account of each principal that is load balancing's own in an approved region and may put objects and nothing else.

    By the path of the statement that names it. What they write comes in; a statement that lets them read stays a finding.
    """
    if resource.type != BUCKET_POLICY:
        return {}
    known = {balancer_accounts()[region] for region in scope.regions if region in balancer_accounts()}
    found = {}
    for statement in statements(resource, scope.accounts):
        if statement.effect == "Allow" and {*statement.actions} <= WRITES:
            for kind, principal in statement.principals:
                account = render(principal).removesuffix(":root").rpartition(":")[2]
                if kind == "AWS" and account in known:
                    found[statement.place] = account
    return found

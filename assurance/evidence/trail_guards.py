"""Who of the deployment's own identities could stop a trail or change what it has written."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from assurance.evidence.claim import Finding
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.policy import Statement, statements
from assurance.evidence.trails import CHANGES, TRAIL, changed_by
from assurance.evidence.values import Absent, Value, possible, render

HOLDERS = ("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group")
MANAGED, INLINE = "AWS::IAM::ManagedPolicy", "AWS::IAM::Policy"
DEPLOYS = "cloudformation."
"""Who deploys has to be able to change the trail: CloudFormation alone, under a role that nobody else takes on."""

STOPS = ("cloudtrail:stoplogging", "cloudtrail:deletetrail", "cloudtrail:updatetrail", "cloudtrail:puteventselectors")
TOO_MUCH = ("AdministratorAccess", "PowerUserAccess", "AWSCloudTrail_FullAccess", "AmazonS3FullAccess", "job-function/SystemAdministrator")
"""AWS's own policies with such rights, as their ARNs end (AWS Managed Policy Reference)."""


def guard_findings(trail: Resource, bucket: Resource | None, graph: TemplateGraph) -> Iterator[Finding]:
    """Identities that may stop the trail, change what it takes, or touch its bucket.

    An identity's policies reach its own account alone: a trail takes no policy that lets others in, and who may write into the bucket from
    another account stands in the bucket's own.
    """
    for holder in graph.of_type(*HOLDERS):
        near = [each for each in (trail, bucket) if each and graph.account_of(each) == graph.account_of(holder)]
        if not near or _deploys(holder, graph):
            continue
        for arn in holder.at("ManagedPolicyArns", "*"):
            if render(arn).endswith(tuple(f"policy/{name}" for name in TOO_MUCH)):
                yield Finding(holder.path, holder.type, f"may weaken the trail {trail.path}", (render(arn),))
        for policy in policies_of(holder, graph):
            for statement in statements(policy, graph.scope.accounts):
                if policy is holder and "AssumeRolePolicyDocument" in statement.place:
                    continue
                for action in _weakens(statement, near, graph):
                    path = (holder.path, *([policy.path] if policy is not holder else []), statement.name)
                    yield Finding(holder.path, holder.type, f"may weaken the trail {trail.path}: {action}", path)


def policies_of(holder: Resource, graph: TemplateGraph) -> Iterator[Resource]:
    """Where an identity's rights stand: in itself, and in every policy of these templates that is attached to it."""
    yield holder
    arns = [*holder.at("ManagedPolicyArns", "*")]
    attached = {reference.id for arn in arns for reference in graph.referred(arn)}
    literal = [render(arn) for arn in arns]
    for policy in graph.of_type(MANAGED, INLINE):
        names = [render(name) for name in policy.at("ManagedPolicyName") if not isinstance(name, Absent)]
        is_named = any(arn.endswith(f"/{name}") for arn in literal for name in names)
        lists = (policy.properties.get(kind) for kind in ("Roles", "Users", "Groups"))
        if policy.id in attached or is_named or any(holder in graph.referred(each) for each in lists):
            yield policy


def _deploys(holder: Resource, graph: TemplateGraph) -> bool:
    """Whether CloudFormation, and nobody else, takes on a role."""
    trust = holder.properties.get("AssumeRolePolicyDocument")
    trusting = [each for each in statements(holder, graph.scope.accounts) if each.place.startswith("AssumeRolePolicyDocument")]
    principals = [principal for statement in trusting if statement.effect == "Allow" for principal in statement.principals]
    return bool(trust and principals) and all(kind == "Service" and render(who).startswith(DEPLOYS) for kind, who in principals)


def _weakens(statement: Statement, near: list[Resource], graph: TemplateGraph) -> Iterator[str]:
    if statement.effect != "Allow" or statement.principals:
        return
    for target in near:
        actions = changed_by(statement, STOPS if target.type == TRAIL else CHANGES)
        if actions and _reaches(statement, target, _arns(target, graph)):
            yield actions[0]


def _arns(target: Resource, graph: TemplateGraph) -> list[str]:
    """How a policy may write a trail, or a bucket and a file in it, by its name."""
    partition, is_trail = graph.scope.partition, target.type == TRAIL
    names = [render(name) for name in target.at("TrailName" if is_trail else "BucketName") if not isinstance(name, Absent)]
    if is_trail:
        return [f"arn:{partition}:cloudtrail:{graph.region_of(target)}:{graph.account_of(target)}:trail/{name}" for name in names]
    return [f"arn:{partition}:s3:::{name}{rest}" for name in names for rest in ("", "/AWSLogs/file")]


def _reaches(statement: Statement, target: Resource, arns: list[str]) -> bool:
    return any(_names(each, target, arns) for resource in statement.resources for each in possible(resource))


def _names(resource: Value, target: Resource, arns: list[str]) -> bool:
    text = render(resource)
    return text == "*" or f"${{{target.id}}}" in text or f"${{{target.id}." in text or any(fnmatchcase(arn, text) for arn in arns)

"""What the deployment's own identities may do in places that are not its own."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from assurance.evidence.claim import Finding
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.ownership import bucket_names, is_ours
from assurance.evidence.policy import READING, Statement, statements
from assurance.evidence.values import render

ASSUME = ("sts:assumerole", "sts:*", "sts:assume*")


def reach_findings(resource: Resource, graph: TemplateGraph) -> Iterator[Finding]:
    """Identity policies that let our principals take on a role elsewhere, or write into a bucket that is not ours."""
    for statement in statements(resource, graph.scope.accounts):
        if statement.effect != "Allow" or statement.principals or statement.confines("what"):
            continue
        if any(action in ASSUME for action in statement.actions):
            yield from _roles(resource, statement, graph)
        if any(_writes_objects(action) for action in statement.actions):
            yield from _buckets(resource, statement, graph)


def _roles(resource: Resource, statement: Statement, graph: TemplateGraph) -> Iterator[Finding]:
    for target in statement.resources:
        if not is_ours(target, graph):
            yield Finding(
                resource.path, resource.type, f"may take on a role of another account: {render(target)}", (statement.name, render(target))
            )


def _buckets(resource: Resource, statement: Statement, graph: TemplateGraph) -> Iterator[Finding]:
    """A pattern is ours where it begins with a name and covers a bucket of ours; what `*` alone reaches, the endpoints' policies hold."""
    for target in statement.resources:
        name = render(target).rpartition(":::")[2].split("/")[0]
        if ":s3:::" not in render(target) or name.startswith("*") or is_ours(target, graph):
            continue
        if not ("*" in name and any(fnmatchcase(own, name) for own in bucket_names(graph))):
            yield Finding(
                resource.path,
                resource.type,
                f"may write into the bucket {name}, which is none of this deployment",
                (statement.name, render(target)),
            )


def _writes_objects(action: str) -> bool:
    service, _, verb = action.partition(":")
    return service == "s3" and not verb.startswith(READING)

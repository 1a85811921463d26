"""VPC endpoints: what their policies let through."""

from collections.abc import Iterator

from assurance.evidence.claim import Finding
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.ownership import is_ours
from assurance.evidence.policy import READING, Statement, statements
from assurance.evidence.values import ABSENT, Reference, Unknown, render

ENDPOINT = "AWS::EC2::VPCEndpoint"


def endpoint_findings(graph: TemplateGraph) -> Iterator[Finding]:
    """Endpoints with no policy, with one that lets data through to places outside, or with a service of somebody else's."""
    for endpoint in graph.of_type(ENDPOINT):
        if any(value == ABSENT for value in endpoint.at("PolicyDocument")):
            yield Finding(endpoint.path, ENDPOINT, "has no policy: everybody may do everything through it", ("PolicyDocument = nothing",))
            continue
        for service in endpoint.at("ServiceName"):
            if ".vpce-svc-" in render(service) or isinstance(service, (Reference, Unknown)):
                yield Finding(
                    endpoint.path, ENDPOINT, "leads to an endpoint service, which is not AWS's own", (f"ServiceName = {render(service)}",)
                )
        found = [*statements(endpoint, graph.scope.accounts)]
        if not found:
            yield Finding(
                endpoint.path, ENDPOINT, "has a policy that cannot be read", (render(endpoint.properties["PolicyDocument"])[:120],)
            )
        if any(statement.denies_elsewhere() for statement in found):
            continue
        for statement in found:
            yield from _let_through(endpoint, statement, graph)


def _let_through(endpoint: Resource, statement: Statement, graph: TemplateGraph) -> Iterator[Finding]:
    if statement.effect != "Allow" or statement.confines("what"):
        return
    reads_only = all(_is_reading(action) for action in statement.actions)
    for target in statement.resources:
        named = not render(target).startswith("*")
        if is_ours(target, graph) or (reads_only and (named or statement.confines("who"))):
            continue
        by = "our principals" if statement.confines("who") else "anybody"
        what = "everything" if render(target) == "*" else render(target)
        yield Finding(
            endpoint.path, ENDPOINT, f"lets {by} reach {what}, in other accounts too", (statement.name, f"Resource = {render(target)}")
        )


def _is_reading(action: str) -> bool:
    return action.rpartition(":")[2].startswith(READING)

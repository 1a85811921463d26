"""Who is let in by policies on resources: everybody, or somebody whom the template does not name."""

from collections.abc import Iterator

from assurance.evidence.claim import Finding
from assurance.evidence.endpoints import ENDPOINT
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.policy import Statement, statements
from assurance.evidence.values import ABSENT, Reference, Text, Unknown, Value, render

BUCKET_POLICY = "AWS::S3::BucketPolicy"
PERMISSIONS = ("AWS::Lambda::Permission", "AWS::Lambda::LayerVersionPermission", "AWS::Events::EventBusPolicy")


def visitor_findings(resource: Resource, graph: TemplateGraph) -> Iterator[Finding]:
    """Statements that allow everybody, and permissions that do. An endpoint's policy is judged by its own rule."""
    if resource.type in PERMISSIONS:
        yield from _permission(resource)
    if resource.type == ENDPOINT:
        return
    for statement in statements(resource, graph.scope.accounts):
        if statement.effect != "Allow" or statement.confines("who"):
            continue
        for kind, principal in statement.principals:
            if sentence := _stranger(resource, statement, kind, principal):
                yield Finding(resource.path, resource.type, sentence, (statement.name, f"{kind} = {render(principal)}"))
            elif principal == "*":
                yield Finding(
                    resource.path, resource.type, "lets in everybody: no condition holds it to our accounts or networks", (statement.name,)
                )
            elif isinstance(principal, Unknown):
                sentence = f"lets in a principal that the template does not name: {render(principal)}"
                yield Finding(resource.path, resource.type, sentence, (statement.name,))


def _stranger(resource: Resource, statement: Statement, kind: str, principal: Value) -> str | None:
    """Why a principal that is named may still be anybody; None where the name pins it down or another rule judges it."""
    if isinstance(principal, (Reference, Unknown, Text)) or principal == "*":
        return None
    name = render(principal)
    if kind == "CanonicalUser" or (kind == "AWS" and not name.startswith("arn:") and name not in statement.accounts):
        return f"lets in {name}, of which nobody can say whose it is"
    if kind == "Federated" and not statement.body.get("Condition"):
        return f"lets in whomever {name} knows: no condition names an audience or a subject"
    if kind == "Service" and resource.type == BUCKET_POLICY and any(_reads(action) for action in statement.actions):
        return f"lets {name} read for any of its customers: no condition holds it to our accounts"
    return None


def _reads(action: str) -> bool:
    """Whether an action gives out objects; a service that only writes, or asks how the bucket is set up, takes nothing out."""
    return action in {"*", "s3:*"} or action.startswith(("s3:getobject", "s3:get*"))


def _permission(resource: Resource) -> Iterator[Finding]:
    confined = any(
        value != ABSENT
        for name in ("SourceAccount", "SourceArn", "PrincipalOrgID", "OrganizationId", "Condition")
        for value in resource.at(name)
    )
    for principal in resource.at("Principal"):
        if principal == "*" and not confined:
            yield Finding(resource.path, resource.type, "lets everybody call", ("Principal = *",))
    for kind in resource.at("FunctionUrlAuthType"):
        if kind == "NONE":
            yield Finding(resource.path, resource.type, "lets everybody call without a signature", ("FunctionUrlAuthType = NONE",))

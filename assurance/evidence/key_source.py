"""Whose key a value names."""

from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.values import Absent, Reference, Text, Unknown, Value, render

KEYS = ("AWS::KMS::Key", "AWS::KMS::ReplicaKey")
ALIAS = "AWS::KMS::Alias"


def what_is_wrong(value: Value, graph: TemplateGraph) -> str | None:
    """Why a value does not name a key of this deployment or of its accounts; None where it does."""
    if isinstance(value, Absent) or value in (None, ""):
        return "takes no key of ours"
    if isinstance(value, Reference):
        return _resource(value, graph)
    if isinstance(value, Text):
        targets = [part for part in value.parts if isinstance(part, Reference)]
        if len(targets) == 1 and not any(isinstance(part, Unknown) for part in value.parts):
            return _resource(targets[0], graph)
    if isinstance(value, str):
        return _literal(value, graph)
    return f"takes a key that the template does not tell: {render(value)}"


def _resource(reference: Reference, graph: TemplateGraph) -> str | None:
    target = graph.resources.get(reference.resource)
    if target is not None and target.type in KEYS:
        return None
    if target is not None and target.type == ALIAS:
        return _alias(target, graph)
    return f"takes {render(reference)} for a key, which is none"


def _alias(alias: Resource, graph: TemplateGraph) -> str | None:
    wrong = [what_is_wrong(value, graph) for value in alias.at("TargetKeyId")]
    return next((sentence for sentence in wrong if sentence), None)


def _literal(text: str, graph: TemplateGraph) -> str | None:
    name = text.rpartition(":")[2]
    if name.startswith("alias/aws/"):
        return f"takes AWS's own key {name}"
    if text.startswith("alias/"):
        alias = next((each for each in graph.of_type(ALIAS) if text in each.at("AliasName")), None)
        return _alias(alias, graph) if alias else f"takes {text}, an alias of no key here"
    fields = text.split(":")
    if len(fields) == 6 and fields[0] == "arn" and fields[2] == "kms":
        return None if fields[4] in graph.scope.accounts else f"takes a key of account {fields[4]}"
    return f"takes {text}, of which nobody can say whose key it is"

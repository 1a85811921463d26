"""Claim: every key is ours."""

from collections.abc import Iterator

from assurance.evidence.claim import Finding, Remark, paragraphs
from assurance.evidence.cluster_keys import NODE_CLASS, STORAGE_CLASS, cluster_key_findings
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.key_control import control_findings
from assurance.evidence.key_excuses import EXCUSES
from assurance.evidence.key_outside import keys_from_outside
from assurance.evidence.key_source import ALIAS, KEYS, what_is_wrong
from assurance.evidence.key_table import key_table, row_for
from assurance.evidence.manifests import is_manifest
from assurance.evidence.schemas import KeyPlace, key_places
from assurance.evidence.values import ABSENT, Absent, Value, at, render, truth, walk

NAME = "our_keys"
STATEMENT = "Whatever is stored is encrypted with a key of this deployment, which its body alone controls."
RULES = paragraphs("""
Which property of which type takes a key is read from the CloudFormation registry schemas (the copy in cfn-lint), so a type is covered
on the day it is used; a reviewed table (keys.yaml) holds what the schemas do not say.

A place for a key that belongs to the resource itself has to be filled; one that belongs to a part of it (a volume, a copy, a log) has
to be filled where that part is.

The key has to be an AWS::KMS::Key of these templates, or an ARN of one of the deployment's accounts. AWS's own keys, and a key that
only the deployment would know, break the claim.

Where encryption has a switch beside the key, it has to be on.

In a cluster the disks of Karpenter's nodes and of storage classes take a key likewise; a place that is filled when the manifests are
applied is followed to the output of the stack that fills it.

A key is ours only as long as its policy says so: whoever may use it is of our accounts, or a service that a condition holds to them. It
is rotated where KMS can, stays 30 days after somebody deletes it, and its policy cannot lock its own account out.

Types that store data and have no property for a key, and places where AWS refuses one, are listed with the reason.
""")


def looks_at(graph: TemplateGraph) -> Iterator[Resource]:
    """Every key, every resource whose type takes a key or has to have a property for one, and every type the registry does not know."""
    for resource in graph.resources.values():
        if (
            resource.type in (*KEYS, ALIAS, NODE_CLASS, STORAGE_CLASS)
            or _places(resource)
            or any(row.type == resource.type for row in key_table().also)
            or _is_unknown(resource)
        ):
            yield resource


def broken_by(graph: TemplateGraph) -> Iterator[Finding]:
    """Every place for a key that is empty, filled with somebody else's, or switched off."""
    for resource in graph.resources.values():
        if _is_unknown(resource):
            yield Finding(
                resource.path, resource.type, "is of a type that the registry schemas do not know: nobody can say which key it takes"
            )
        for place in _places(resource):
            if _is_needed(resource, place) and not _is_excused(resource, place, graph):
                yield from _judged(resource, place, graph)
        yield from _missing(resource)
        yield from cluster_key_findings(resource, graph)
        for path, value in walk(resource.properties):
            if path and path[-1] == "EncryptionDisabled" and truth(value) is True:
                yield Finding(resource.path, resource.type, "switches encryption off", (".".join(path),))
    yield from control_findings(graph)


def remarks(graph: TemplateGraph) -> Iterator[Remark]:
    """The exceptions that were used, and what stores data without a key."""
    table = key_table()
    yield from keys_from_outside((resource, _places(resource)) for resource in graph.resources.values())
    for resource in graph.resources.values():
        for place in _places(resource):
            row = row_for(table.excused_if, resource.type, place.path)
            if row and _is_needed(resource, place) and _is_excused(resource, place, graph):
                yield Remark(resource.path, f"takes no key of ours, and may: {row.reason}")
    for type_name in sorted({resource.type for resource in graph.resources.values()}):
        if type_name in table.no_key:
            yield Remark(type_name, f"stores data and has no property for a key. {table.no_key[type_name]}")
        elif type_name.startswith("Custom::"):
            yield Remark(type_name, "is made by code at deployment; what that code stores, no template shows.")
        elif key_places(type_name) == () and not table.stores_nothing(type_name):
            yield Remark(type_name, "has no property for a key, and nobody has reviewed yet whether it stores data.")


def _places(resource: Resource) -> list[KeyPlace]:
    if resource.type in KEYS:
        return []
    places = key_places(resource.type) or ()
    return [place for place in places if row_for(key_table().not_a_key, resource.type, place.path) is None]


def _is_unknown(resource: Resource) -> bool:
    made_by_code = resource.type.startswith(("Custom::", "AWS::CDK::", "AWS::CloudFormation::CustomResource"))
    return key_places(resource.type) is None and not made_by_code and not is_manifest(resource.type)


def _is_needed(resource: Resource, place: KeyPlace) -> bool:
    row = row_for(key_table().needed_if, resource.type, place.path)
    return row is None or any(row.test.agrees(value) or row.test.may_agree(value) for value in row.test.values(resource))


def _is_excused(resource: Resource, place: KeyPlace, graph: TemplateGraph) -> bool:
    row = row_for(key_table().excused_if, resource.type, place.path)
    return row is not None and all(isinstance(value, Absent) for value in resource.at(*place.path)) and EXCUSES[row.rule](resource, graph)


def _judged(resource: Resource, place: KeyPlace, graph: TemplateGraph) -> Iterator[Finding]:
    below = place.path[len(place.holder) :]
    for holder in resource.at(*place.holder):
        if isinstance(holder, Absent):
            continue
        values = [*at(holder, *below)] or [ABSENT]
        for value in values:
            if sentence := what_is_wrong(value, graph):
                yield Finding(
                    resource.path, resource.type, sentence + _instead(holder, value), (f"{'.'.join(place.path)} = {render(value)}",)
                )
        if place.switch and not (key_table().always_on(resource.type) and all(isinstance(value, Absent) for value in values)):
            yield from _switched_off(resource, place, holder)


def _switched_off(resource: Resource, place: KeyPlace, holder: Value) -> Iterator[Finding]:
    switch = place.switch or ()
    for value in at(holder, *switch[len(place.holder) :]):
        if truth(value) is not True:
            yield Finding(resource.path, resource.type, "does not switch encryption on", (f"{'.'.join(switch)} = {render(value)}",))


def _missing(resource: Resource) -> Iterator[Finding]:
    for row in key_table().also:
        if row.type == resource.type and not (row.unless and row.unless in resource.properties):
            for value in resource.at(*row.path.split(".")):
                if isinstance(value, Absent) or value == []:
                    yield Finding(resource.path, resource.type, row.reason, (f"{row.path} = nothing",))


def _instead(holder: Value, key: Value) -> str:
    """What it takes in place of a key, where it says so: S3's AES256, for one."""
    if not isinstance(key, Absent):
        return ""
    named = next(
        (value for path, value in walk(holder) if path and path[-1] in {"SSEAlgorithm", "EncryptionType"} and isinstance(value, str)), ""
    )
    return f", but {named}" if named else ""

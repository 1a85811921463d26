"""Claim: nothing names another place."""

from collections.abc import Iterator

from assurance.evidence.claim import Finding, Remark, paragraphs
from assurance.evidence.graph import NESTED, Resource, TemplateGraph
from assurance.evidence.places import foreign
from assurance.evidence.values import Text, Unknown, Value, render, truth, walk

NAME = "no_other_place"
STATEMENT = "Nothing names another region, partition or account than the deployment's own, and nothing is copied there."
RULES = paragraphs("""
Every string of every resource and output is read with its references resolved: regions and zones of all partitions by their pattern,
ARNs by their fields, account numbers, DNS suffixes of other partitions, inference profiles that cross regions.

Services have names that end in the standard partition's suffix in every partition: as principals, in conditions on who calls, and in
the path of a service-linked role they are allowed, and nowhere else (IAM User Guide, Service principals; KMS Developer Guide,
kms:ViaService). AWS's managed policies have the account "aws".

Mappings and conditions of a template name nothing by themselves: what a resource takes from them is read. A parameter stands for its
default, and both values of a condition that depends on one are read.

A multi-region key breaks the claim: one call, in no template, copies its material to another region. A multi-region trail does not: it
brings records of other regions in, and sends nothing out.

A stack has to be bound to a region and an account: otherwise whoever deploys chooses.

Services are those that the scope approves, where it names any.
""")
PRINCIPAL_PLACES = {
    "service",
    "iam:passedtoservice",
    "aws:sourceservice",
    "aws:principalservicename",
    "aws:calledvia",
    "aws:calledviafirst",
    "aws:calledvialast",
    "iam:awsservicename",
    "awsservicename",
    "principal",
    "kms:viaservice",
    "serviceprincipal",
}
CROSS_REGION = ("Custom::CrossRegionExportWriter", "Custom::CrossRegionExportReader", "Custom::CrossRegionStringParameterReader")
TRAIL = "AWS::CloudTrail::Trail"


def looks_at(graph: TemplateGraph) -> Iterator[Resource]:
    """Every resource: any of them can name a place."""
    return iter(graph.resources.values())


def broken_by(graph: TemplateGraph) -> Iterator[Finding]:
    """Every name of another place, and everything that copies or lives across regions."""
    yield from _stacks(graph)
    for resource in graph.resources.values():
        yield from _names(resource, graph)
        yield from _crossings(resource)
        service = resource.type.split("::")[1] if resource.type.startswith("AWS::") else ""
        if graph.scope.services and service and service not in graph.scope.services:
            yield Finding(resource.path, resource.type, f"is of the service {service}, which is not approved")
    for output in graph.outputs:
        for _, value in walk(output.value):
            for sentence, text in _sentences(value, (), graph):
                yield Finding(f"{output.stack}/{output.name}", "", f"is an output and {sentence}", (text,))


def remarks(graph: TemplateGraph) -> Iterator[Remark]:
    """Trails that look at all regions, and nested templates that are not here."""
    for trail in graph.of_type(TRAIL):
        if any(truth(value) is True for value in trail.at("IsMultiRegionTrail")):
            yield Remark(trail.path, "records what happens in all regions of the account; the records come here.")
    for custom in graph.resources.values():
        if custom.type.startswith("Custom::"):
            yield Remark(custom.path, "is made by code at deployment; which places that code names, no template shows.")


def _stacks(graph: TemplateGraph) -> Iterator[Finding]:
    scope = graph.scope
    for template in graph.assembly.templates:
        if template.region is not None and template.region not in scope.regions:
            yield Finding(template.stack, "", f"is deployed to {template.region}", (template.file,))
        if template.account is not None and template.account not in scope.accounts:
            yield Finding(template.stack, "", f"is deployed into account {template.account}", (template.file,))
        if template.stack in graph.assembly.unbound:
            yield Finding(template.stack, "", "is bound to no region or account: whoever deploys it chooses", (template.file,))
    for nested in graph.of_type(NESTED):
        if not graph.has_template_of(nested):
            yield Finding(nested.path, nested.type, "nests a template that is not in the assembly, so nobody has read it")


def _names(resource: Resource, graph: TemplateGraph) -> Iterator[Finding]:
    for path, value in walk(resource.properties):
        for key in path[-1:]:
            for sentence in foreign(key, graph.scope, is_principal=True):
                yield Finding(resource.path, resource.type, sentence, (".".join(path),))
        for sentence, text in _sentences(value, path, graph):
            yield Finding(resource.path, resource.type, sentence, (".".join(path), text if len(text) <= 160 else text[:157] + "..."))


def _sentences(value: Value, path: tuple[str, ...], graph: TemplateGraph) -> Iterator[tuple[str, str]]:
    """Each sentence about one string, with the string; containers say nothing."""
    if isinstance(value, (str, Text, Unknown)):
        text = value.expression if isinstance(value, Unknown) else render(value)
        place = next((part for part in reversed(path) if not part.isdigit()), "").lower()
        for sentence in foreign(text, graph.scope, is_principal=place in PRINCIPAL_PLACES):
            yield sentence, text


def _crossings(resource: Resource) -> Iterator[Finding]:
    for value in resource.at("MultiRegion") if resource.type == "AWS::KMS::Key" else ():
        if truth(value) is True:
            yield Finding(
                resource.path, resource.type, "is a multi-region key: its material may be copied to any region", ("MultiRegion = true",)
            )
    if resource.type == "AWS::KMS::ReplicaKey":
        yield Finding(
            resource.path,
            resource.type,
            "is the copy of a key of another region",
            ("PrimaryKeyArn = " + render(resource.properties.get("PrimaryKeyArn")),),
        )
    if resource.type in CROSS_REGION:
        yield Finding(resource.path, resource.type, "carries a value between regions")
    if resource.type == "AWS::S3::MultiRegionAccessPoint":
        yield Finding(resource.path, resource.type, "spans several regions")

"""Claim: nothing names another place."""

from collections.abc import Iterator

from assurance.evidence.addon_pulls import addons_of, pulled
from assurance.evidence.claim import Finding, Remark, paragraphs
from assurance.evidence.encoded import decoded, structured
from assurance.evidence.graph import NESTED, Resource, TemplateGraph
from assurance.evidence.log_writers import log_writers
from assurance.evidence.places import compared_source, foreign, region_pattern
from assurance.evidence.values import Text, Unknown, Value, render, truth, walk
from assurance.evidence.ways.judges import PERMISSIONS

NAME = "no_other_place"
STATEMENT = "Nothing names another region, partition or account than the deployment's own, and nothing is copied there."
RULES = paragraphs("""
Every string of every resource and output is read with its references resolved: regions and zones of all partitions by their pattern,
ARNs by their fields, account numbers, DNS suffixes of other partitions, inference profiles that cross regions. A local zone is another
place than its region. A pattern of regions (in an ARN, or in a condition on the requested region) may admit approved regions only. Text
in base64, such as the script that an instance starts with, and JSON in a string are read as what they say.

Services have names that end in the standard partition's suffix in every partition: as principals, in conditions on who calls, and in
the path of a service-linked role they are allowed, as the event source that a trail's selector or a filter compares records with, and
nowhere else (IAM User Guide, Service principals; KMS Developer Guide,
kms:ViaService). AWS's managed policies have the account "aws". Where a bucket's policy lets the load balancers of an approved region
put their logs, and nothing else, their account (log_accounts.yaml) is listed and breaks nothing.

Mappings and conditions of a template name nothing by themselves: what a resource takes from them is read. A parameter stands for its
default, and both values of a condition that depends on one are read.

Where there is a Kubernetes cluster of EKS, the account of AWS's that holds the images of EKS's add-ons in the own region
(addon_accounts.yaml) may be named as a place to pull them from, and as the name of that registry; anything else breaks the claim.

The accounts of agencies whom the deployment file lets ask for a connection to its service may stand in that permission, and nowhere else.

A multi-region key breaks the claim: one call, in no template, copies its material to another region. A multi-region trail does not: it
brings records of other regions in, and sends nothing out.

A stack has to be bound to a region and an account: otherwise whoever deploys chooses.

Copies go to the account and region that the deployment declares (`backup` in its deployment.json), where it declares any.

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
REQUESTED_REGION = "aws:requestedregion"
TRAIL = "AWS::CloudTrail::Trail"


def looks_at(graph: TemplateGraph) -> Iterator[Resource]:
    """Every resource: any of them can name a place."""
    return iter(graph.resources.values())


def broken_by(graph: TemplateGraph) -> Iterator[Finding]:
    """Every name of another place, and everything that copies or lives across regions."""
    yield from _stacks(graph)
    for resource in graph.resources.values():
        yield from _names(resource, graph, log_writers(resource, graph.scope), pulled(resource, graph))
        yield from _crossings(resource)
        service = resource.type.split("::")[1] if resource.type.startswith("AWS::") else ""
        if graph.scope.services and service and service not in graph.scope.services:
            yield Finding(resource.path, resource.type, f"is of the service {service}, which is not approved")
    for output in graph.outputs:
        for _, value in walk(output.value):
            for sentence, text in _sentences(value, (), graph):
                yield Finding(f"{output.stack}/{output.name}", "", f"is an output and {sentence}", (text,))


def remarks(graph: TemplateGraph) -> Iterator[Remark]:
    """Where copies go by declaration, trails that look at all regions, and nested templates that are not here."""
    if copies := graph.scope.copies:
        yield Remark(copies.vault, f"takes copies: they go to account {copies.account} in {copies.region}, declared, and to no other.")
    for trail in graph.of_type(TRAIL):
        if any(truth(value) is True for value in trail.at("IsMultiRegionTrail")):
            yield Remark(trail.path, "records what happens in all regions of the account; the records come here.")
    for resource in graph.resources.values():
        if resource.type.startswith("Custom::"):
            yield Remark(resource.path, "is made by code at deployment; which places that code names, no template shows.")
        if images := addons_of(resource, graph):
            yield Remark(resource.path, f"names AWS's own registry of EKS add-ons, to pull from alone: {', '.join(images)}.")
        for account in log_writers(resource, graph.scope).values():
            yield Remark(resource.path, f"lets the load balancers of an approved region, AWS's account {account}, write their logs.")


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


def _names(resource: Resource, graph: TemplateGraph, writers: dict[str, str], images: frozenset[str]) -> Iterator[Finding]:
    known = {(f"{place}.Principal.AWS", f"names account {account}") for place, account in writers.items()}
    for path, value in walk(resource.properties):
        for key in path[-1:]:
            for sentence in foreign(key, graph.scope, is_principal=True):
                yield Finding(resource.path, resource.type, sentence, (".".join(path),))
        for sentence, text in () if _is_declared_agency(resource, value, graph) else _sentences(value, path, graph):
            if (".".join(path).rstrip(".0123456789"), sentence) in known or text in images:
                continue
            yield Finding(resource.path, resource.type, sentence, (".".join(path), text if len(text) <= 160 else text[:157] + "..."))


def _is_declared_agency(resource: Resource, value: Value, graph: TemplateGraph) -> bool:
    """Whether a value is a principal whom the deployment file lets ask for a connection: another agency's account, by its nature."""
    way = graph.scope.way("private_link")
    return resource.type == PERMISSIONS and way is not None and value in way.values("principals")


def _sentences(value: Value, path: tuple[str, ...], graph: TemplateGraph) -> Iterator[tuple[str, str]]:
    """Each sentence about one string, with the string; containers say nothing. JSON in a string is read as what it says."""
    if isinstance(value, (str, Text, Unknown)):
        text = value.expression if isinstance(value, Unknown) else render(value)
        if (content := structured(text)) is not None:
            for inner, each in walk(content, path):
                yield from _sentences(each, inner, graph)
            return
        place = next((part for part in reversed(path) if not part.isdigit()), "").lower()
        is_principal = place in PRINCIPAL_PLACES or (place == "equals" and path[:1] == ("AdvancedEventSelectors",))
        read = compared_source().sub("", text) if place == "filterpattern" else text
        for sentence in foreign(read, graph.scope, is_principal=is_principal):
            yield sentence, text
        if place == REQUESTED_REGION and ("*" in text or "?" in text):
            for sentence in region_pattern(text, graph.scope):
                yield sentence, text
        for sentence in foreign(decoded(text) or "", graph.scope):
            yield f"{sentence}, in base64", text


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

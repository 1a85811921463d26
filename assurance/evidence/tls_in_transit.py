"""Claim: nothing is said in plain text."""

from collections.abc import Iterator

from assurance.evidence.claim import Finding, Remark, paragraphs
from assurance.evidence.endpoints import ENDPOINT
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.tls_listeners import CLASSIC, LISTENER, TARGETS, door_findings, listener_findings, listener_remarks
from assurance.evidence.transit_databases import DATABASES, database_findings
from assurance.evidence.transit_nodes import GROUPS, NODES, node_findings, node_remarks
from assurance.evidence.transit_policies import GUARDED, policy_findings, version_findings, version_remarks
from assurance.evidence.transit_table import transit_table
from assurance.evidence.values import Text, render, walk

NAME = "tls_in_transit"
STATEMENT = "Whatever listens, is stored into or is called here takes encrypted connections alone, TLS 1.2 or later where it is TLS."
RULES = paragraphs("""
Buckets, topics, queues and shared file systems take plain connections too, unless a policy on them denies everybody every call without
aws:SecureTransport. A statement that is held to some calls, some principals or a part of the bucket does not count. Where the deployment
says which version of TLS is the least, its buckets deny older ones themselves, too; elsewhere AWS's endpoints do.

A load balancer's listener speaks HTTPS or TLS, by a policy that has no version under 1.2; without a policy it would take TLS 1.0. Plain
HTTP may be answered by a redirect to HTTPS and by nothing else. What is passed on as it is, is listed.

Of searches, caches, streams, databases, jobs, distributions and APIs, a reviewed table (transit.yaml) holds the property that decides, and
its default. A database demands TLS by its parameters, or its version does by itself.

The security group of a VPC endpoint opens no port of a plain protocol.

No integration calls an address in plain HTTP.

Lustre and EFA know no TLS: what nodes say there is encrypted by the hardware of some families of instances, and of others not at all. A
node of a family that does not, and that uses either, breaks the claim; of families that nobody has confirmed, the report says so.

Services that speak TLS alone, whatever a template says, are listed.
""")
INTEGRATIONS = {
    "AWS::ApiGateway::Method": ("Integration", "Uri"),
    "AWS::ApiGatewayV2::Integration": ("IntegrationUri",),
    "AWS::AppSync::DataSource": ("HttpConfig", "Endpoint"),
    "AWS::KinesisFirehose::DeliveryStream": ("HttpEndpointDestinationConfiguration", "EndpointConfiguration", "Url"),
}


def looks_at(graph: TemplateGraph) -> Iterator[Resource]:
    """Everything that takes connections in a way that a template decides."""
    types = {row.type for row in transit_table().rows} | {each.type for each in GUARDED}
    types |= {LISTENER, TARGETS, CLASSIC, ENDPOINT, GROUPS, *NODES, *DATABASES, *INTEGRATIONS, *transit_table().by_service}
    return graph.of_type(*sorted(types))


def broken_by(graph: TemplateGraph) -> Iterator[Finding]:
    """Everything that may be spoken to, or speak, in plain text."""
    yield from policy_findings(graph)
    yield from version_findings(graph)
    yield from listener_findings(graph)
    yield from door_findings(graph)
    yield from database_findings(graph)
    yield from node_findings(graph)
    for resource in graph.resources.values():
        for row in transit_table().rows:
            if row.type == resource.type:
                yield from row.findings(resource)
        for address in resource.at(*INTEGRATIONS[resource.type]) if resource.type in INTEGRATIONS else ():
            if isinstance(address, (str, Text)) and render(address).lower().startswith("http://"):
                yield Finding(resource.path, resource.type, "calls an address in plain HTTP", (render(address)[:120],))


def remarks(graph: TemplateGraph) -> Iterator[Remark]:
    """What is let be, what the hardware does, and what a service does by itself."""
    yield from version_remarks(graph)
    yield from listener_remarks(graph)
    yield from node_remarks(graph)
    for type_name in sorted({resource.type for resource in graph.resources.values()} & set(transit_table().by_service)):
        yield Remark(type_name, transit_table().by_service[type_name])
    for pipeline in graph.of_type("AWS::SageMaker::Pipeline"):
        texts = [render(value) for _, value in walk(pipeline.properties) if isinstance(value, (str, Text))]
        if not any("EnableInterContainerTrafficEncryption" in text for text in texts):
            yield Remark(
                pipeline.path,
                "says nothing of encryption between the containers of its steps, as far as its definition stands in the template.",
            )

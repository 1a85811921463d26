"""Between nodes, and from nodes to Lustre: what the hardware encrypts, because no software does."""

from collections.abc import Iterator

from assurance.evidence.claim import Finding, Remark
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.transit_table import transit_table
from assurance.evidence.values import Absent, render

NODES = {"AWS::EC2::LaunchTemplate": ("LaunchTemplateData",), "AWS::EC2::Instance": ()}
GROUPS = "AWS::SageMaker::Cluster"
FILES = "AWS::FSx::FileSystem"
FABRIC = ("efa", "efa-only")


def node_findings(graph: TemplateGraph) -> Iterator[Finding]:
    """Nodes of families that do not encrypt, where they talk over EFA or mount Lustre."""
    for node, family, place in _nodes(graph):
        if family in transit_table().plain_families:
            for use in _uses(node, graph):
                yield Finding(node.path, node.type, f"{use} in plain text: the hardware of {family} does not encrypt it", (place,))


def node_remarks(graph: TemplateGraph) -> Iterator[Remark]:
    """What the template shows of the hardware's encryption, and where no fact is known."""
    for node, family, _ in _nodes(graph):
        for use in _uses(node, graph):
            if family in transit_table().encrypting_families:
                yield Remark(
                    node.path, f"{use}, encrypted by the hardware of {family} as long as both ends are of such a family and in one network."
                )
            elif family not in transit_table().plain_families:
                yield Remark(node.path, f"{use}; whether the hardware of {family} encrypts it is not confirmed.")
    for files in graph.of_type(FILES):
        if "LUSTRE" in files.at("FileSystemType"):
            sentence = "speaks Lustre, which has no TLS: encryption in transit depends on the type of the instance that mounts it"
            known = sorted({family for node, family, _ in _nodes(graph) if files in graph.uses(node)})
            yield Remark(files.path, f"{sentence} (here: {', '.join(known) or 'no template shows which'}).")


def _nodes(graph: TemplateGraph) -> Iterator[tuple[Resource, str, str]]:
    """Every node template, with the family of its instances and the place that says so."""
    for type_name, inside in NODES.items():
        for node in graph.of_type(type_name):
            for kind in node.at(*inside, "InstanceType"):
                if not isinstance(kind, Absent):
                    yield node, _family(render(kind)), f"{'.'.join((*inside, 'InstanceType'))} = {render(kind)}"
    for cluster in graph.of_type(GROUPS):
        for kind in cluster.at("InstanceGroups", "*", "InstanceType"):
            yield cluster, _family(render(kind)), f"InstanceGroups.InstanceType = {render(kind)}"


def _family(kind: str) -> str:
    return kind.removeprefix("ml.").partition(".")[0]


def _uses(node: Resource, graph: TemplateGraph) -> Iterator[str]:
    inside = NODES.get(node.type, ())
    cards = [render(kind) for kind in node.at(*inside, "NetworkInterfaces", "*", "InterfaceType")]
    if any(kind in FABRIC for kind in cards):
        yield "talks to other nodes over EFA"
    if any(used.type == FILES and "LUSTRE" in used.at("FileSystemType") for used in graph.uses(node)):
        yield "mounts Lustre"

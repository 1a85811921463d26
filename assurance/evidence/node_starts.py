"""Where a template says from what nodes start: images, versions of launch templates, metadata, code, by each type's own names."""

from collections.abc import Iterator
from dataclasses import dataclass

from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.manifests import OBJECT
from assurance.evidence.values import ABSENT, Absent, Reference, Value, at

TEMPLATE, INSTANCE, CONFIGURATION = "AWS::EC2::LaunchTemplate", "AWS::EC2::Instance", "AWS::AutoScaling::LaunchConfiguration"
GROUP, FLEET = "AWS::AutoScaling::AutoScalingGroup", "AWS::EC2::EC2Fleet"
PCS, EKS, HYPERPOD, KARPENTER = "AWS::PCS::ComputeNodeGroup", "AWS::EKS::Nodegroup", "AWS::SageMaker::Cluster", f"{OBJECT}EC2NodeClass"

STARTS = (TEMPLATE, INSTANCE, CONFIGURATION, GROUP, FLEET, PCS, EKS, HYPERPOD, KARPENTER)
"""Whatever starts a node."""

INSIDE: dict[str, tuple[str, ...]] = {TEMPLATE: ("LaunchTemplateData",), INSTANCE: (), CONFIGURATION: ()}
"""Where image, user data and metadata options stand in what EC2 takes."""

SPECIFICATIONS: dict[str, tuple[tuple[str, ...], ...]] = {
    INSTANCE: (("LaunchTemplate",),),
    GROUP: (
        ("LaunchTemplate",),
        ("MixedInstancesPolicy", "LaunchTemplate", "LaunchTemplateSpecification"),
        ("MixedInstancesPolicy", "LaunchTemplate", "Overrides", "*", "LaunchTemplateSpecification"),
    ),
    FLEET: (("LaunchTemplateConfigs", "*", "LaunchTemplateSpecification"),),
    PCS: (("CustomLaunchTemplate",),),
    EKS: (("LaunchTemplate",),),
}
"""Where a launch template is taken."""

IDS = ("LaunchTemplateId", "TemplateId", "Id", "LaunchTemplateName", "Name")


@dataclass(frozen=True, slots=True)
class Said:
    """One value of a resource that decides how nodes start.

    Attributes:
        holder: The resource.
        place: The property's path.
        says: Its value.
    """

    holder: Resource
    place: str
    says: Value


@dataclass(frozen=True, slots=True)
class Taken:
    """A launch template that a group takes: which, and in which version."""

    holder: Resource
    place: str
    template: Value
    version: Value


def taken(graph: TemplateGraph) -> Iterator[Taken]:
    """Every launch template that is taken somewhere."""
    for kind, paths in SPECIFICATIONS.items():
        for resource in graph.of_type(kind):
            for path in paths:
                for specification in resource.at(*path):
                    if isinstance(specification, dict):
                        template = next((specification[name] for name in IDS if name in specification), ABSENT)
                        for version in at(specification, "Version"):
                            yield Taken(resource, ".".join((*path, "Version")), template, version)


def images(graph: TemplateGraph) -> Iterator[Said]:
    """Every machine image that is named, and ABSENT where one has to be and is not."""
    for kind, inside in INSIDE.items():
        for resource in graph.of_type(kind):
            found = (Said(resource, ".".join((*inside, "ImageId")), image) for image in resource.at(*inside, "ImageId"))
            yield from (each for each in found if not isinstance(each.says, Absent))
    for group in graph.of_type(PCS):
        for image in group.at("AmiId"):
            if not isinstance(image, Absent) or templates_without_image(group, graph):
                yield Said(group, "AmiId", image)
    for cluster, part in _instance_groups(graph):
        if "ImageReleaseVersion" not in part:
            yield from (Said(cluster, "InstanceGroups.ImageId", image) for image in at(part, "ImageId"))


def releases(graph: TemplateGraph) -> Iterator[Said]:
    """Releases of AWS's images, where a service offers them: HyperPod's, and those of EKS where no launch template names an image."""
    for cluster, part in _instance_groups(graph):
        if "ImageReleaseVersion" in part:
            yield from (Said(cluster, "InstanceGroups.ImageReleaseVersion", release) for release in at(part, "ImageReleaseVersion"))
    for group in graph.of_type(EKS):
        if group.properties.get("LaunchTemplate") is None or templates_without_image(group, graph):
            for release in group.at("ReleaseVersion"):
                yield Said(group, "ReleaseVersion", release)


def selectors(graph: TemplateGraph) -> Iterator[Said]:
    """What Karpenter chooses images by."""
    for node_class in graph.of_type(KARPENTER):
        for term in node_class.at("spec", "amiSelectorTerms", "*"):
            yield Said(node_class, "spec.amiSelectorTerms", term)
        if node_class.properties.get("spec") is not None and not [*node_class.at("spec", "amiSelectorTerms", "*")]:
            yield Said(node_class, "spec.amiSelectorTerms", ABSENT)


def metadata(graph: TemplateGraph) -> Iterator[Said]:
    """What is said of the metadata's token. An instance may leave it to its launch template; Karpenter asks for it where nobody says."""
    for kind, inside in INSIDE.items():
        for resource in graph.of_type(kind):
            for endpoint in resource.at(*inside, "MetadataOptions", "HttpEndpoint"):
                for tokens in resource.at(*inside, "MetadataOptions", "HttpTokens"):
                    left = isinstance(tokens, Absent) and kind == INSTANCE and "LaunchTemplate" in resource.properties
                    if endpoint != "disabled" and not left:
                        yield Said(resource, ".".join((*inside, "MetadataOptions", "HttpTokens")), tokens)
    for node_class in graph.of_type(KARPENTER):
        for tokens in node_class.at("spec", "metadataOptions", "httpTokens"):
            if not isinstance(tokens, Absent):
                yield Said(node_class, "spec.metadataOptions.httpTokens", tokens)


def texts(graph: TemplateGraph) -> Iterator[Said]:
    """The user data that nodes start with."""
    for kind, path in {**{kind: (*inside, "UserData") for kind, inside in INSIDE.items()}, KARPENTER: ("spec", "userData")}.items():
        for resource in graph.of_type(kind):
            for text in resource.at(*path):
                if not isinstance(text, Absent):
                    yield Said(resource, ".".join(path), text)


def scripts(graph: TemplateGraph) -> Iterator[tuple[Said, Value]]:
    """Scripts that a service fetches for its nodes, each with its checksum; HyperPod, which takes none, says ABSENT there."""
    for group in graph.of_type(PCS):
        for script in group.at("NodeLifecycleActions", "Stages", "*", "*", "ScriptSource"):
            if isinstance(script, dict):
                for place in at(script, "ScriptLocation"):
                    for checksum in at(script, "Checksum"):
                        yield Said(group, "NodeLifecycleActions.ScriptSource", place), checksum
    for cluster in graph.of_type(HYPERPOD):
        for place in cluster.at("InstanceGroups", "*", "LifeCycleConfig", "SourceS3Uri"):
            if not isinstance(place, Absent):
                yield Said(cluster, "InstanceGroups.LifeCycleConfig.SourceS3Uri", place), ABSENT


def templates_without_image(group: Resource, graph: TemplateGraph) -> bool:
    """Whether a launch template of these templates that a group takes names no image; False where the template is not here."""
    taking = [each.template for each in taken(graph) if each.holder is group]
    found = [graph.resources[each.resource] for each in taking if isinstance(each, Reference) and each.resource in graph.resources]
    return any(ABSENT in [*template.at("LaunchTemplateData", "ImageId")] for template in found)


def _instance_groups(graph: TemplateGraph) -> Iterator[tuple[Resource, dict[str, Value]]]:
    for cluster in graph.of_type(HYPERPOD):
        yield from ((cluster, part) for part in cluster.at("InstanceGroups", "*") if isinstance(part, dict))

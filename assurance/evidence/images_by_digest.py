"""Claim: what runs is what was reviewed."""

from collections.abc import Iterator

from assurance.evidence.claim import Finding, Remark, paragraphs
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.images import NOBODY, OWN_REGISTRY, REPOSITORY, Image, images
from assurance.evidence.key_source import what_is_wrong
from assurance.evidence.values import ABSENT, Text, Value, render, truth

NAME = "images_by_digest"
STATEMENT = "Every container image is named by its SHA-256 digest and comes from a registry of this deployment, where no tag can move."
RULES = paragraphs("""
An image is named by `@sha256:` and 64 digits. A tag, even one that says a version, names whatever was pushed last under it; no tag at all
means `latest`.

Images are looked for in the properties that take one (SageMaker, ECS, Lambda, Batch, CodeBuild), and in every text where a registry's
host or a pull command tells one: user data, environment variables. In the cluster's manifests they are every `image` of a pod, every
chart that is installed, and every image that a chart's values name.

The registry is ECR of one of the deployment's accounts, or a repository of these templates. Registries of AWS's accounts and public ones
hold what nobody here has taken in and scanned.

A repository has immutable tags without exception, scans what is pushed (itself, or by a rule of the registry) and encrypts under a key of
ours.

What an Amazon Machine Image or a cluster add-on brings along, no template shows; nor what a chart's templates name beside its values.
""")
SCANNING = "AWS::ECR::RegistryScanningConfiguration"


def looks_at(graph: TemplateGraph) -> Iterator[Resource]:
    """Every repository, and every resource that names an image."""
    yield from graph.of_type(REPOSITORY)
    yield from {image.holder.id: image.holder for image in images(graph) if image.holder.type != REPOSITORY}.values()


def broken_by(graph: TemplateGraph) -> Iterator[Finding]:
    """Images by tag or from elsewhere, and repositories in which a tag may move or that are not scanned or not under our key."""
    for image in images(graph):
        for sentence in _wrong_name(image, graph):
            yield Finding(image.holder.path, image.holder.type, sentence, (f"{image.place} = {image.text[:160]}",))
    for repository in graph.of_type(REPOSITORY):
        yield from _repository(repository, graph)


def remarks(graph: TemplateGraph) -> Iterator[Remark]:
    """Digests that no image has, repositories that other templates make, machine images."""
    names = {render(name) for repository in graph.of_type(REPOSITORY) for name in repository.at("RepositoryName")}
    for image in images(graph):
        if image.digest == NOBODY:
            yield Remark(image.holder.path, "names a digest of zeros, which no image has: it has to be set before anything runs.")
        repository = image.text.partition("/")[2].partition("@")[0].partition(":")[0]
        if OWN_REGISTRY.match(image.text) and repository not in names and not graph.referred(image.says):
            yield Remark(image.holder.path, f"takes an image of the repository {repository}, which these templates do not make.")


def _wrong_name(image: Image, graph: TemplateGraph) -> Iterator[str]:
    if not isinstance(image.says, (str, Text)):
        yield f"names an image that the template does not tell: {image.text}"
        return
    if image.digest is None:
        yield f"names an image without its digest: {image.text}"
    registry = OWN_REGISTRY.match(image.text)
    is_of_repository = any(used.type == REPOSITORY for used in graph.referred(image.says))
    if registry and registry["account"] not in graph.scope.accounts:
        yield f"takes an image of account {registry['account']}, which nobody here has taken in"
    elif not registry and not is_of_repository:
        yield f"takes an image from outside the deployment's registry: {image.text.split('/')[0]}"


def _repository(repository: Resource, graph: TemplateGraph) -> Iterator[Finding]:
    for mutability in repository.at("ImageTagMutability"):
        if mutability != "IMMUTABLE":
            yield _finding(repository, "lets a tag be moved to another image", "ImageTagMutability", mutability)
    if not any(scanner.is_certain and _scans_all(scanner) for scanner in graph.of_type(SCANNING)):
        for scan in repository.at("ImageScanningConfiguration", "ScanOnPush"):
            if truth(scan) is not True:
                yield _finding(repository, "does not scan what is pushed", "ImageScanningConfiguration.ScanOnPush", scan)
    for key in repository.at("EncryptionConfiguration", "KmsKey"):
        if wrong := what_is_wrong(key, graph):
            yield _finding(repository, wrong, "EncryptionConfiguration.KmsKey", key)


def _scans_all(registry: Resource) -> bool:
    """Whether a registry scans all of its repositories, each push or always."""
    rules = [rule for rule in registry.at("Rules", "*") if isinstance(rule, dict)]
    return any(
        rule.get("ScanFrequency") in ("SCAN_ON_PUSH", "CONTINUOUS_SCAN")
        and any(isinstance(each, dict) and each.get("Filter") == "*" for each in rule.get("RepositoryFilters", []))
        for rule in rules
    )


def _finding(repository: Resource, sentence: str, place: str, value: Value) -> Finding:
    return Finding(repository.path, REPOSITORY, sentence, (f"{place} = {'nothing' if value == ABSENT else render(value)}",))

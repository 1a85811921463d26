"""Attacks on `images_by_digest`: images by tag or from elsewhere, and repositories in which a tag may move."""

from typing import Any

from assurance.evidence.manifests import CHART_VALUES, OBJECT, RELEASE
from assurance.evidence.mutations.draft import Draft
from assurance.evidence.mutations.mutation import Register
from assurance.evidence.scope import Partition, partition_named

register = Register("images_by_digest")

MODEL, TEMPLATE, REPOSITORY = "AWS::SageMaker::Model", "AWS::EC2::LaunchTemplate", "AWS::ECR::Repository"
DIGEST = "@sha256:" + "1" * 64


def container(draft: Draft) -> dict[str, Any]:
    """The served model's container, to be changed."""
    found: dict[str, Any] = draft.first(MODEL).properties["PrimaryContainer"]
    return found


def own(draft: Draft, ending: str) -> dict[str, list[Any]]:
    """An image of the deployment's own registry, in the form that the CDK writes."""
    place = f"{draft.scope.account}.dkr.ecr.{draft.scope.region}."
    return {"Fn::Join": ["", [place, {"Ref": "AWS::URLSuffix"}, f"/{draft.scope.name}/serving{ending}"]]}


# Images


@register
def image_by_tag(draft: Draft) -> None:
    """The model's container is named by `latest`."""
    container(draft)["Image"] = own(draft, ":latest")


@register
def image_without_a_tag(draft: Draft) -> None:
    """The model's container is named by nothing but its repository."""
    container(draft)["Image"] = own(draft, "")


@register
def digest_that_is_too_short(draft: Draft) -> None:
    """The model's container ends with a digest of which half is missing."""
    container(draft)["Image"] = own(draft, "@sha256:" + "1" * 32)


@register
def image_of_another_account(draft: Draft) -> None:
    """The model's container comes by digest from the registry of another account."""
    container(draft)["Image"] = {"Fn::Sub": f"{draft.elsewhere.account}.dkr.ecr.${{AWS::Region}}.${{AWS::URLSuffix}}/vllm{DIGEST}"}


@register
def image_of_a_public_registry(draft: Draft) -> None:
    """The model's container comes by digest from a public registry."""
    container(draft)["Image"] = f"nvcr.io/nvidia/pytorch{DIGEST}"


@register
def image_from_a_parameter(draft: Draft) -> None:
    """The model's container is whatever the one who deploys says."""
    model = draft.first(MODEL)
    draft.section(model, "Parameters")["ServingImage"] = {"Type": "String"}
    model.properties["PrimaryContainer"]["Image"] = {"Ref": "ServingImage"}


@register
def tag_under_an_open_condition(draft: Draft) -> None:
    """The model's container is named by its digest, or by a tag where a parameter says so."""
    model = draft.first(MODEL)
    draft.section(model, "Parameters")["Nightly"] = {"Type": "String", "Default": "no"}
    draft.section(model, "Conditions")["IsNightly"] = {"Fn::Equals": [{"Ref": "Nightly"}, "yes"]}
    image = model.properties["PrimaryContainer"]["Image"]
    model.properties["PrimaryContainer"]["Image"] = {"Fn::If": ["IsNightly", own(draft, ":nightly"), image]}


@register
def second_container_by_tag(draft: Draft) -> None:
    """One more container of the model, by a tag that looks like a version."""
    draft.first(MODEL).properties["Containers"] = [{"Image": own(draft, ":v0.11.0")}]


@register
def pulled_by_a_node(draft: Draft) -> None:
    """The nodes pull an image by its tag when they start."""
    data = draft.first(TEMPLATE).properties["LaunchTemplateData"]
    data["UserData"] = {"Fn::Base64": "#!/bin/sh\ndocker pull vllm/vllm-openai:latest\n"}


@register
def pulled_from_inside_base64(draft: Draft) -> None:
    """The nodes pull an image by its tag when they start, in a script that the template holds in base64."""
    data = draft.first(TEMPLATE).properties["LaunchTemplateData"]
    data["UserData"] = "IyEvYmluL3NoCmRvY2tlciBwdWxsIHZsbG0vdmxsbS1vcGVuYWk6bGF0ZXN0Cg=="


# In a cluster


def registry(draft: Draft) -> str:
    """The deployment's own registry, as a manifest writes it."""
    return f"{draft.scope.account}.dkr.ecr.{draft.scope.region}.{partition_of(draft).dns_suffixes[0]}/{draft.scope.name}"


def partition_of(draft: Draft) -> Partition:
    """The deployment's partition."""
    found = partition_named(draft.scope.partition)
    assert found is not None, draft.scope.partition  # noqa: S101 - a scope is of a known partition
    return found


@register
def pod_by_tag(draft: Draft) -> None:
    """A pod's container is named by a tag."""
    draft.add(f"{OBJECT}Pod", spec={"containers": [{"name": "main", "image": f"{registry(draft)}/serving:1.0"}]})


@register
def pod_of_a_public_registry(draft: Draft) -> None:
    """A pod's container comes by digest from a public registry that names no host."""
    draft.add(f"{OBJECT}Pod", spec={"containers": [{"name": "main", "image": f"vllm/vllm-openai{DIGEST}"}]})


@register
def volume_by_tag(draft: Draft) -> None:
    """A pod's volume is an image, named by a tag."""
    draft.add(f"{OBJECT}Pod", spec={"volumes": [{"name": "weights", "image": {"reference": f"{registry(draft)}/weights:1"}}]})


@register
def chart_by_version(draft: Draft) -> None:
    """A chart is installed by its version."""
    draft.add(RELEASE, name="karpenter", chart=f"oci://{registry(draft)}/charts/karpenter:1.14.1")


@register
def chart_of_elsewhere(draft: Draft) -> None:
    """A chart is installed from a public registry."""
    draft.add(RELEASE, name="karpenter", chart=f"oci://public.ecr.aws/karpenter/karpenter{DIGEST}")


@register
def image_of_a_chart_by_tag(draft: Draft) -> None:
    """A chart's values name an image by its tag."""
    draft.add(CHART_VALUES, controller={"image": {"repository": f"{registry(draft)}/karpenter/controller", "tag": "1.14.1"}})


@register
def image_of_a_chart_in_parts(draft: Draft) -> None:
    """A chart's values name an image of a public registry, host, path and digest each by itself."""
    draft.add(CHART_VALUES, image={"registry": "ghcr.io", "repository": "kedacore/keda@sha256", "tag": "1" * 64})


# Repositories


@register
def mutable_tags(draft: Draft) -> None:
    """A repository lets a tag be moved."""
    draft.first(REPOSITORY).properties["ImageTagMutability"] = "MUTABLE"


@register
def mutable_tags_by_exception(draft: Draft) -> None:
    """A repository whose tags are immutable but for those that begin with `latest`."""
    filters = [{"ImageTagMutabilityExclusionFilterType": "WILDCARD", "ImageTagMutabilityExclusionFilterValue": "latest*"}]
    changed = {"ImageTagMutability": "IMMUTABLE_WITH_EXCLUSION", "ImageTagMutabilityExclusionFilters": filters}
    draft.first(REPOSITORY).properties.update(changed)


@register
def mutable_tags_in_the_bootstrap(draft: Draft) -> None:
    """The bootstrap's repository lets a tag be moved, as the CDK's own template does not say otherwise."""
    del [*draft.every(REPOSITORY)][-1].properties["ImageTagMutability"]


@register
def repository_without_scanning(draft: Draft) -> None:
    """A repository that nobody scans."""
    del draft.first(REPOSITORY).properties["ImageScanningConfiguration"]


@register
def registry_that_scans_a_part(draft: Draft) -> None:
    """A repository that nobody scans, beside a rule of the registry that scans others."""
    repository = draft.first(REPOSITORY)
    del repository.properties["ImageScanningConfiguration"]
    others = {"ScanFrequency": "SCAN_ON_PUSH", "RepositoryFilters": [{"Filter": "other/*", "FilterType": "WILDCARD"}]}
    repository.beside("AWS::ECR::RegistryScanningConfiguration", ScanType="BASIC", Rules=[others])


@register
def repository_under_another_key(draft: Draft) -> None:
    """A repository whose images are encrypted with a key of another account."""
    draft.first(REPOSITORY).properties["EncryptionConfiguration"]["KmsKey"] = draft.elsewhere.key

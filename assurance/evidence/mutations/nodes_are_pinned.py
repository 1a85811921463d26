"""Attacks on `nodes_are_pinned`: images, versions and start-up code that may be another tomorrow."""

import gzip
import io
import tarfile
from base64 import b64encode, encodebytes
from typing import Any

from assurance.evidence.mutations.draft import Draft, Found
from assurance.evidence.mutations.mutation import Register
from assurance.evidence.node_starts import EKS, GROUP, HYPERPOD, KARPENTER, PCS, TEMPLATE

register = Register("nodes_are_pinned")

IMAGE, STRANGER = "ami-0fedcba9876543210", "s3://somebody-elses-scripts"
ELSEWHERE = "curl -fsSL https://get.example.com/setup.sh | bash"
DIGEST = "1" * 64


def data(draft: Draft) -> dict[str, Any]:
    """What the first launch template holds, to be changed."""
    found: dict[str, Any] = draft.first(TEMPLATE).properties["LaunchTemplateData"]
    return found


def starting_with(draft: Draft, script: str) -> None:
    """Let the nodes start with a script."""
    data(draft)["UserData"] = {"Fn::Base64": f"#!/bin/bash\n{script}\n"}


def group(draft: Draft, version: object, template: Found | None = None) -> None:
    """One more Auto Scaling group of the first launch template, or of another one, in a version."""
    own = draft.first(TEMPLATE)
    draft.add(GROUP, template=own.template, LaunchTemplate={"LaunchTemplateId": (template or own).ref, "Version": version})


def hyperpod(draft: Draft, **changes: object) -> None:
    """One more HyperPod cluster, whose group starts from a release and with nothing else unless it is said."""
    draft.add(HYPERPOD, InstanceGroups=[{"InstanceGroupName": "more", "ImageReleaseVersion": "1.0.0", **changes}])


def pcs(draft: Draft, place: str, **checksum: str) -> None:
    """One more group of PCS nodes, which run a script."""
    stages = {"NodeBootstrapped": [{"Name": "node", "ScriptSource": {"ScriptLocation": place, **checksum}}]}
    draft.add(PCS, AmiId=IMAGE, NodeLifecycleActions={"Stages": stages})


def karpenter(draft: Draft, term: dict[str, Any], **spec: object) -> None:
    """One more class of Karpenter's nodes."""
    draft.add(KARPENTER, spec={"amiSelectorTerms": [term], **spec})


# Machine images


@register
def image_from_a_public_parameter(draft: Draft) -> None:
    """The launch template asks a public parameter for its image when an instance starts."""
    data(draft)["ImageId"] = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"


@register
def image_from_a_parameter_of_the_stack(draft: Draft) -> None:
    """The launch template's image is what a published parameter says when the stack is deployed."""
    template = draft.first(TEMPLATE)
    kind, name = "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
    draft.section(template, "Parameters")["Newest"] = {"Type": kind, "Default": name}
    template.properties["LaunchTemplateData"]["ImageId"] = {"Ref": "Newest"}


@register
def image_sometimes_from_a_parameter(draft: Draft) -> None:
    """The launch template names its image, or asks a parameter for it where the one who deploys says so."""
    template = draft.first(TEMPLATE)
    draft.section(template, "Parameters")["Nightly"] = {"Type": "String", "Default": "no"}
    draft.section(template, "Conditions")["IsNightly"] = {"Fn::Equals": [{"Ref": "Nightly"}, "yes"]}
    inside = template.properties["LaunchTemplateData"]
    inside["ImageId"] = {"Fn::If": ["IsNightly", "{{resolve:ssm:/images/nightly}}", inside["ImageId"]]}


@register
def image_by_alias_in_karpenter(draft: Draft) -> None:
    """Karpenter chooses the newest image of a family."""
    karpenter(draft, {"alias": "al2023@latest"})


@register
def image_by_owner_in_karpenter(draft: Draft) -> None:
    """Karpenter chooses the newest image of an owner whose name begins as asked."""
    karpenter(draft, {"name": "node-*", "owner": draft.elsewhere.account})


@register
def hyperpod_without_a_release(draft: Draft) -> None:
    """A HyperPod group starts from whichever image the service has that day."""
    draft.add(HYPERPOD, InstanceGroups=[{"InstanceGroupName": "more", "InstanceCount": 1}])


@register
def managed_nodes_without_a_release(draft: Draft) -> None:
    """A managed node group takes the newest image of EKS."""
    draft.add(EKS, AmiType="AL2023_x86_64_NVIDIA", ClusterName="more")


@register
def pcs_without_an_image(draft: Draft) -> None:
    """A PCS group takes its image from a launch template that names none."""
    template = draft.add(TEMPLATE, LaunchTemplateData={"MetadataOptions": {"HttpTokens": "required"}})
    version = template.attribute("LatestVersionNumber")
    draft.add(PCS, CustomLaunchTemplate={"TemplateId": template.ref, "Version": version})


# Versions


@register
def newest_version(draft: Draft) -> None:
    """A group takes the launch template in its newest version, whoever made it."""
    group(draft, "$Latest")


@register
def default_version(draft: Draft) -> None:
    """A group takes the launch template's default version."""
    group(draft, "$Default")


@register
def version_of_another_template(draft: Draft) -> None:
    """A group takes the launch template in the version that another one is in."""
    other = draft.first(TEMPLATE).beside(TEMPLATE, LaunchTemplateData={"ImageId": IMAGE, "MetadataOptions": {"HttpTokens": "required"}})
    group(draft, other.attribute("LatestVersionNumber"))


@register
def managed_nodes_without_a_version(draft: Draft) -> None:
    """A managed node group names a launch template and no version of it."""
    template = draft.first(TEMPLATE)
    template.beside(EKS, ClusterName="more", LaunchTemplate={"Id": template.ref})


@register
def newest_version_among_several_types(draft: Draft) -> None:
    """A group of mixed types takes the newest version."""
    template = draft.first(TEMPLATE)
    specification = {"LaunchTemplateId": template.ref, "Version": "$Latest"}
    template.beside(GROUP, MixedInstancesPolicy={"LaunchTemplate": {"LaunchTemplateSpecification": specification}})


# Start-up code


@register
def script_from_the_internet(draft: Draft) -> None:
    """The nodes run what a web server gives them."""
    starting_with(draft, ELSEWHERE)


@register
def script_of_another_bucket(draft: Draft) -> None:
    """The nodes run a script from a bucket of somebody else."""
    starting_with(draft, f"aws s3 cp {STRANGER}/setup.sh - | bash")


@register
def script_of_another_bucket_by_its_address(draft: Draft) -> None:
    """The nodes run a script from a bucket of somebody else, called by its address under AWS's own name."""
    starting_with(draft, f"curl -sO https://somebody-elses-scripts.s3.{draft.scope.region}.amazonaws.com/setup.sh")


@register
def package_from_an_index(draft: Draft) -> None:
    """The nodes install a Python package by its name."""
    starting_with(draft, "python3 -m pip install --quiet vllm")


@register
def package_of_the_system(draft: Draft) -> None:
    """The nodes install a package of the system by its name."""
    starting_with(draft, "dnf -y install amazon-efs-utils")


@register
def repository_cloned(draft: Draft) -> None:
    """The nodes clone a repository over SSH."""
    starting_with(draft, "git clone git@git.example.com:team/scripts.git")


@register
def script_from_the_internet_in_base64(draft: Draft) -> None:
    """The nodes run what a web server gives them; the template holds the script in base64."""
    data(draft)["UserData"] = b64encode(f"#!/bin/bash\n{ELSEWHERE}\n".encode()).decode()


@register
def script_from_the_internet_in_an_archive(draft: Draft) -> None:
    """The nodes unpack an archive in their user data, and one of its files asks a web server."""
    made = io.BytesIO()
    content = f"#!/bin/bash\n{ELSEWHERE}\n".encode()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        entry = tarfile.TarInfo("steps/90-more.sh")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    packed = encodebytes(gzip.compress(made.getvalue(), mtime=0)).decode()
    starting_with(draft, f"base64 -d <<'END' | tar -xz -C /opt\n{packed}END\nbash /opt/steps/90-more.sh")


@register
def script_from_the_internet_in_karpenter(draft: Draft) -> None:
    """Karpenter's nodes run what a web server gives them."""
    karpenter(draft, {"id": IMAGE}, userData=f"#!/bin/bash\n{ELSEWHERE}\n")


@register
def lifecycle_scripts_of_another_bucket(draft: Draft) -> None:
    """HyperPod's lifecycle scripts lie in a bucket of somebody else."""
    hyperpod(draft, LifeCycleConfig={"SourceS3Uri": f"{STRANGER}/base", "OnCreate": "on_create.sh"})


@register
def pcs_script_of_another_bucket(draft: Draft) -> None:
    """A PCS group's script lies in a bucket of somebody else."""
    pcs(draft, f"{STRANGER}/node.sh", Checksum=DIGEST)


@register
def pcs_script_of_a_web_server(draft: Draft) -> None:
    """A PCS group's script comes from a web server."""
    pcs(draft, "https://get.example.com/node.sh", Checksum=DIGEST)


@register
def pcs_script_without_a_checksum(draft: Draft) -> None:
    """A PCS group runs a script of the deployment's own bucket without holding it against a checksum."""
    pcs(draft, f"s3://cdk-hnb659fds-assets-{draft.scope.account}-{draft.scope.region}/{DIGEST}/node.sh")


# Metadata


@register
def metadata_without_a_token(draft: Draft) -> None:
    """The nodes answer metadata calls of the first kind."""
    data(draft)["MetadataOptions"]["HttpTokens"] = "optional"


@register
def metadata_left_to_the_image(draft: Draft) -> None:
    """The launch template does not say how metadata calls are answered."""
    del data(draft)["MetadataOptions"]


@register
def metadata_without_a_token_in_karpenter(draft: Draft) -> None:
    """Karpenter's nodes answer metadata calls of the first kind."""
    karpenter(draft, {"id": IMAGE}, metadataOptions={"httpTokens": "optional"})

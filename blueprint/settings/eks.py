"""Kubernetes on Amazon EKS: one private cluster, on which training and serving run side by side."""

from typing import Any, Literal

from pydantic import Field

from blueprint.settings.nodes import GROUP_NAME, RESERVATION, Ec2NodeGroup
from blueprint.settings.part import Part

Purpose = Literal["training", "inference", "curation"]

IMAGE = r"^ami-[0-9a-f]{8,17}$"
KUBERNETES_NAME = r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$"
"""A DNS label (RFC 1123) of at most 40 characters, a letter first: names made from it stay within 63."""
_WORD = r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"
LABEL = rf"^(?:[a-z0-9](?:[a-z0-9.-]{{0,251}}[a-z0-9])?/)?{_WORD}=(?:{_WORD})?$"
"""A Kubernetes label: an optional DNS prefix, a name of up to 63 characters, and a value of up to 63."""


class Images(Part):
    """Pinned machine images of the Amazon Linux 2023 kind that EKS publishes for the cluster's Kubernetes version."""

    standard: str = Field(
        pattern=IMAGE, description="For nodes without a GPU (AL2023_x86_64_STANDARD): ami- and 8 to 17 hexadecimal digits."
    )
    nvidia: str = Field(
        pattern=IMAGE,
        description="For nodes with NVIDIA GPUs, driver included (AL2023_x86_64_NVIDIA): ami- and 8 to 17 hexadecimal digits.",
    )


class SystemNodes(Part):
    """Nodes for what the cluster itself runs: names, admission, queues, controllers. They are spread over all zones."""

    instance_type: str = Field(default="m7i.2xlarge", description="An EC2 instance type without a GPU, such as m7i.2xlarge.")
    nodes: int = Field(default=2, ge=2, le=16, description="How many; two at least, so that one may be replaced.")
    root_volume_gib: int = Field(default=100, ge=30, le=16384, description="Size of each node's encrypted root volume in GiB.")


class EksNodeGroup(Ec2NodeGroup):
    """A fixed group of like nodes, in the zone of the lake's file system."""

    purpose: Purpose = Field(default="training", description="What runs there; becomes the label `purpose`.")
    labels: tuple[str, ...] = Field(default=(), max_length=20, description="Further Kubernetes labels of its nodes, each name=value.")


class Pool(Part):
    """Nodes that Karpenter starts when pods wait for them, and ends when none does."""

    name: str = Field(pattern=GROUP_NAME, description="1 to 20 lower-case letters, digits and hyphens, a letter first.")
    purpose: Purpose = Field(description="What runs there; becomes the label `purpose`.")
    instance_types: tuple[str, ...] = Field(min_length=1, max_length=20, description="EC2 instance types that it may start.")
    capacity: Literal["on-demand", "reserved"] = Field(
        default="on-demand", description="Bought as it is needed, or taken from reservations and Capacity Blocks alone."
    )
    reservations: tuple[str, ...] = Field(
        default=(),
        description="The reservations and Capacity Blocks that a reserved pool takes from, each cr- and 8 to 17 hexadecimal digits.",
    )
    zones: tuple[str, ...] = Field(default=(), description="Its zones, of network.zones; the file system's alone where it is empty.")
    most_vcpus: int = Field(ge=2, le=100_000, description="vCPUs that all its nodes may have together.")
    most_gpus: int = Field(default=0, ge=0, le=10_000, description="GPUs that all its nodes may have together.")
    root_volume_gib: int = Field(default=200, ge=30, le=16384, description="Size of each node's encrypted root volume in GiB.")
    consolidation: Literal["when-empty", "when-empty-or-underutilized"] = Field(
        default="when-empty", description="When Karpenter ends a node: a training pod that is moved starts again from its checkpoint."
    )
    consolidate_after_s: int = Field(default=300, ge=0, le=86_400, description="Seconds that a node may stand so before it is ended.")
    lasts_hours: int = Field(
        default=336, ge=1, le=8760, description="Hours after which a node is replaced, so that it runs a current image."
    )


class Karpenter(Part):
    """Starts nodes by what pods ask for."""

    pools: tuple[Pool, ...] = Field(min_length=1, max_length=16, description="Pools of nodes.")


class AddonPin(Part):
    """One add-on of AWS's at another version than the table's, or one that the cluster could do without."""

    name: str = Field(description="The add-on's name, such as aws-ebs-csi-driver.")
    version: str | None = Field(
        default=None,
        pattern=r"^v\d+\.\d+\.\d+-eksbuild\.\d+$",
        description="Its version, such as v1.21.1-eksbuild.7; the table's by default.",
    )


class Tenant(Part):
    """A project or a unit: a namespace of its own, with its share of the GPUs."""

    name: str = Field(pattern=KUBERNETES_NAME, description="The namespace: 1 to 40 lower-case letters, digits and hyphens, a letter first.")
    purpose: Purpose = Field(description="What it does: which of the lake's buckets it may read and write, and on which nodes it runs.")
    gpus: int = Field(default=0, ge=0, le=10_000, description="GPUs that are its own: what others borrow, it gets back.")
    borrows: bool = Field(default=True, description="Whether it may use GPUs that others leave idle.")
    shares: int = Field(default=1, ge=1, le=1_000_000, description="Fair share of what is idle, in relation to the other tenants.")
    most_pods: int = Field(default=200, ge=1, le=10_000, description="Pods that it may have at a time.")


class PriorityClass(Part):
    """A rank of pods."""

    name: str = Field(pattern=KUBERNETES_NAME, description="1 to 40 lower-case letters, digits and hyphens, a letter first.")
    value: int = Field(ge=1, le=1_000_000_000, description="Pods of a higher value go first (Kubernetes keeps what is above 1000000000).")
    preempts: bool = Field(description="Whether its pods may put aside pods of a lower value.")
    purpose: Purpose | None = Field(
        default=None, description="The tenants whose pods carry it where they name none; nobody's where absent."
    )


class Chart(Part):
    """One Helm chart from the deployment's own registry, at a digest."""

    name: str = Field(pattern=KUBERNETES_NAME, description="The chart, by its name in blueprint/facts.")
    version: str = Field(pattern=r"^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.-]+)?$", description="Its version, such as 0.14.2.")
    digest: str = Field(
        pattern=r"^sha256:[0-9a-f]{64}$",
        description="The chart's digest in the registry, as the intake gave it: sha256: and 64 hexadecimal digits.",
    )
    images: dict[str, str] = Field(
        default={}, description="The digest of each image that it pulls, by the image's path in the registry, such as kueue/kueue."
    )
    values: dict[str, Any] = Field(default={}, description="Values beside the blueprint's own, by the chart's own names.")


PRIORITIES = (
    PriorityClass(name="inference", value=1_000_000, preempts=True, purpose="inference"),
    PriorityClass(name="training-urgent", value=100_000, preempts=True),
    PriorityClass(name="training", value=10_000, preempts=False, purpose="training"),
    PriorityClass(name="curation", value=1_000, preempts=False, purpose="curation"),
)
"""People wait for an answer, jobs have checkpoints: serving goes before training, and training before curation."""


class Eks(Part):
    """The cluster: its control plane answers inside the network alone."""

    version: str = Field(default="1.35", pattern=r"^1\.\d\d$", description="Kubernetes' minor version, in quotes, such as 1.35.")
    images: Images = Field(description="Machine images of its nodes.")
    administrators: tuple[str, ...] = Field(
        min_length=1, max_length=10, description="IAM roles of this account that may do everything in the cluster, by ARN."
    )
    viewers: tuple[str, ...] = Field(
        default=(), max_length=20, description="IAM roles of this account that may look, by ARN; not at secrets."
    )
    is_protected: bool = Field(
        default=False,
        description="Whether EKS refuses to delete the cluster; only from the second deployment on: a failed first one is taken back.",
    )
    service_cidr: str = Field(
        default="172.20.0.0/16", description="Addresses of services inside the cluster, /12 to /24, apart from every network that it meets."
    )
    system: SystemNodes = Field(default=SystemNodes(), description="Nodes for what the cluster itself runs.")
    groups: tuple[EksNodeGroup, ...] = Field(default=(), max_length=16, description="Fixed groups of nodes beside the file system.")
    karpenter: Karpenter | None = Field(default=None, description="Nodes by demand; none where the part is absent.")
    addons: tuple[AddonPin, ...] = Field(default=(), description="Add-ons beside the necessary ones, and other versions than the table's.")
    tenants: tuple[Tenant, ...] = Field(default=(), max_length=100, description="Namespaces with their quotas and identities.")
    priorities: tuple[PriorityClass, ...] = Field(default=PRIORITIES, max_length=20, description="Ranks of pods.")
    charts: tuple[Chart, ...] = Field(default=(), description="Charts of the deployment's own registry, each at its digest.")

    @property
    def nodes(self) -> int:
        """How many nodes stand in it without Karpenter's."""
        return self.system.nodes + sum(group.nodes for group in self.groups)


__all__ = [
    "GROUP_NAME",
    "RESERVATION",
    "AddonPin",
    "Chart",
    "Eks",
    "EksNodeGroup",
    "Images",
    "Karpenter",
    "Pool",
    "PriorityClass",
    "Purpose",
    "SystemNodes",
    "Tenant",
]

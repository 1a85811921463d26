"""One sovereign deployment, as its YAML file describes it."""

from typing import Literal

from pydantic import Field

from blueprint.settings.backup import Backup
from blueprint.settings.budget import Budget
from blueprint.settings.detection import Detection
from blueprint.settings.eks import Eks
from blueprint.settings.keys import Keys
from blueprint.settings.lake import Lake
from blueprint.settings.network import Network
from blueprint.settings.part import Part
from blueprint.settings.serving import Serving
from blueprint.settings.training import Training
from blueprint.settings.ways_in import WaysIn


class Jurisdiction(Part):
    """Where data may be: the regions the body has approved, and the partition they lie in."""

    name: str = Field(min_length=1, max_length=64, description="The jurisdiction, as people call it.")
    partition: Literal["aws", "aws-us-gov", "aws-eusc"] = Field(description="The separate AWS cloud in which everything lies.")
    approved_regions: tuple[str, ...] = Field(min_length=1, description="Regions in which the body allows its data, all in this partition.")
    organisation_id: str | None = Field(
        default=None,
        pattern=r"^o-[a-z0-9]{10,32}$",
        description="The account's AWS organisation, o- and 10 to 32 lower-case letters and digits; the endpoints ask for it then, too.",
    )
    approved_services: tuple[str, ...] = Field(
        default=(),
        description="AWS services that may be used, as CloudFormation's types name them, such as S3; empty for all that the stacks use.",
    )


class Audit(Part):
    """The audit trail and how long its bucket refuses deletion."""

    retention_days: int = Field(default=365, ge=1, le=36500, description="Days for which Object Lock refuses to delete an audit record.")
    log_retention_days: int = Field(
        default=365, description="Days for which CloudWatch keeps log lines; CloudWatch accepts certain numbers only."
    )
    network_events: bool = Field(
        default=True,
        description="Whether the trail records calls that a VPC endpoint refused; no source says in which partitions CloudTrail can.",
    )


class Registry(Part):
    """Container images: one repository each, filled by the audited intake only."""

    repositories: tuple[str, ...] = Field(
        default=("curation", "training", "evaluation", "serving", "gateway"),
        min_length=1,
        description="Names of the image repositories: lower-case letters and digits, parted by single . _ - or /.",
    )


class Deployment(Part):
    """Everything that differs between two sovereign deployments."""

    name: str = Field(
        pattern=r"^[a-z][a-z0-9-]{1,23}$",
        description="2 to 24 lower-case letters, digits and hyphens, a letter first; starts every stack's name.",
    )
    stage: Literal["production", "development"] = Field(
        default="production",
        description="A development deployment can be taken down; a production one keeps its data.",
    )
    owner: str = Field(min_length=1, max_length=128, description="The public body; becomes the tag `owner`.")
    jurisdiction: Jurisdiction = Field(description="Where data may be.")
    account: str = Field(pattern=r"^[0-9]{12}$", description="The AWS account, twelve digits.")
    region: str = Field(description="The region of everything, one of the approved ones.")
    keys: Keys = Field(default=Keys(), description="Customer-managed keys.")
    audit: Audit = Field(default=Audit(), description="The audit trail.")
    detection: Detection = Field(default=Detection(), description="Services that look for what should not be.")
    budget: Budget | None = Field(default=None, description="What the account may cost in a month; none where the part is absent.")
    backup: Backup | None = Field(default=None, description="Copies in a second account; none where the part is absent.")
    network: Network = Field(description="The isolated network.")
    lake: Lake = Field(description="Buckets and the file system.")
    registry: Registry = Field(default=Registry(), description="Container images.")
    training: Training | None = Field(default=None, description="Training nodes; none where the part is absent.")
    eks: Eks | None = Field(default=None, description="A Kubernetes cluster for training and serving; none where the part is absent.")
    serving: Serving | None = Field(default=None, description="A model endpoint; none where the part is absent.")
    ways_in: WaysIn = Field(default=WaysIn(), description="Declared ways in for people and other networks; none by default.")

    @property
    def repositories(self) -> tuple[str, ...]:
        """All image repositories: the file's own, and those of the cluster's charts and of what they pull."""
        brought = [name for chart in (self.eks.charts if self.eks else ()) for name in (f"charts/{chart.name}", *chart.images)]
        return tuple(dict.fromkeys([*self.registry.repositories, *brought]))

    @property
    def names_of_databases(self) -> tuple[str, ...]:
        """Host names of databases in the network, which the resolver has to answer."""
        hyperpod = self.training.hyperpod if self.training else None
        return (hyperpod.accounting.endpoint,) if hyperpod and hyperpod.accounting else ()

    @property
    def workloads(self) -> tuple[str, ...]:
        """The parts of it that the catalogues of endpoints, names and buckets know."""
        hyperpod = self.training.hyperpod if self.training else None
        parts = {
            "training": self.training,
            "hyperpod": hyperpod,
            "accounting": hyperpod and hyperpod.accounting,
            "operator": hyperpod and hyperpod.has_operator,
            "pcs": self.training and self.training.pcs,
            "serving": self.serving,
            "eks": self.eks,
        }
        return tuple(name for name, part in parts.items() if part)

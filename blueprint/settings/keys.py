"""Customer-managed keys: one a data class, more where a dataset or tenant has to be erasable by its key, and keys from elsewhere."""

from typing import Literal

from pydantic import Field

from blueprint.settings.part import Part

Folder = Literal["raw", "curated", "rejects", "checkpoints", "models"]
"""Classes whose objects a folder may close under a key of its own: the lake's, without the ledger, which holds no personal data."""

NAME = "1 to 32 lower-case letters, digits and hyphens, a letter first; ends the key's alias."


class Dataset(Part):
    """One dataset, whose objects are gone for good once its keys are deleted."""

    name: str = Field(
        pattern=r"^[a-z][a-z0-9-]{0,31}$",
        description=NAME,
    )
    classes: tuple[Folder, ...] = Field(description="Data classes in which the dataset has objects: a key in each.")
    prefix: str | None = Field(
        default=None, description="The folder of its objects in each bucket, such as census/2026/; datasets/NAME/ where absent."
    )

    @property
    def folder(self) -> str:
        """Where its objects lie."""
        return self.prefix or f"datasets/{self.name}/"


class Tenant(Part):
    """One tenant, whose objects are gone for good once its keys are deleted."""

    name: str = Field(
        pattern=r"^[a-z][a-z0-9-]{0,31}$",
        description=NAME,
    )
    classes: tuple[Folder, ...] = Field(description="Data classes in which the tenant has objects: a key in each.")

    @property
    def folder(self) -> str:
        """Where its objects lie."""
        return f"tenants/{self.name}/"


class ExternalKeys(Part):
    """Keys that the body made itself, in an external key store (XKS) or CloudHSM, by ARN: they take the place of the ones made here."""

    raw: str | None = Field(default=None, description="Key ARN for documents as they came.")
    curated: str | None = Field(default=None, description="Key ARN for the curated corpus.")
    rejects: str | None = Field(default=None, description="Key ARN for rejected documents.")
    ledger: str | None = Field(default=None, description="Key ARN for the ledger.")
    checkpoints: str | None = Field(default=None, description="Key ARN for checkpoints.")
    models: str | None = Field(default=None, description="Key ARN for models.")
    audit: str | None = Field(default=None, description="Key ARN for the audit trail and the alarms' topic.")
    images: str | None = Field(default=None, description="Key ARN for container images.")
    logs: str | None = Field(default=None, description="Key ARN for log groups.")
    volumes: str | None = Field(default=None, description="Key ARN for disks and the file system.")

    @property
    def arns(self) -> dict[str, str]:
        """The keys that are given, by data class."""
        return {name: arn for name, arn in self if arn}


class Keys(Part):
    """Customer-managed keys: one a data class, and more where the file asks."""

    rotation_days: int = Field(default=365, ge=90, le=2560, description="Days between automatic rotations of a key.")
    deletion_window_days: int = Field(default=30, ge=7, le=30, description="Days in which a deleted key can still be restored.")
    datasets: tuple[Dataset, ...] = Field(default=(), description="Datasets with keys of their own, so that deleting a key erases one.")
    tenants: tuple[Tenant, ...] = Field(default=(), description="Tenants with keys of their own, so that deleting a key erases one.")
    external: ExternalKeys = Field(default=ExternalKeys(), description="Keys from an external key store or CloudHSM, by data class.")

    @property
    def own_folders(self) -> tuple[Dataset | Tenant, ...]:
        """Every dataset and tenant with keys of its own."""
        return (*self.datasets, *self.tenants)

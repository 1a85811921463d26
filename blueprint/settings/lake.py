"""Where documents, corpora, checkpoints and models lie."""

from typing import Literal

from pydantic import Field

from blueprint.settings.part import Part


class Lustre(Part):
    """An FSx for Lustre file system (PERSISTENT_2, SSD) beside the training nodes."""

    zone: str = Field(description="The zone of the training nodes, so that no read crosses a zone.")
    capacity_gib: int = Field(description="Size in GiB. Without EFA: 1200, 2400, then steps of 2400; with EFA larger steps, by throughput.")
    throughput_mbps_per_tib: Literal[125, 250, 500, 1000] = Field(default=250, description="Throughput in MB/s for each TiB.")
    efa: bool = Field(default=False, description="Whether nodes reach the file system by EFA; AWS fixes it at creation.")


class Lake(Part):
    """Buckets by data class, and the file system that reads and writes them."""

    lustre: Lustre = Field(description="The file system.")
    noncurrent_version_days: int = Field(default=30, ge=1, le=36500, description="Days for which an overwritten object can be restored.")
    ledger_retention_days: int = Field(
        default=365, ge=1, le=36500, description="Days for which Object Lock refuses to delete a ledger row."
    )

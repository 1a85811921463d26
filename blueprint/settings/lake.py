"""Where documents, corpora, checkpoints and models lie."""

from typing import Literal

from pydantic import Field

from blueprint.settings.part import Part


class Release(Part):
    """A task that takes out of the file system what its buckets have: a file keeps its name, and a read brings the content back."""

    unread_days: int = Field(default=14, ge=1, le=3650, description="Days for which a file was neither read nor changed.")
    hour: int = Field(default=2, ge=0, le=23, description="The hour of the day, in UTC.")
    day: Literal["*", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"] = Field(default="*", description="The weekday; * for all.")

    @property
    def cron(self) -> str:
        """The rhythm as EventBridge Scheduler takes it."""
        days = "* * ?" if self.day == "*" else f"? * {self.day}"
        return f"cron(0 {self.hour} {days} *)"


class Lustre(Part):
    """An FSx for Lustre file system (PERSISTENT_2, SSD) beside the training nodes."""

    zone: str = Field(description="The zone of the training nodes, so that no read crosses a zone.")
    capacity_gib: int = Field(description="Size in GiB. Without EFA: 1200, 2400, then steps of 2400; with EFA larger steps, by throughput.")
    throughput_mbps_per_tib: Literal[125, 250, 500, 1000] = Field(default=250, description="Throughput in MB/s for each TiB.")
    metadata_iops: int | None = Field(
        default=None,
        description="Metadata operations a second: 1500, 3000, 6000 or steps of 12000 to 192000; where absent, FSx goes by the size.",
    )
    efa: bool = Field(default=False, description="Whether nodes reach the file system by EFA; AWS fixes it at creation.")
    least_free_percent: int = Field(default=15, ge=1, le=90, description="Free space, in percent of the size, below which an alarm rings.")
    release: Release | None = Field(default=None, description="A task that releases space; none where the part is absent.")


class Lake(Part):
    """Buckets by data class, and the file system that reads and writes them."""

    lustre: Lustre = Field(description="The file system.")
    noncurrent_version_days: int = Field(default=30, ge=1, le=36500, description="Days for which an overwritten object can be restored.")
    rejects_days: int | None = Field(
        default=None, ge=1, le=36500, description="Days after which a rejected document goes; none goes by itself where absent."
    )
    ledger_retention_days: int = Field(
        default=365, ge=1, le=36500, description="Days for which Object Lock refuses to delete a ledger row."
    )

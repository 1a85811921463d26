"""FSx for Lustre (PERSISTENT_2, SSD): the sizes that AWS accepts."""

from functools import cache

from blueprint.facts.table import Row, Table, read


class LustreSizes(Row):
    """The sizes at one throughput: `first_gib` or multiples of `step_gib`; with EFA, multiples of `efa_step_gib` only."""

    first_gib: int
    step_gib: int
    efa_step_gib: int

    def accepts(self, capacity_gib: int, *, efa: bool) -> bool:
        """Whether AWS creates a file system of this size."""
        if capacity_gib <= 0:
            return False
        if efa:
            return capacity_gib % self.efa_step_gib == 0
        return capacity_gib == self.first_gib or capacity_gib % self.step_gib == 0

    def rule(self, *, efa: bool) -> str:
        """The accepted sizes in words."""
        if efa:
            return f"multiples of {self.efa_step_gib}"
        return f"{self.first_gib}, {self.step_gib}, then steps of {self.step_gib}"


class MetadataIops(Row):
    """The numbers of metadata operations a second that can be provisioned: `values`, then multiples of `step` up to `most`."""

    values: tuple[int, ...]
    step: int
    most: int

    def accepts(self, iops: int) -> bool:
        """Whether FSx takes the number."""
        return iops in self.values or (0 < iops <= self.most and iops % self.step == 0)

    @property
    def rule(self) -> str:
        """The accepted numbers in words."""
        return f"{', '.join(map(str, self.values))}, then steps of {self.step} up to {self.most}"


@cache
def metadata_iops() -> Table[MetadataIops]:
    """Metadata IOPS by kind of storage."""
    return read("lustre_metadata.yaml", MetadataIops)


@cache
def throughputs() -> Table[LustreSizes]:
    """Sizes by throughput in MB/s a TiB, as text."""
    return read("lustre.yaml", LustreSizes)


def sizes(throughput_mbps_per_tib: int) -> LustreSizes:
    """The sizes at one throughput.

    Raises:
        UnknownFactError: FSx does not offer this throughput.
    """
    return throughputs()[str(throughput_mbps_per_tib)]

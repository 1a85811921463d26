"""AWS Parallel Computing Service: sizes of a cluster, versions of Slurm, families that come in Capacity Blocks."""

from functools import cache

from blueprint.facts.table import Row, Table, read

ROLE_PATH = "/aws-pcs/"
"""PCS takes a role of this path, or one whose name starts with AWSPCS (PCS API reference, CreateComputeNodeGroup iamInstanceProfileArn).

The path leaves the name to the deployment, whose rights are cut to names of its own.
"""


class PcsSize(Row):
    """What a cluster of one size holds: `jobs` counts active and queued ones."""

    nodes: int
    jobs: int


class PcsVersion(Row):
    """One version of Slurm, such as `25.11`."""


class BlockFamily(Row):
    """A family of instance types, as it stands before the dot of a type's name."""


@cache
def pcs_sizes() -> Table[PcsSize]:
    """Sizes by their name in the API, the smallest first."""
    return read("pcs_sizes.yaml", PcsSize)


@cache
def pcs_versions() -> Table[PcsVersion]:
    """Versions with which a cluster can be made, the oldest first."""
    return read("pcs_versions.yaml", PcsVersion)


@cache
def block_families() -> Table[BlockFamily]:
    """Families whose Capacity Blocks a node group takes."""
    return read("pcs_families.yaml", BlockFamily)

"""The script of each group of a PCS cluster: what the nodes of every platform do at their start, as one file with one checksum."""

from blueprint.settings import Pcs
from clusters.nodes.bundle import bundle
from clusters.nodes.folder import files
from clusters.nodes.node import Lustre, Node

SLURM_HOME = "/opt/aws/pcs/scheduler/slurm-{version}"
"""Where PCS's installer puts Slurm, on no usual path (PCS guide, Standalone login nodes, as aws-hpc-recipes write it)."""


def scripts_of(pcs: Pcs, *, lustre_efa: bool) -> dict[str, str]:
    """By the group's name; the login nodes' too. The file system's address comes as an argument: no file can hold it.

    Args:
        pcs: The cluster.
        lustre_efa: Whether the file system talks EFA.
    """
    groups = (*pcs.groups, *([pcs.login] if pcs.login else []))
    slurm = SLURM_HOME.format(version=pcs.slurm_version)
    return {
        group.name: bundle(
            files(
                Node(group.instance_type, efa=group.efa, lustre=Lustre(efa=lustre_efa), platform="pcs", slurm_bin=f"{slurm}/bin"),
                slurm=True,
            )
        )
        for group in groups
    }


def arguments(dns_name: str, mount_name: str) -> list[str]:
    """What the script is told: the file system's address, which may hold CDK tokens."""
    return [f"LUSTRE_DEVICE={dns_name}@tcp:/{mount_name}"]

"""The TCP ports of Slurm's daemons, told once to security groups and settings alike."""

from functools import cache

from blueprint.facts.table import Row, Table, read


class SlurmPorts(Row):
    """First and last port of one daemon."""

    first: int
    last: int

    @property
    def both(self) -> tuple[int, int]:
        """First and last, as a security group's rule takes them."""
        return self.first, self.last


@cache
def slurm_ports() -> Table[SlurmPorts]:
    """Ports by the daemon's name; `srun` for the range on which it is called back."""
    return read("slurm_ports.yaml", SlurmPorts)

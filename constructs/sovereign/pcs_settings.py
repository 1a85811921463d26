"""What a PCS cluster takes of Slurm, as its constructs read it; `clusters.pcs.settings` makes it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol


class SlurmSetting(Protocol):
    """One custom setting."""

    @property
    def parameter(self) -> str:
        """Slurm's name."""

    @property
    def value(self) -> str:
        """The value, as Slurm's files spell it."""


class SlurmSettings(Protocol):
    """Settings by where they stand."""

    @property
    def cluster(self) -> Sequence[SlurmSetting]:
        """Of slurm.conf."""

    @property
    def cgroup(self) -> Sequence[SlurmSetting]:
        """Of cgroup.conf."""

    @property
    def slurmdbd(self) -> Sequence[SlurmSetting]:
        """Of slurmdbd.conf."""

    @property
    def node_groups(self) -> Mapping[str, Sequence[SlurmSetting]]:
        """Of each group's nodes, by the group's name."""

    @property
    def gres(self) -> Mapping[str, Mapping[str, str]]:
        """Each group's record of gres.conf."""

    @property
    def queues(self) -> Mapping[str, Sequence[SlurmSetting]]:
        """Of each queue, by its name."""


def written(form: Callable[..., Any], settings: Iterable[SlurmSetting]) -> list[Any] | None:
    """Settings in one of CloudFormation's forms, which differ in their names alone; None where there is none."""
    return [form(parameter_name=setting.parameter, parameter_value=setting.value) for setting in settings] or None

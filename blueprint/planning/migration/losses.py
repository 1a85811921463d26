"""What does not survive a translation, told field by field."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from blueprint.settings.part import Part
from blueprint.settings.slurm import Slurm


@dataclass(frozen=True)
class Loss:
    """A setting without a counterpart on the other side.

    Attributes:
        kind: The list that it stands in, such as `partitions`; empty for a setting of the whole cluster.
        name: The entry's name.
        key: The setting.
        value: What stood there.
        why: Why the other side cannot say it, and what to do instead.
    """

    kind: str
    name: str
    key: str
    value: Any
    why: str

    @property
    def field(self) -> str:
        """The setting as people write it: `partitions.train.priority`."""
        return ".".join(part for part in (self.kind, self.name, self.key) if part)


@dataclass(frozen=True)
class Weaker:
    """A setting that the other side has, but keeps less well."""

    field: str
    why: str


def without(model: Slurm, losses: Iterable[Loss]) -> Slurm:
    """The model with each lost setting at its default: what a translation there and back has to give."""
    content = model.model_dump()
    for loss in losses:
        entries = [content] if not loss.kind else [entry for entry in content[loss.kind] if entry["name"] == loss.name]
        for entry in entries:
            entry[loss.key] = _default(loss.kind, loss.key)
    return Slurm.model_validate(content)


def normal(model: Slurm) -> Slurm:
    """The model in one spelling: lists whose order says nothing are sorted, and `all qualities` is an empty list."""
    content = model.model_dump()
    every = {quality["name"] for quality in content["qos"]}
    for kind in ("partitions", "accounts"):
        for entry in content[kind]:
            entry["qos"] = () if set(entry["qos"]) == every else tuple(sorted(set(entry["qos"])))
    for quality in content["qos"]:
        quality["preempts"] = tuple(sorted(set(quality["preempts"])))
    for kind in ("partitions", "qos", "accounts"):
        content[kind] = tuple(sorted(content[kind], key=lambda entry: str(entry["name"])))
    return Slurm.model_validate(content)


def _default(kind: str, key: str) -> Any:  # noqa: ANN401 - any setting's default
    part: type[Part] = Slurm
    if kind:
        annotation = Slurm.model_fields[kind].annotation
        part = annotation.__args__[0]  # type: ignore[union-attr]
    return part.model_fields[key].get_default()

"""What a rehearsal found, for the terminal and for `rehearsal.json`."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from assurance.rehearsal.lifecycle import Lifecycle
from assurance.rehearsal.restore import Restored
from assurance.rehearsal.unmodelled import unmodelled
from assurance.rehearsal.values import Json
from assurance.rehearsal.verify import Checked

BY_A_TYPE_IN_TEN = 0.1


@dataclass(frozen=True)
class Rehearsal:
    """A deployment as it stood in the simulator.

    Attributes:
        deployment: its name, account, region and partition.
        resources: every resource of every stack.
        assumed: what only a real account can show.
        seconds: how long each part took.
        lifecycle: what came after, where that was asked for.
        restored: how the restore went, where one was rehearsed.
    """

    deployment: Mapping[str, str]
    resources: tuple[Checked, ...]
    assumed: tuple[str, ...]
    seconds: Mapping[str, float]
    lifecycle: Lifecycle | None = None
    restored: Restored | None = None

    @property
    def types(self) -> Counter[str]:
        """How many resources there are of each type."""
        return Counter(checked.type for checked in self.resources)

    @property
    def left_out(self) -> dict[str, str]:
        """The types that nothing was made for, each with its reason."""
        return {kind: unmodelled()[kind] for kind in sorted(self.types) if kind in unmodelled()}

    @property
    def problems(self) -> list[str]:
        """All that is missing, different, or left out beyond one type in ten."""
        lines = [f"{checked.stack}/{checked.logical_id} ({checked.type}) {line}" for checked in self.resources for line in checked.problems]
        lines += [f"restore: {problem}" for problem in (self.restored.problems if self.restored else ())]
        if len(self.left_out) > BY_A_TYPE_IN_TEN * len(self.types):
            lines.append(f"{len(self.left_out)} of {len(self.types)} types are not modelled: more than one in ten")
        return [*lines, *(self.lifecycle.problems if self.lifecycle else ())]

    def report(self) -> dict[str, Json]:
        """The content of `rehearsal.json`."""
        return {
            "schema": 1,
            "deployment": dict(self.deployment),
            "holds": not self.problems,
            "stacks": {
                stack: len([one for one in self.resources if one.stack == stack])
                for stack in dict.fromkeys(one.stack for one in self.resources)
            },
            "types": dict(sorted(self.types.items())),
            "resources_found": sum(one.is_modelled and not one.problems for one in self.resources),
            "properties_verified": sum(len(one.verified) for one in self.resources),
            "unread": {f"{one.type}.{name}": reason for one in self.resources for name, reason in one.unread.items()},
            "unmodelled": self.left_out,
            "assumed": list(self.assumed),
            "lifecycle": asdict(self.lifecycle) if self.lifecycle else None,
            "problems": self.problems,
            "seconds": {part: round(seconds, 1) for part, seconds in self.seconds.items()},
            "restore": asdict(self.restored) if self.restored else None,
            "resources": [asdict(one) for one in self.resources],
        }

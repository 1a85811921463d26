"""The course of a load test: how many users, for how long, in what order."""

from dataclasses import dataclass

from containers.load.recipe import Shape


@dataclass(frozen=True)
class Stage:
    """A number of users for a time."""

    users: int
    seconds: float


def plan(shape: Shape) -> list[Stage]:
    """The stages of a shape.

    `step` takes each level in turn; `steady` stays at the last for as long as all levels would take; `spike` goes from the first
    to the last and back.
    """
    levels, seconds = shape.levels, shape.seconds
    if shape.name == "steady":
        return [Stage(levels[-1], seconds * len(levels))]
    if shape.name == "spike":
        return [Stage(levels[0], seconds), Stage(levels[-1], seconds), Stage(levels[0], seconds)]
    return [Stage(users, seconds) for users in levels]


def stage_at(stages: list[Stage], second: float) -> int | None:
    """Which stage runs at a second of the test? None after the last."""
    end = 0.0
    for index, stage in enumerate(stages):
        end += stage.seconds
        if second < end:
            return index
    return None


def duration(stages: list[Stage]) -> float:
    """Seconds of all stages."""
    return sum(stage.seconds for stage in stages)

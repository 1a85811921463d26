"""Locust's shape: it follows the plan and remembers when each stage began."""

import time
from typing import Any

from locust import LoadTestShape

from containers.load.options import recipe_of
from containers.load.plan import Stage, duration, plan, stage_at
from containers.load.summary import Window


class PlannedShape(LoadTestShape):
    """The shape that the recipe, or `--shape` and its options, ask for."""

    abstract = True

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._begun: list[tuple[Stage, float]] = []
        self._end: float | None = None

    def tick(self) -> tuple[int, float] | None:
        """See Locust: users and users started a second, or None to end."""
        stages = self._stages()
        index = stage_at(stages, self._seconds())
        if index is None:
            self._end = self._end or time.perf_counter()
            return None
        if len(self._begun) <= index:
            self._begun.append((stages[index], time.perf_counter()))
        return stages[index].users, float(max(stage.users for stage in stages))

    def reset_time(self) -> None:
        """A new run begins."""
        super().reset_time()  # type: ignore[no-untyped-call]
        self._begun, self._end = [], None

    def windows(self) -> list[Window]:
        """The stages that have ended, with the moments at which they really began and ended."""
        starts = [start for _, start in self._begun]
        ends = [*starts[1:], *([self._end] if self._end else [])]
        return [Window(stage.users, start, end) for (stage, start), end in zip(self._begun, ends, strict=False)]

    def progress(self) -> tuple[float, float]:
        """Seconds so far, and in all."""
        total = duration(self._stages())
        return min(self._seconds(), total), total

    def _seconds(self) -> float:
        return float(self.get_run_time())  # type: ignore[no-untyped-call]

    def _stages(self) -> list[Stage]:
        options: Any = self.runner.environment.parsed_options if self.runner else None
        return plan(recipe_of(options).shape)

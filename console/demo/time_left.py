"""How long the demo will still take."""

from console.demo.journal import Journal
from console.demo.step import Plan, Step


class TimeLeft:
    """Estimates the rest of a run from how long each step took last time, or usually takes.

    The two ways run side by side: what is left is the longer of the two, and the steps that wait for both.
    """

    def __init__(self, plan: Plan, journal: Journal) -> None:
        self._steps = {step.name: step for step in plan.steps}
        self._expected = {step.name: journal.expected_s(step) for step in plan.steps}
        self._done: set[str] = set()
        self.whole_s = self.left_s({})

    def done(self, step: Step) -> None:
        """`step` needs no more time."""
        self._done.add(step.name)

    def expected_s(self, step: Step) -> float:
        """Seconds for the whole of `step`."""
        return max(self._expected[step.name], 0.1)

    def left_s(self, spent: dict[str, float]) -> float:
        """Seconds until the last step ends, given the seconds already `spent` on the running ones."""
        ends: dict[str, float] = {}
        free_at: dict[str, float] = {}
        for step in self._steps.values():
            start = max([free_at.get(step.way, 0.0), *(ends.get(need, 0.0) for need in step.needs)])
            rest = 0.0 if step.name in self._done else max(self.expected_s(step) - spent.get(step.name, 0.0), 0.0)
            ends[step.name] = free_at[step.way] = start + rest
        return max(ends.values(), default=0.0)


def clock(seconds: float) -> str:
    """`8 s`, `1 min 05 s`."""
    minutes, rest = divmod(round(max(seconds, 0.0)), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"

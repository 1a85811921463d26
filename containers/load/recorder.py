"""Collects the timings that users report to Locust, from this process or from Locust's workers."""

from typing import Any

from locust.env import Environment

from containers.load.shapes import PlannedShape
from containers.load.summary import summarise, totals
from containers.load.timing import Timing

FROM_WORKER = "load_timings"


class Recorder:
    """Listens to one Locust environment.

    Args:
        environment: whose events to follow; it has a `PlannedShape`.
    """

    def __init__(self, environment: Environment) -> None:
        self.timings: list[Timing] = []
        self._environment = environment
        events = environment.events
        follow = {events.test_start: self._forget, events.request: self._record}
        workers = {events.report_to_master: self._send, events.worker_report: self._receive}
        for event, listener in {**follow, **workers}.items():
            event.add_listener(listener)  # type: ignore[no-untyped-call]

    def report(self) -> dict[str, Any]:
        """What was measured: totals of the whole run, and one row a finished level."""
        shape = self._environment.shape_class
        windows = shape.windows() if isinstance(shape, PlannedShape) else []
        return {"totals": totals(self.timings), "levels": summarise(windows, self.timings)}

    def _forget(self, **_: object) -> None:
        self.timings.clear()

    def _record(self, *, response: object = None, **_: object) -> None:
        if isinstance(response, Timing):
            self.timings.append(response)

    def _send(self, data: dict[str, Any], **_: object) -> None:
        data[FROM_WORKER] = [timing.plain() for timing in self.timings]
        self.timings.clear()

    def _receive(self, data: dict[str, Any], **_: object) -> None:
        self.timings.extend(Timing(**timing) for timing in data.get(FROM_WORKER, []))

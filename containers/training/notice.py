"""The notice that a job will end soon: SIGUSR1, which the scheduler sends some minutes before, asks for a checkpoint."""

import signal
from types import FrameType

SIGNAL = signal.SIGUSR1


class Notice:
    """Hears the signal. System calls under way are taken up again, so that a write of torch's is not broken off by it."""

    def __init__(self) -> None:
        self._is_heard = False
        signal.signal(SIGNAL, self._hear)
        signal.siginterrupt(SIGNAL, False)

    def taken(self) -> bool:
        """Whether a notice has come since this was last asked."""
        heard, self._is_heard = self._is_heard, False
        return heard

    def _hear(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the library's own signature
        self._is_heard = True

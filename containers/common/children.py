"""What a started process gets from the one that starts it: an end together with it, and ears for Ctrl-C."""

import ctypes
import signal
import sys

_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent() -> None:
    """For `preexec_fn`, in the child before it becomes its program. Two calls of libc, loaded before: nothing is locked or allocated.

    A parent that is killed outright takes the child along (Linux alone can do that). A shell starts what it puts into the background deaf
    to SIGINT, and children inherit that: the child hears it again, for its parent asks it to stop with that signal.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if _LIBC:
        _LIBC.prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)

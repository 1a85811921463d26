"""Property tests of the common parts are not timed."""

from hypothesis import settings

# How long an example takes depends on who else is on the machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

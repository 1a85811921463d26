"""What a rehearsal says when it refuses."""


class Refused(Exception):  # noqa: N818 - it is what the service does, not an error of ours
    """A resource that the service would not make, or that this simulator does not model."""


class RehearsalFailed(Exception):  # noqa: N818 - as above
    """The rehearsal could not be carried to its end.

    Args:
        lines: one sentence each, for the person at the terminal.
    """

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines

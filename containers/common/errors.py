"""The two ways in which a step ends badly, both told in plain words and without a stack trace."""


class UserError(Exception):
    """What was given is wrong (exit code 2): a recipe, a path, a setting. Nothing has been written."""


class StepFailed(Exception):  # noqa: N818  (named after what is said to the user)
    """The step could not be finished (exit code 1); the message says why and how to go on."""

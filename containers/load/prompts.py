"""What the users ask. A prompt is never logged and stands in no report."""

from pathlib import Path

from containers.common.entry import UserError

NEUTRAL = (
    "The library reads a file and",
    "To install the package, first",
    "This licence allows anyone to",
    "A list of the changes in this version:",
    "The function returns the number of",
    "If the server does not answer, then",
    "The documentation explains how to",
    "Every document has a title and",
)


def read_prompts(path: Path | None) -> tuple[str, ...]:
    """The prompts of a file, one a line, or the neutral ones.

    Raises:
        UserError: if the file cannot be read or has no prompt.
    """
    if path is None:
        return NEUTRAL
    try:
        prompts = tuple(line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"request.prompts: {path}: {'is not UTF-8' if isinstance(error, ValueError) else 'cannot be read'}") from None
    if not prompts:
        raise UserError(f"request.prompts: {path}: has no prompt; one a line is needed")
    return prompts

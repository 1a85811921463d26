"""From a name or a path to a deployment, or to every reason why not."""

from collections.abc import Iterable
from pathlib import Path

from blueprint.facts.table import nearest
from blueprint.settings import document
from blueprint.settings.deployment import Deployment
from blueprint.settings.document import MalformedError, field_name
from blueprint.settings.draft import Draft
from blueprint.settings.problems import DeploymentError, Problem, shown
from blueprint.settings.rules import RULES
from blueprint.settings.shape import fit

FOLDER = Path("deployments")
SUFFIXES = (".yaml", ".yml")


def load(name_or_path: str | Path) -> Deployment:
    """Load one deployment.

    Args:
        name_or_path: `greece` for deployments/greece.yaml under the working directory; anything with a slash or a YAML suffix is a path.

    Raises:
        DeploymentError: The file cannot be used; the text lists every problem at once.
    """
    path = file_of(name_or_path)
    try:
        with path.open("rb") as file:
            content = file.read(document.LARGEST_BYTES + 1)
    except OSError as error:
        raise DeploymentError(path, [Problem("file", "unreadable", f"a file that can be read: {error.strerror or error}")]) from None
    return parse(content, path)


def parse(content: bytes, path: Path) -> Deployment:
    """Read a deployment from a file's content; `path` names it in problems, and gives the name it must have inside `deployments/`.

    Raises:
        DeploymentError: As for `load`.
    """
    try:
        read = document.read(content)
    except MalformedError as error:
        raise DeploymentError(path, [error.problem]) from None
    deployment, misfits = fit(read.root)
    draft = Draft(read.root, misfits)
    broken = [*read.problems, *misfits.values(), *_misnamed(draft, path), *(problem for rule in RULES for problem in rule(draft))]
    if broken or deployment is None:
        raise DeploymentError(path, _in_file_order(broken, read.lines))
    return deployment


def file_of(name_or_path: str | Path) -> Path:
    """The file that a name or a path means; a path need not exist.

    Raises:
        DeploymentError: No deployment has this name; the text lists those there are.
    """
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or "/" in text or text.endswith(SUFFIXES):
        return Path(text)
    if text in names():
        return FOLDER / f"{text}.yaml"
    guess = nearest(text, names())
    there = ", ".join(names()) or f"none: there is no {FOLDER}/ here"
    raise DeploymentError(
        FOLDER, [Problem("deployment", shown(text), (f"did you mean {guess}? " if guess else "") + f"there are: {there}")]
    )


def names() -> tuple[str, ...]:
    """The deployments that there are, by name."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def _misnamed(draft: Draft, path: Path) -> Iterable[Problem]:
    """Inside `deployments/` a file is named as its deployment, so that no two deployments share a name."""
    name = draft.text("name")
    if name and name != path.stem and path.resolve().parent == FOLDER.resolve():
        yield Problem("name", shown(name), f"the file's own name: {path.stem}")


def _in_file_order(problems: list[Problem], lines: dict[document.Path, int]) -> list[Problem]:
    """Sort by the line of the field, or of the nearest field around it that the file has."""
    by_name = {field_name(path): line for path, line in lines.items()}

    def line(problem: Problem) -> int:
        name = problem.field
        while name not in by_name and ("." in name or "[" in name):
            name = name[: max(name.rfind("."), name.rfind("["))]
        return by_name.get(name, 0)

    return sorted(problems, key=line)

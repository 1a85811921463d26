"""From a name or a path to a deployment, or to every reason why not."""

from collections.abc import Iterable
from pathlib import Path

from blueprint.facts.table import nearest
from blueprint.settings.deployment import Deployment
from blueprint.settings.draft import Draft
from blueprint.settings.problems import DeploymentError, Problem, shown
from blueprint.settings.reading import content_of, read_as
from blueprint.settings.rules import RULES

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
    return parse(content_of(path, DeploymentError), path)


def parse(content: bytes, path: Path) -> Deployment:
    """Read a deployment from a file's content; `path` names it in problems, and gives the name it must have inside `deployments/`.

    Raises:
        DeploymentError: As for `load`.
    """
    read = read_as(Deployment, content, path, what="deployment", error=DeploymentError)
    more = [*_misnamed(read.draft, path), *(problem for rule in RULES for problem in rule(read.draft))]
    return read.finished(more)


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

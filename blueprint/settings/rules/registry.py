"""Image repositories."""

import re
from collections.abc import Iterator

from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown

NAME = re.compile(r"(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*")
"""ECR API, CreateRepository repositoryName, which also asks for 2 to 256 characters."""


def repositories_are_valid(draft: Draft) -> Iterator[Problem]:
    """Each name is one that ECR accepts, and stands once."""
    seen: set[str] = set()
    for field, name in draft.texts("registry.repositories"):
        if name in seen:
            yield Problem(field, shown(name), "each repository once")
        elif not (2 <= len(name) <= 256 and NAME.fullmatch(name)):
            yield Problem(field, shown(name), "2 to 256 lower-case letters and digits, parted by single . _ - or /")
        seen.add(name)

"""Who the deployment belongs to."""

import re
from collections.abc import Iterator

from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown

TAG_VALUE = re.compile(r"[\w\s.:/=+\-@]*")
"""Characters that every AWS service accepts in a tag (AWS Tagging guide, Tag naming limits)."""


def owner_is_a_tag(draft: Draft) -> Iterator[Problem]:
    """The owner becomes a tag on every resource, so it must be one."""
    owner = draft.text("owner")
    if owner is None:
        return
    refused = "".join(dict.fromkeys(TAG_VALUE.sub("", owner)))
    if refused or not owner.isprintable():
        yield Problem("owner", shown(owner), "letters, digits, spaces and . : / = + - @ _, as a tag's value")

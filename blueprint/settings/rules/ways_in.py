"""Ways in: who may come, and whether there is something to come to."""

import re
from collections.abc import Iterator

from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown

PEOPLE = ("ways_in.break_glass.trusted", "ways_in.sessions.operators")
ARN = re.compile(r"arn:(?P<partition>[a-z-]+):(?P<service>[a-z0-9-]+):(?P<region>[a-z0-9-]*):(?P<account>\d{12}):(?P<resource>\S+)")
PERSON = re.compile(r"(user|role)/(?:[\x21-\x7e]+/)?[\w+=,.@-]{1,64}", re.ASCII)
"""IAM User Guide, IAM identifiers: a path and a friendly name."""


def people_are_of_this_account(draft: Draft) -> Iterator[Problem]:
    """Each person is a named user or role of the deployment's account and partition, and stands once."""
    partition, account = draft.text("jurisdiction.partition"), draft.text("account")
    for path in PEOPLE:
        seen: set[str] = set()
        for field, text in draft.texts(path):
            if text in seen:
                yield Problem(field, shown(text), "each user or role once")
            elif reason := no_person(text, partition, account):
                yield Problem(field, shown(text), reason)
            seen.add(text)


def sessions_have_nodes(draft: Draft) -> Iterator[Problem]:
    """Sessions are opened on training nodes, and none lasts shorter than it may idle."""
    if not draft.has("ways_in.sessions"):
        return
    if not draft.has("training"):
        yield Problem("ways_in.sessions", "declared", "no such part: without training there is no node to open a session on")
    idle, longest = draft.number("ways_in.sessions.idle_timeout_minutes"), draft.number("ways_in.sessions.longest_minutes")
    if idle is not None and longest is not None and idle > longest:
        yield Problem("ways_in.sessions.idle_timeout_minutes", shown(idle), f"at most ways_in.sessions.longest_minutes, {longest}")


def no_person(text: str, partition: str | None, account: str | None) -> str:
    """Why an ARN is not that of a person or role of this account, or nothing where it is."""
    found = ARN.fullmatch(text)
    wanted = f"arn:{partition or 'PARTITION'}:iam::{account or 'ACCOUNT'}:"
    if not found or found["service"] != "iam" or found["region"] or "*" in text or not PERSON.fullmatch(found["resource"]):
        return f"one user or role by its ARN: {wanted}user/NAME or {wanted}role/NAME"
    if partition and found["partition"] != partition:
        return f"is of the partition {found['partition']}; jurisdiction.partition is {partition}"
    if account and found["account"] != account:
        return f"is of account {found['account']}; this deployment's is {account}"
    return ""

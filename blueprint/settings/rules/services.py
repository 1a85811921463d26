"""The services that the body approves."""

from collections.abc import Iterator

from blueprint.facts.services import ApprovedService, services
from blueprint.facts.table import nearest
from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown

FIELD = "jurisdiction.approved_services"


def services_are_known(draft: Draft) -> Iterator[Problem]:
    """Each is one that the stacks can use, and stands once."""
    seen: set[str] = set()
    for field, name in draft.texts(FIELD):
        if name in seen:
            yield Problem(field, shown(name), "each service once")
        elif name not in services():
            guess = nearest(name, tuple(services()))
            hint = f"did you mean {guess}?" if guess else f"known: {', '.join(services())}"
            yield Problem(field, shown(name), f"is no service that the stacks use; {hint}")
        seen.add(name)


def services_cover_what_is_asked(draft: Draft) -> Iterator[Problem]:
    """A part of the file uses no service that the body has not approved."""
    approved = {name for _, name in draft.texts(FIELD)}
    if not draft.length(FIELD):
        return
    for row in services().values():
        users = _users(draft, row)
        if row.name not in approved and users is not None:
            yield Problem(FIELD, "a list", f"lacks {row.name} ({row.reason}), which {users} needs")


def _users(draft: Draft, row: ApprovedService) -> str | None:
    """Who uses the service; None where nobody does."""
    if not row.needed_by:
        return "every deployment"
    asking = [path for path in row.needed_by if (draft.text(path) == "on" if path.startswith("detection.") else draft.has(path))]
    return " and ".join(asking) or None

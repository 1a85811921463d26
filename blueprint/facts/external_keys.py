"""What happens to a class of data while its key from outside is away."""

from functools import cache

from blueprint.facts.table import Row, Table, read


class ExternalKey(Row):
    """One class of data; `name` is the class.

    Attributes:
        away: What fails, and what goes on.
        confirmed: Whether a text of AWS says so of this very case.
    """

    away: str
    confirmed: bool


@cache
def external_keys() -> Table[ExternalKey]:
    """All classes that may have a key from outside."""
    return read("external_keys.yaml", ExternalKey)

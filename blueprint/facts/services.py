"""The AWS services that a deployment may use, each with what for."""

from functools import cache

from blueprint.facts.table import Row, Table, read


class ApprovedService(Row):
    """One service; `name` is its part of a CloudFormation type, such as `S3`.

    Attributes:
        needed_by: Parts of the deployment file that use it, by path; empty where every deployment does.
    """

    reason: str
    needed_by: tuple[str, ...]


@cache
def services() -> Table[ApprovedService]:
    """All of them by name."""
    return read("services.yaml", ApprovedService)

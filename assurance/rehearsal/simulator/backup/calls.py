"""One call of AWS Backup: its parameters stand in the path and in the body."""

import json
from collections.abc import Callable
from urllib.parse import unquote

from moto.backup.models import backup_backends
from moto.core.exceptions import JsonRESTError

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.simulator.records import Parameters, Record, Records
from assurance.rehearsal.simulator.resource import account
from assurance.rehearsal.values import Json

MISSING, INVALID, DENIED = "ResourceNotFoundException", "InvalidParameterValueException", "AccessDeniedException"


class Forbidden(Refused):
    """A call that somebody's policy, or a lock, does not allow."""


def call(act: Callable[[Aws, Json, Parameters], Record | None]) -> Callable[[Json], str]:
    """A method of moto's response class; `Refused` becomes the service's error."""

    def respond(self: Json) -> str:
        path = {name: unquote(str(value)) for name, value in (self.uri_match or {}).items()}
        given = {**json.loads(self.body or "{}"), **path}
        try:
            return json.dumps(act(account(self.region, self.current_account), self.backup_backend, given) or {}, default=str)
        except Forbidden as refusal:
            raise JsonRESTError(DENIED, str(refusal)) from None
        except Refused as refusal:
            raise JsonRESTError(INVALID, str(refusal)) from None

    return respond


def backend_of(aws: Aws) -> Json:
    """What moto holds for one account and region."""
    return backup_backends[aws.account][aws.region]


def vaults(backend: Json) -> Records:
    """Vaults by name."""
    return Records.of(backend, "vaults")


def points_in(backend: Json, vault: str) -> Records:
    """Recovery points of one vault by ARN."""
    return Records.of(backend, f"recovery points of {vault}")

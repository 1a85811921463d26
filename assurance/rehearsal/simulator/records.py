"""Services that moto models too thinly: what a create call was given is what a describe call tells."""

import json
from collections.abc import Callable

from moto.core.exceptions import JsonRESTError
from moto.core.responses import BaseResponse

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.simulator.resource import account
from assurance.rehearsal.values import Json

Parameters = dict[str, Json]
Record = dict[str, Json]
Operation = Callable[[Json], str]


class Records(dict[str, Record]):
    """The records of one kind in one account and region, by id. They live on moto's backend, so that its reset empties them."""

    @classmethod
    def of(cls, backend: Json, kind: str) -> "Records":
        """The records that a backend holds."""
        held: dict[str, Json] = backend.__dict__
        kinds: dict[str, Records] = held.setdefault("rehearsed_records", {})
        return kinds.setdefault(kind, cls())

    def one(self, identity: str, code: str) -> Record:
        """The record.

        Raises:
            JsonRESTError: with the service's code when there is none.
        """
        if identity not in self:
            raise JsonRESTError(code, f"{identity} does not exist")
        return self[identity]


def retag(record: Record, given: Parameters, *, at: str = "Tags", keys: str = "TagKeys") -> Record:
    """Gives and takes a record's tags, as a service's two calls ask for it."""
    add, gone = given.get(at, []), given.get(keys, [])
    replaced = {*gone, *(tag["Key"] for tag in add)}
    record[at] = [tag for tag in record.get(at, []) if tag["Key"] not in replaced] + add
    return {}


def operation(act: Callable[[Aws, Json, Parameters], Record], code: str, backend: str) -> Operation:
    """A moto response method from a function of the account, the service's backend and the call's parameters.

    Args:
        act: makes the answer; `Refused` becomes the service's error.
        code: the error code of that service for a bad request.
        backend: the attribute of moto's response class that holds the service's backend.
    """

    def respond(self: BaseResponse) -> str:
        aws = account(self.region, self.current_account)
        try:
            return json.dumps(act(aws, getattr(self, backend), json.loads(self.body)), default=str)
        except Refused as refusal:
            raise JsonRESTError(code, str(refusal)) from None

    return respond

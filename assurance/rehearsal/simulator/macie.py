"""A new account has no Macie: moto begins with one switched on, and a session that nobody made would be found. Nor can moto change one."""

import json

from moto.core.exceptions import JsonRESTError
from moto.macie2.models import MacieBackend

from assurance.rehearsal.values import Json

begin = MacieBackend.__init__


def begin_without(self: MacieBackend, region_name: str, account_id: str) -> None:
    """The backend of an account and region in which nobody has switched Macie on."""
    begin(self, region_name, account_id)
    self.macie_session = None


def update_macie_session(self: Json) -> str:
    """How often it publishes, and whether it is paused."""
    session = self.macie_backend.macie_session
    if not session:
        raise JsonRESTError("ResourceNotFoundException", "Macie is not enabled")
    session |= json.loads(self.body)
    return "{}"


OPERATIONS = {"update_macie_session": update_macie_session}

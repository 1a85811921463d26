"""How often a key rotates: moto only keeps that it does."""

import json

from moto.kms.responses import KmsResponse

from assurance.rehearsal.simulator.records import Records
from assurance.rehearsal.values import Json

DEFAULT_DAYS = 365
enable = KmsResponse.enable_key_rotation
status = KmsResponse.get_key_rotation_status


def enable_key_rotation(self: Json) -> str:
    """Keeps the period beside moto's switch (EnableKeyRotation: 90 to 2560 days, 365 unless given)."""
    given = json.loads(self.body)
    answer = enable(self)
    key = self.kms_backend.get_key_id(given["KeyId"])
    Records.of(self.kms_backend, "rotation")[key] = {"RotationPeriodInDays": given.get("RotationPeriodInDays", DEFAULT_DAYS)}
    return answer


def get_key_rotation_status(self: Json) -> str:
    """The switch, and the period where it is on."""
    answer = json.loads(status(self))
    key = self.kms_backend.get_key_id(json.loads(self.body)["KeyId"])
    period = Records.of(self.kms_backend, "rotation").get(key, {}) if answer["KeyRotationEnabled"] else {}
    return json.dumps({"KeyId": key, **answer, **period})


OPERATIONS = {"enable_key_rotation": enable_key_rotation, "get_key_rotation_status": get_key_rotation_status}

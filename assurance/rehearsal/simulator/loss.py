"""A loss that no call can cause: what the services keep is gone, as when an account is closed or a region has burnt."""

import json
from collections.abc import Callable, Iterable

from assurance.rehearsal.values import Json

PATH = "/rehearsal/loss"
Application = Callable[[dict[str, Json], Json], Iterable[bytes]]


def with_losses(application: Application) -> Application:
    """The simulator, and a path that loses buckets' objects and vaults' recovery points."""

    def respond(environment: dict[str, Json], start: Json) -> Iterable[bytes]:
        if environment.get("PATH_INFO") != PATH:
            return application(environment, start)
        asked = json.loads(environment["wsgi.input"].read(int(environment.get("CONTENT_LENGTH") or 0)))
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(lose(**asked)).encode()]

    return respond


def lose(account: str, region: str, buckets: list[str], vaults: list[str]) -> dict[str, int]:
    """Empties buckets and vaults, whatever lock is on them; says how much was lost."""
    from moto.s3.models import s3_backends  # noqa: PLC0415 - moto reads its settings when it is imported
    from moto.utilities.utils import get_partition  # noqa: PLC0415 - likewise

    from assurance.rehearsal.simulator.backup.calls import backend_of, points_in  # noqa: PLC0415 - likewise
    from assurance.rehearsal.simulator.resource import account as services  # noqa: PLC0415 - likewise

    objects = points = 0
    for name in buckets:
        bucket = s3_backends[account][get_partition(region)].buckets[name]
        objects += len(bucket.keys)
        bucket.keys.clear()
    for name in vaults:
        held = points_in(backend_of(services(region, account)), name)
        points += len(held)
        held.clear()
    return {"objects": objects, "recovery_points": points}

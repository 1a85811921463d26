"""Queues of AWS PCS (CreateQueue, UpdateQueue, DeleteQueue)."""

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.simulator.pcs_clusters import check_settings, identity, now, one
from assurance.rehearsal.simulator.records import Parameters, Record, Records
from assurance.rehearsal.values import Json

CHANGEABLE = ("computeNodeGroupConfigurations", "slurmConfiguration")


def create(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """A queue over groups of its own cluster."""
    cluster = one(backend, "clusters", given["clusterIdentifier"])
    name = given["queueName"]
    if name in {other["name"] for other in _of(backend, cluster)}:
        raise Refused(f"queueName: {cluster['name']} has a queue {name}")
    called = identity()
    record = {
        "name": name,
        "id": called,
        "arn": f"{cluster['arn']}/queue/{called}",
        "clusterId": cluster["id"],
        "createdAt": now(),
        "modifiedAt": now(),
        "status": "ACTIVE",
        "computeNodeGroupConfigurations": [],
        **{part: given[part] for part in CHANGEABLE if part in given},
        "tags": given.get("tags", {}),
    }
    _check(backend, record)
    Records.of(backend, "queues")[called] = record
    return {"queue": _told(record)}


def _of(backend: Json, cluster: Record) -> list[Record]:
    return [record for record in Records.of(backend, "queues").values() if record["clusterId"] == cluster["id"]]


def _check(backend: Json, queue: Record) -> None:
    for config in queue["computeNodeGroupConfigurations"]:
        one(backend, "groups", config["computeNodeGroupId"], queue["clusterId"])
    version = one(backend, "clusters", queue["clusterId"])["scheduler"]["version"]
    check_settings(queue.get("slurmConfiguration", {}), version, "queue")


def _told(record: Record) -> Record:
    return {name: value for name, value in record.items() if name != "tags"}


def _find(backend: Json, given: Parameters) -> Record:
    return one(backend, "queues", given["queueIdentifier"], one(backend, "clusters", given["clusterIdentifier"])["id"])


def get(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """One of a cluster."""
    return {"queue": _told(_find(backend, given))}


def listed(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """All of a cluster."""
    return {"queues": [_told(record) for record in _of(backend, one(backend, "clusters", given["clusterIdentifier"]))]}


def update(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Its groups and settings."""
    record = _find(backend, given)
    after = {**record, **{part: given[part] for part in CHANGEABLE if part in given}, "modifiedAt": now()}
    _check(backend, after)
    record.update(after)
    return {"queue": _told(record)}


def delete(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """One that is there."""
    del Records.of(backend, "queues")[_find(backend, given)["id"]]
    return {}

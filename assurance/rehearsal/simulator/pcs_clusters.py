"""Clusters of AWS PCS, with the rules of the API reference (CreateCluster, UpdateCluster, DeleteCluster)."""

import time
import uuid

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.simulator.records import Parameters, Record, Records
from assurance.rehearsal.values import Json
from blueprint.facts.pcs import Place, refusal
from blueprint.facts.pcs_limits import pcs_sizes, pcs_versions

DEFAULT_IDLE_S = 600
MISSING = "ResourceNotFoundException"


def identity() -> str:
    """An id as the service gives it: `pcs_` and ten characters."""
    return f"pcs_{uuid.uuid4().hex[:10]}"


def now() -> str:
    """The moment, as the API writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def one(backend: Json, kind: str, called: str, cluster: str = "") -> Record:
    """A record by its id or its name; of groups and queues, one of a cluster."""
    known = Records.of(backend, kind)
    for record in known.values():
        if called in {record["id"], record["name"]} and record.get("clusterId", "") == cluster:
            return record
    return known.one(called, MISSING)


def create(aws: Aws, backend: Json, given: Parameters) -> Record:
    """A cluster of a known size and version, with one subnet."""
    name, version, size = given["clusterName"], given["scheduler"]["version"], given["size"]
    if name in {record["name"] for record in Records.of(backend, "clusters").values()}:
        raise Refused(f"clusterName: there is a cluster {name}")
    if version not in pcs_versions():
        raise Refused(f"scheduler.version: {version}; allowed: {', '.join(pcs_versions())}")
    if size not in pcs_sizes():
        raise Refused(f"size: {size}; allowed: {', '.join(pcs_sizes())}")
    networking = given["networking"]
    if len(networking.get("subnetIds", [])) != 1:
        raise Refused("networking.subnetIds: exactly one")
    (subnet,) = exists.subnets(aws, networking["subnetIds"])
    for group in exists.security_groups(aws, networking.get("securityGroupIds", [])):
        if group["VpcId"] != subnet["VpcId"]:
            raise Refused(f"networking.securityGroupIds: {group['GroupId']} is not in {subnet['VpcId']}")
    called = identity()
    record = {
        "name": name,
        "id": called,
        "arn": aws.arn("pcs", f"cluster/{called}"),
        "status": "ACTIVE",
        "createdAt": now(),
        "modifiedAt": now(),
        "scheduler": given["scheduler"],
        "size": size,
        "slurmConfiguration": _configuration(given.get("slurmConfiguration", {}), version),
        "networking": networking,
        "endpoints": [{"type": "SLURMCTLD", "privateIpAddress": "10.0.0.1", "port": "6817"}],
        "tags": given.get("tags", {}),
        "vpc": subnet["VpcId"],
    }
    Records.of(backend, "clusters")[called] = record
    return {"cluster": _told(record)}


def _configuration(given: Record, version: str) -> Record:
    accounting = given.get("accounting", {"mode": "NONE"})
    if accounting.get("defaultPurgeTimeInDays") == 0:
        raise Refused("accounting.defaultPurgeTimeInDays: 0 is neither -1 nor a number of days")
    check_settings(given, version, "cluster")
    return {"scaleDownIdleTimeInSeconds": DEFAULT_IDLE_S, **given, "accounting": accounting}


def check_settings(given: Record, version: str, place: Place) -> None:
    """Each custom setting is on the list of its place, and has one value."""
    places: dict[str, Place] = {"slurmCustomSettings": place, "cgroupCustomSettings": "cgroup", "slurmdbdCustomSettings": "slurmdbd"}
    for part, listed_for in places.items():
        pairs = [(setting["parameterName"], setting["parameterValue"]) for setting in given.get(part, [])]
        for name, value in pairs:
            if reason := refusal(listed_for, name, value, version):
                raise Refused(f"{part}: {name}={value}: {reason}")
        if len(dict(pairs)) < len(pairs):
            raise Refused(f"{part}: a name is given more than once")


def _told(record: Record) -> Record:
    return {name: value for name, value in record.items() if name not in {"tags", "vpc"}}


def get(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """One by its name or id."""
    return {"cluster": _told(one(backend, "clusters", given["clusterIdentifier"]))}


def listed(_aws: Aws, backend: Json, _given: Parameters) -> Record:
    """All of them."""
    return {"clusters": [_told(record) for record in Records.of(backend, "clusters").values()]}


def update(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Its Slurm settings, and its version to a newer one; size and network stay."""
    record = one(backend, "clusters", given["clusterIdentifier"])
    if version := given.get("scheduler", {}).get("version"):
        known = tuple(pcs_versions())
        if version not in known or known.index(version) < known.index(record["scheduler"]["version"]):
            raise Refused(f"scheduler.version: {version} is not newer than {record['scheduler']['version']}")
        record["scheduler"]["version"] = version
    if "slurmConfiguration" in given:
        record["slurmConfiguration"] = _configuration(
            {**record["slurmConfiguration"], **given["slurmConfiguration"]}, record["scheduler"]["version"]
        )
    record["modifiedAt"] = now()
    return {"cluster": _told(record)}


def delete(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """One that has no groups and no queues any more."""
    record = one(backend, "clusters", given["clusterIdentifier"])
    for kind in ("queues", "groups"):
        if left := [other["name"] for other in Records.of(backend, kind).values() if other["clusterId"] == record["id"]]:
            raise Refused(f"{record['name']} still has {kind}: {', '.join(left)}")
    del Records.of(backend, "clusters")[record["id"]]
    return {}

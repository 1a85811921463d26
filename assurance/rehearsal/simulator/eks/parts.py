"""Add-ons, access entries and identities of pods (Amazon EKS API reference)."""

import json
import re
import time
import uuid

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.simulator.eks.calls import MISSING, InUse, call, cluster_of, of_cluster, trusted
from assurance.rehearsal.simulator.records import Parameters, Record, Records
from assurance.rehearsal.values import Json
from blueprint.facts.kubernetes import addons
from blueprint.settings.hyperpod import ADDONS as OF_HYPERPOD

VERSION = re.compile(r"v\d+\.\d+\.\d+-eksbuild\.\d+")
POLICY = re.compile(r"AmazonEKS(?:ClusterAdmin|Admin|Edit|View|AdminView)Policy")
NODE = "EC2_LINUX"


def create_addon(aws: Aws, backend: Json, given: Parameters) -> Record:
    """An add-on that AWS serves, at a version for the cluster's."""
    cluster, known, identity = cluster_of(backend, given), Records.of(backend, "addons"), _addon(given)
    if identity in known:
        raise InUse(f"Addon already exists: {given['addonName']}")
    _check_addon(cluster, given)
    record = {
        **{name: value for name, value in given.items() if name not in {"clientRequestToken", "resolveConflicts"}},
        "addonArn": aws.arn("eks", f"addon/{given['clusterName']}/{given['addonName']}/{uuid.uuid4()}"),
        "createdAt": time.time(),
        "status": "ACTIVE",
    }
    known[identity] = record
    return {"addon": record}


def _check_addon(cluster: Record, given: Parameters) -> None:
    name, version = given["addonName"], given.get("addonVersion")
    if name not in {*addons(), *OF_HYPERPOD}:
        raise Refused(f"addonName: Addon {name} specified is not supported")
    if version is not None and not VERSION.fullmatch(version):
        raise Refused(f"addonVersion: Addon version {version} specified is not supported")
    if name == "kube-proxy" and version and not version.startswith(f"v{cluster['version']}."):
        raise Refused(f"addonVersion: {version} is not supported in {cluster['version']} kubernetes version")
    if (values := given.get("configurationValues")) is not None:
        try:
            json.loads(values)
        except ValueError as error:
            raise Refused(f"configurationValues: no JSON: {error}") from None


def _addon(given: Parameters) -> str:
    return f"{given['clusterName']}/{given['addonName']}"


def describe_addon(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """As it is."""
    cluster_of(backend, given)
    return {"addon": Records.of(backend, "addons").one(_addon(given), MISSING)}


def list_addons(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Names."""
    cluster_of(backend, given)
    return {"addons": sorted(one["addonName"] for one in of_cluster(backend, "addons", given["clusterName"]))}


def update_addon(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Another version, or other values."""
    cluster, record = cluster_of(backend, given), Records.of(backend, "addons").one(_addon(given), MISSING)
    _check_addon(cluster, given)
    record.update({name: given[name] for name in ("addonVersion", "configurationValues") if name in given})
    return {"update": {"id": str(uuid.uuid4()), "status": "Successful", "type": "AddonUpdate"}}


def delete_addon(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Gone, with what it ran."""
    record = Records.of(backend, "addons").one(_addon(given), MISSING)
    del Records.of(backend, "addons")[_addon(given)]
    return {"addon": record}


def create_access_entry(aws: Aws, backend: Json, given: Parameters) -> Record:
    """A principal that is there, once; nodes have a type of their own and no policy."""
    cluster = cluster_of(backend, given)
    if cluster.get("accessConfig", {}).get("authenticationMode", "CONFIG_MAP") == "CONFIG_MAP":
        raise Refused("The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP]")
    known, identity = Records.of(backend, "entries"), _entry(given)
    if identity in known:
        raise InUse(f"The specified access entry resource is already in use on this cluster: {given['principalArn']}")
    try:
        aws.iam.get_role(RoleName=given["principalArn"].rsplit("/", 1)[-1])
    except aws.iam.exceptions.NoSuchEntityException:
        raise Refused(f"principalArn: the principal {given['principalArn']} does not exist") from None
    if given.get("type") == NODE and given.get("kubernetesGroups"):
        raise Refused(f"kubernetesGroups: not with the type {NODE}")
    record = {
        "type": "STANDARD",
        "kubernetesGroups": [],
        **{name: value for name, value in given.items() if name != "clientRequestToken"},
        "accessEntryArn": aws.arn("eks", f"access-entry/{given['clusterName']}/role/{aws.account}/{uuid.uuid4()}"),
        "policies": [],
    }
    known[identity] = record
    return {"accessEntry": record}


def enter(aws: Aws, backend: Json, cluster: str, role: str) -> None:
    """EKS lets the role of a managed group in by itself."""
    given = {"clusterName": cluster, "principalArn": role, "type": NODE}
    if _entry(given) not in Records.of(backend, "entries"):
        create_access_entry(aws, backend, given)


def _entry(given: Parameters) -> str:
    return f"{given['clusterName']}/{given['principalArn']}"


def describe_access_entry(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """As it is."""
    found = Records.of(backend, "entries").one(_entry(given), MISSING)
    return {"accessEntry": {name: value for name, value in found.items() if name != "policies"}}


def list_access_entries(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Principals."""
    cluster_of(backend, given)
    return {"accessEntries": sorted(one["principalArn"] for one in of_cluster(backend, "entries", given["clusterName"]))}


def delete_access_entry(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Nobody is let in by it any more."""
    Records.of(backend, "entries").one(_entry(given), MISSING)
    del Records.of(backend, "entries")[_entry(given)]
    return {}


def associate_access_policy(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """One of AWS's access policies, for the cluster or for namespaces."""
    record, scope = Records.of(backend, "entries").one(_entry(given), MISSING), given["accessScope"]
    if record["type"] != "STANDARD":
        raise Refused(f"policyArn: an entry of the type {record['type']} takes no access policy")
    if not POLICY.fullmatch(given["policyArn"].rpartition("/")[2]):
        raise Refused(f"policyArn: {given['policyArn']}: no such access policy")
    if (scope["type"] == "namespace") != bool(scope.get("namespaces")):
        raise Refused("accessScope: namespaces go with the type namespace")
    kept = [one for one in record["policies"] if one["policyArn"] != given["policyArn"]]
    record["policies"] = [*kept, {"policyArn": given["policyArn"], "accessScope": scope}]
    return {"clusterName": record["clusterName"], "principalArn": record["principalArn"]}


def disassociate_access_policy(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Takes one back."""
    record = Records.of(backend, "entries").one(_entry(given), MISSING)
    record["policies"] = [one for one in record["policies"] if one["policyArn"] != given["policyArn"]]
    return {}


def list_associated_access_policies(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """What an entry may do."""
    record = Records.of(backend, "entries").one(_entry(given), MISSING)
    return {"associatedAccessPolicies": record["policies"], "clusterName": record["clusterName"], "principalArn": record["principalArn"]}


def create_association(aws: Aws, backend: Json, given: Parameters) -> Record:
    """One role for one service account; the namespace need not be there yet."""
    cluster_of(backend, given)
    trusted(aws, given["roleArn"], "pods.eks", "roleArn")
    for other in of_cluster(backend, "associations", given["clusterName"]):
        if (other["namespace"], other["serviceAccount"]) == (given["namespace"], given["serviceAccount"]):
            raise InUse(f"Association already exists: {other['associationId']}")
    identity = f"a-{uuid.uuid4().hex[:17]}"
    record = {
        **{name: value for name, value in given.items() if name != "clientRequestToken"},
        "associationId": identity,
        "associationArn": aws.arn("eks", f"podidentityassociation/{given['clusterName']}/{identity}"),
    }
    Records.of(backend, "associations")[identity] = record
    return {"association": record}


def describe_association(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """As it is."""
    return {"association": Records.of(backend, "associations").one(given["associationId"], MISSING)}


def update_association(aws: Aws, backend: Json, given: Parameters) -> Record:
    """Another role."""
    record = Records.of(backend, "associations").one(given["associationId"], MISSING)
    if "roleArn" in given:
        trusted(aws, given["roleArn"], "pods.eks", "roleArn")
        record["roleArn"] = given["roleArn"]
    return {"association": record}


def delete_association(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Its pods have no role any more."""
    record = Records.of(backend, "associations").one(given["associationId"], MISSING)
    del Records.of(backend, "associations")[given["associationId"]]
    return {"association": record}


def list_associations(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Those of a cluster."""
    cluster_of(backend, given)
    return {"associations": of_cluster(backend, "associations", given["clusterName"])}


OPERATIONS = {
    "create_addon": call(create_addon),
    "describe_addon": call(describe_addon),
    "list_addons": call(list_addons),
    "update_addon": call(update_addon),
    "delete_addon": call(delete_addon),
    "create_access_entry": call(create_access_entry),
    "describe_access_entry": call(describe_access_entry),
    "list_access_entries": call(list_access_entries),
    "delete_access_entry": call(delete_access_entry),
    "associate_access_policy": call(associate_access_policy),
    "disassociate_access_policy": call(disassociate_access_policy),
    "list_associated_access_policies": call(list_associated_access_policies),
    "create_pod_identity_association": call(create_association),
    "describe_pod_identity_association": call(describe_association),
    "list_pod_identity_associations": call(list_associations),
    "update_pod_identity_association": call(update_association),
    "delete_pod_identity_association": call(delete_association),
}

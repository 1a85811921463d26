"""The lake's file system in the cluster: it is there already, so a volume and a claim of each tenant name it (static provisioning)."""

from collections.abc import Iterator

from blueprint.facts.cluster import LAKE
from blueprint.settings.eks import Tenant
from clusters.eks.cluster import Cluster
from clusters.eks.objects import Object, thing, token

DRIVER = "fsx.csi.aws.com"
OPTIONS = ("noatime", "flock")
READ_ONLY = ("inference",)
"""Purposes that read models and write nothing."""


def volumes(cluster: Cluster) -> Iterator[Object]:
    """A storage class of no dynamic kind, and for each tenant a volume and the claim that alone may have it.

    Kubernetes ties a volume to one claim, so each tenant has a volume of its own over the same file system. A handle is unique in the
    cluster, so the tenant's name stands behind the file system's id; the driver mounts by the attributes (not seen in its documentation).
    """
    yield thing(
        "storage.k8s.io/v1",
        "StorageClass",
        LAKE,
        provisioner="kubernetes.io/no-provisioner",
        reclaimPolicy="Retain",
        volumeBindingMode="WaitForFirstConsumer",
    )
    for tenant in cluster.eks.tenants:
        yield _volume(tenant, cluster)
        yield _claim(tenant, cluster)


def _volume(tenant: Tenant, cluster: Cluster) -> Object:
    claim = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "namespace": tenant.name, "name": LAKE}
    source = {
        "driver": DRIVER,
        "volumeHandle": f"{token('FileSystemId')}-{tenant.name}",
        "readOnly": tenant.purpose in READ_ONLY,
        "volumeAttributes": {"dnsname": token("FileSystemDnsName"), "mountname": token("FileSystemMountName")},
    }
    spec = {
        **_size(tenant, cluster, "capacity"),
        "claimRef": claim,
        "persistentVolumeReclaimPolicy": "Retain",
        "mountOptions": list(OPTIONS),
        "csi": source,
    }
    return thing("v1", "PersistentVolume", f"{LAKE}-{tenant.name}", spec=spec)


def _claim(tenant: Tenant, cluster: Cluster) -> Object:
    spec = {**_size(tenant, cluster, "resources"), "volumeName": f"{LAKE}-{tenant.name}"}
    return thing("v1", "PersistentVolumeClaim", LAKE, namespace=tenant.name, spec=spec)


def _size(tenant: Tenant, cluster: Cluster, where: str) -> Object:
    amount = {"storage": f"{cluster.deployment.lake.lustre.capacity_gib}Gi"}
    return {
        "accessModes": ["ReadOnlyMany" if tenant.purpose in READ_ONLY else "ReadWriteMany"],
        where: amount if where == "capacity" else {"requests": amount},
        "storageClassName": LAKE,
        "volumeMode": "Filesystem",
    }

"""The cluster as Slurm's own files, for HyperPod, for nodes of one's own, and for the Slurm on this machine."""

from dataclasses import dataclass

from clusters.slurm.model import Cluster, Nodes, Parameters, Queue

HEADER = "# Rendered from training.slurm of the deployment file; change it there."


@dataclass(frozen=True)
class Site:
    """Where one Slurm's daemons run and keep their things; PCS has its own.

    Attributes:
        controller: The host of slurmctld, as `SlurmctldHost` wants it: `name`, or `name(address)`.
        database: The host of slurmdbd, written likewise.
        database_login: Storage host, port, user and database of slurmdbd; its password comes from `StoragePass` in a file of its own.
        user: Whose slurmctld and slurmdbd are.
        state, spool, logs, run: Folders.
        munge_socket: Where munge listens; its own default where empty.
        plugins: Slurm's plugins, where they do not lie at the compiled-in place.
    """

    name: str
    controller: str
    database: str = "localhost"
    database_login: tuple[tuple[str, str], ...] = (("StorageHost", "localhost"), ("StorageUser", "slurm"), ("StorageLoc", "slurm_acct_db"))
    user: str = "slurm"
    state: str = "/var/spool/slurmctld"
    spool: str = "/var/spool/slurmd"
    logs: str = "/var/log/slurm"
    run: str = "/run/slurm"
    munge_socket: str = ""
    plugins: str = ""


def files(cluster: Cluster, site: Site) -> dict[str, str]:
    """All files by name; gres.conf, cgroup.conf and slurmdbd.conf only where there is anything to say."""
    made = {"slurm.conf": slurm_conf(cluster, site)}
    if any(nodes.gpus for nodes in cluster.nodes):
        made["gres.conf"] = gres_conf(cluster)
    if cluster.cgroup:
        made["cgroup.conf"] = _text(_lines(cluster.cgroup))
    if cluster.slurmdbd:
        made["slurmdbd.conf"] = slurmdbd_conf(cluster, site)
    return made


def slurm_conf(cluster: Cluster, site: Site) -> str:
    """slurm.conf: the site, what holds for all, the nodes, the partitions."""
    nodes = [line for group in cluster.nodes for line in _nodes(group)]
    partitions = [_partition(queue, cluster) for queue in cluster.queues]
    return _text([*_site(cluster, site), "", *_lines(_parameters(cluster, site)), "", *nodes, "", *partitions])


def fragment(cluster: Cluster) -> str:
    """What holds for all nodes and jobs, without nodes and partitions: for an `Include` where a service writes those (HyperPod)."""
    return _text(_lines(cluster.parameters))


def gres_conf(cluster: Cluster) -> str:
    """gres.conf: the GPUs of each group."""
    records = [f"NodeName={nodes.names} {_words(nodes.gres)}" for nodes in cluster.nodes if nodes.gres]
    return _text(records)


def slurmdbd_conf(cluster: Cluster, site: Site) -> str:
    """slurmdbd.conf, without the database's password: that is a secret, and comes in by the `Include`."""
    name, address = _host(site.database)
    place = {
        "DbdHost": name,
        **({"DbdAddr": address} if address != name else {}),
        "AuthType": "auth/munge",
        **({"AuthInfo": f"socket={site.munge_socket}"} if site.munge_socket else {}),
        "SlurmUser": site.user,
        "LogFile": f"{site.logs}/slurmdbd.log",
        "PidFile": f"{site.run}/slurmdbd.pid",
        **({"PluginDir": site.plugins} if site.plugins else {}),
        "StorageType": "accounting_storage/mysql",
        **dict(site.database_login),
    }
    return _text([*_lines(place), *_lines(cluster.slurmdbd), "Include slurmdbd-password.conf"])


def _site(cluster: Cluster, site: Site) -> list[str]:
    database = {}
    if "AccountingStorageType" in cluster.parameters:
        # With slurmdbd the "password" is munge's socket (slurm.conf(5), AccountingStoragePass).
        socket = {"AccountingStoragePass": site.munge_socket} if site.munge_socket else {}
        database = {"AccountingStorageHost": _host(site.database)[1], **socket}
    return _lines(
        {
            "ClusterName": site.name,
            "SlurmctldHost": site.controller,
            "SlurmUser": site.user,
            "AuthType": "auth/munge",
            "StateSaveLocation": site.state,
            "SlurmdSpoolDir": f"{site.spool}/%n",
            "SlurmctldLogFile": f"{site.logs}/slurmctld.log",
            "SlurmdLogFile": f"{site.logs}/slurmd-%n.log",
            "SlurmctldPidFile": f"{site.run}/slurmctld.pid",
            "SlurmdPidFile": f"{site.run}/slurmd-%n.pid",
            **({"PluginDir": site.plugins} if site.plugins else {}),
            **database,
        }
    )


def _parameters(cluster: Cluster, site: Site) -> Parameters:
    """The cluster's, with the site's munge socket added to what AuthInfo says already."""
    if not site.munge_socket:
        return cluster.parameters
    return {**cluster.parameters, "AuthInfo": f"{cluster.parameters['AuthInfo']},socket={site.munge_socket}"}


def _host(text: str) -> tuple[str, str]:
    """The name and the address of `name(address)`; a name alone is both."""
    name, _, address = text.rstrip(")").partition("(")
    return name, address or name


def _nodes(nodes: Nodes) -> list[str]:
    words = _words(nodes.parameters)
    if not nodes.addresses:
        return [f"NodeName={nodes.names} {words} State=UNKNOWN"]
    return [f"NodeName={name} NodeAddr={at} {words} State=UNKNOWN" for name, at in zip(nodes.each, nodes.addresses, strict=True)]


def _partition(queue: Queue, cluster: Cluster) -> str:
    names = ",".join(nodes.names for nodes in cluster.nodes if nodes.group in queue.groups)
    return f"PartitionName={queue.name} Nodes={names} {_words(queue.parameters)} State=UP"


def _lines(parameters: Parameters) -> list[str]:
    return [f"{name}={value}" for name, value in parameters.items()]


def _words(parameters: Parameters | None) -> str:
    return " ".join(_lines(parameters or {}))


def _text(lines: list[str]) -> str:
    return "\n".join([HEADER, *lines]) + "\n"

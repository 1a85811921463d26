"""From the deployment file's Slurm to the cluster in Slurm's own words."""

from collections.abc import Iterable
from dataclasses import dataclass

from blueprint.facts.instances import Instance, instance
from blueprint.facts.slurm_ports import slurm_ports
from blueprint.settings.nodes import NodeGroup
from blueprint.settings.slurm import Partition, Slurm
from clusters.slurm.model import Cluster, Nodes, Parameters, Queue

MEMORY_SHARE = 0.95
"""Of a type's memory: the kernel and the firmware keep some, and Slurm drains a node that registers less than RealMemory. ParallelCluster's
default too (SchedulableMemory)."""

REQUEUE_WAIT_S = 10
"""Seconds that a requeued job waits: `cred_expire` of AuthInfo, 120 by default (slurm.conf(5)). It is also the lifetime of a launch's
credential, so that clocks must agree to within it; the nodes' follow one time service."""

SCHEDULING_EVERY_S = 5
"""How often waiting jobs are looked at; Slurm's 60 and 30 would be most of the way back after a fault. The queues are short."""

MESSAGE_TIMEOUT_S = 5
"""Seconds that a node has to answer. One whose cable is out holds up the round in which all are asked: with Slurm's 10, and a SlurmdTimeout
of 20, it was down after 46 s, with 5 after 24 s (measured on the local Slurm, 2026-11-24)."""

KILL_WAIT_S = 5
"""Seconds from SIGTERM to SIGKILL when a job is ended; Slurm's 30 are as long as all else after a fault. A rank that waits for a lost peer
hears no SIGTERM, and a run loses nothing by SIGKILL: its checkpoints are whole or not there."""

LONGEST_WINDOW_MINUTES = 30 * 24 * 60
"""bf_window's greatest value (slurm.conf(5))."""

REQUEUE_EXIT = 85
"""A job script that ends with this code is requeued: the run can go on from its checkpoint, and the fault was none of its own."""

SRUN_PORTS = "{}-{}".format(*slurm_ports()["srun"].both)
"""Ports on which srun listens for its tasks: the nodes' security group lets them through, where Slurm would take any."""

WHOLE_NODES = ("pretraining", "fine_tuning")
"""Jobs that get their nodes for themselves: their all-reduce waits for the slowest, so that a neighbour would slow them all."""


@dataclass(frozen=True)
class Scripts:
    """Where the nodes keep what Slurm runs on them: absolute paths; empty is none."""

    prolog: str = "/opt/sovereign/slurm/prolog.sh"
    epilog: str = "/opt/sovereign/slurm/epilog.sh"
    task_prolog: str = "/opt/sovereign/slurm/task-prolog.sh"
    health_check: str = "/opt/sovereign/slurm/health-check.sh"
    health_check_every_s: int = 60


@dataclass(frozen=True)
class Means:
    """What the machines allow: cgroups to confine jobs, a database to account for them. A laptop may lack either."""

    cgroups: bool = True
    accounting: bool = True


def cluster(slurm: Slurm, nodes: Iterable[Nodes], scripts: Scripts | None = None, means: Means | None = None) -> Cluster:
    """The cluster that a deployment file's model describes, over these nodes.

    Args:
        slurm: The model.
        nodes: All groups of the cluster; `nodes_of` makes them from the deployment file's groups.
        scripts: What runs before, after and beside jobs; by default where the nodes' scripts are installed.
        means: What the machines allow; all, by default.
    """
    groups, scripts, means = tuple(nodes), scripts or Scripts(), means or Means()
    return Cluster(
        parameters={
            **_choice(slurm),
            **_order(slurm, means),
            **_faults(slurm),
            **_confinement(means),
            **_accounts(groups, means),
            **_scripts(scripts),
        },
        nodes=groups,
        queues=tuple(_queue(partition, means) for partition in slurm.partitions),
        cgroup={"ConstrainCores": "yes", "ConstrainRAMSpace": "yes", "ConstrainDevices": "yes"} if means.cgroups else {},
        # Who else runs what is nobody's business; a year of jobs is kept for the accounts.
        slurmdbd={"PrivateData": "accounts,jobs,usage,users", "PurgeJobAfter": "12months", "PurgeStepAfter": "12months"}
        if means.accounting
        else {},
    )


def nodes_of(groups: Iterable[NodeGroup]) -> tuple[Nodes, ...]:
    """The nodes of a deployment file's groups, from the table of instance types."""
    return tuple(_nodes(group, instance(group.instance_type)) for group in groups)


def gpu_name(accelerator: str) -> str:
    """Slurm's name of a GPU: `h100`, `rtx_pro_server_6000`."""
    return accelerator.lower().replace(" ", "_")


def _nodes(group: NodeGroup, kind: Instance) -> Nodes:
    gpu = gpu_name(kind.accelerator) if kind.accelerators else ""
    efa = kind.has_efa if group.efa is None else group.efa
    features = (group.name, kind.name, *([gpu] if gpu else []), *(["efa"] if efa else []))
    return Nodes(
        group=group.name,
        count=group.nodes,
        cpus=kind.vcpus,
        memory_mib=int(kind.memory_gib * 1024 * MEMORY_SHARE),
        gpu=gpu,
        gpus=kind.accelerators,
        gpu_files=_devices(kind.accelerators),
        features=features,
    )


def _devices(count: int) -> str:
    return "" if not count else "/dev/nvidia0" if count == 1 else f"/dev/nvidia[0-{count - 1}]"


def _choice(slurm: Slurm) -> Parameters:
    """How resources are chosen and what jobs may ask for."""
    longest = max(partition.longest_hours for partition in slurm.partitions) * 60
    window = min(max(longest, 1440), LONGEST_WINDOW_MINUTES)
    scheduling = [
        # A failing prolog drains its node: the job itself is sound, and starts elsewhere instead of waiting for a person.
        "nohold_on_prolog_fail",
        f"sched_interval={SCHEDULING_EVERY_S}",
        f"bf_interval={SCHEDULING_EVERY_S}",
        # Backfill has to see the end of the longest job, in coarser steps where that is far away.
        f"bf_window={window}",
        *(["bf_resolution=300"] if window > 1440 else []),
    ]
    return {
        "SelectType": "select/cons_tres",
        "SelectTypeParameters": "CR_CPU_Memory",
        "GresTypes": "gpu",
        # A job beyond its partition's limits is refused at once, instead of waiting in the queue for ever.
        "EnforcePartLimits": "ALL",
        "SchedulerParameters": ",".join(scheduling),
        "SrunPortRange": SRUN_PORTS,
    }


def _order(slurm: Slurm, means: Means) -> Parameters:
    """Who goes first: the quality of service above the fair share, and both above age and size."""
    preempts = means.accounting and any(quality.preempts for quality in slurm.qos)
    return {
        "PriorityType": "priority/multifactor",
        "PriorityWeightQOS": "100000",
        "PriorityWeightFairshare": "10000",
        "PriorityWeightAge": "1000",
        "PriorityWeightJobSize": "1000",
        "PriorityDecayHalfLife": "14-0",
        "PriorityMaxAge": "7-0",
        "PreemptType": "preempt/qos" if preempts else "preempt/none",
        "PreemptMode": "REQUEUE" if preempts else "OFF",
    }


def _faults(slurm: Slurm) -> Parameters:
    """When a node is lost, and what becomes of its jobs."""
    return {
        "SlurmdTimeout": str(slurm.node_lost_after_s),
        "MessageTimeout": str(MESSAGE_TIMEOUT_S),
        "KillWait": str(KILL_WAIT_S),
        "JobRequeue": "1",
        "RequeueExit": str(REQUEUE_EXIT),
        "AuthInfo": f"cred_expire={REQUEUE_WAIT_S}",
        # A node that only went silent comes back by itself; one that was set down for a fault waits for a person.
        "ReturnToService": "1",
    }


def _confinement(means: Means) -> Parameters:
    if not means.cgroups:
        return {"ProctrackType": "proctrack/linuxproc", "TaskPlugin": "task/none", "JobAcctGatherType": "jobacct_gather/linux"}
    return {"ProctrackType": "proctrack/cgroup", "TaskPlugin": "task/cgroup,task/affinity", "JobAcctGatherType": "jobacct_gather/cgroup"}


def _accounts(groups: tuple[Nodes, ...], means: Means) -> Parameters:
    if not means.accounting:
        return {}
    kinds = dict.fromkeys(group.gpu for group in groups if group.gpus)
    resources = ["gres/gpu", *(f"gres/gpu:{kind}" for kind in kinds)]
    return {
        "AccountingStorageType": "accounting_storage/slurmdbd",
        "AccountingStorageEnforce": "associations,limits,qos,safe",
        "AccountingStorageTRES": ",".join(resources),
    }


def _scripts(scripts: Scripts) -> Parameters:
    named = {"Prolog": scripts.prolog, "Epilog": scripts.epilog, "TaskProlog": scripts.task_prolog}
    # Alloc: before the job's first process, on every node of it, so that a bad node is found before anybody waits on it.
    flags = {"PrologFlags": "Alloc"} if scripts.prolog else {}
    health = (
        {
            "HealthCheckProgram": scripts.health_check,
            "HealthCheckInterval": str(scripts.health_check_every_s),
            "HealthCheckNodeState": "ANY",
        }
        if scripts.health_check
        else {}
    )
    return {name: path for name, path in named.items() if path} | flags | health


def _queue(partition: Partition, means: Means) -> Queue:
    limits = {
        "MaxTime": f"{partition.longest_hours}:00:00",
        "DefaultTime": f"{min(partition.longest_hours, 1 if partition.job_type == 'interactive' else partition.longest_hours)}:00:00",
        "PriorityTier": str(partition.priority),
        "Default": "YES" if partition.is_default else "NO",
        "OverSubscribe": "EXCLUSIVE" if partition.job_type in WHOLE_NODES else "NO",
    }
    allowed = {"AllowQos": ",".join(partition.qos)} if partition.qos and means.accounting else {}
    return Queue(partition.name, partition.groups, limits | allowed)

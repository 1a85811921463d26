"""A running Slurm's own texts become a model, and what the model cannot say is told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.planning.migration.hostlist import expand, group_name
from blueprint.planning.migration.nodes import Nodes
from blueprint.planning.migration.slurm_text import NotSlurmError, read_slurm
from blueprint.planning.migration.slurm_values import gpus, hours
from blueprint.settings.nodes import NodeGroup
from blueprint.settings.slurm import Slurm
from clusters.slurm.files import Site, slurm_conf
from clusters.slurm.plan import cluster, nodes_of

CONF = r"""
# A cluster of one's own
ClusterName=hall
SlurmdTimeout=120   # seconds
NodeName=DEFAULT RealMemory=2000000 State=UNKNOWN
NodeName=GPU[001-004] Sockets=2 CoresPerSocket=48 ThreadsPerCore=2 Gres=gpu:h100:8
NodeName=cpu-[1-2],cpu-7 CPUs=16 RealMemory=64000
PartitionName=DEFAULT State=UP MaxTime=1-12
PartitionName=Batch Nodes=GPU[001-004] Default=YES PriorityTier=10 \
    AllowQos=urgent,normal GraceTime=60
PartitionName=all Nodes=ALL MaxTime=INFINITE PreemptMode=SUSPEND
PartitionName=half Nodes=GPU[001-002] MaxTime=90
"""
QOS = """Name|Priority|Preempt|GrpTRES|MaxTRESPA|MaxWall
normal|0||||
urgent|100|normal|cpu=64,node=2|gres/gpu=16|12:00:00
"""
ASSOCIATIONS = """Account|User|Share|QOS
root||1|normal
root|root|1|normal
language||3|normal,urgent
language|ann|1|normal
statistics||parent|urgent
"""


def test_partitions_nodes_and_limits_are_read() -> None:
    read = read_slurm(CONF, QOS, ASSOCIATIONS, {"half": "interactive"})
    assert [
        (part.name, part.job_type, part.groups, part.longest_hours, part.priority, part.is_default) for part in read.model.partitions
    ] == [
        ("batch", "pretraining", ("gpu",), 36, 10, True),
        ("all", "pretraining", ("gpu", "cpu"), 8760, 1, False),
        ("half", "interactive", ("gpu",), 2, 1, False),
    ]
    assert read.nodes == {"gpu": Nodes("gpu", 4, 192, 1953, 8), "cpu": Nodes("cpu", 3, 16, 62)}
    assert read.model.node_lost_after_s == 120


def test_qualities_and_accounts_are_read() -> None:
    model = read_slurm(CONF, QOS, ASSOCIATIONS).model
    urgent = next(quality for quality in model.qos if quality.name == "urgent")
    assert (urgent.priority, urgent.preempts, urgent.most_nodes, urgent.most_gpus_per_account, urgent.longest_hours) == (
        100,
        ("normal",),
        2,
        16,
        12,
    )
    assert [(account.name, account.shares, account.qos, account.users) for account in model.accounts] == [
        ("language", 3, (), ("ann",)),
        ("statistics", 1, ("urgent",), ()),
    ]


def test_what_the_model_cannot_say_is_told() -> None:
    told = {part.field: part.why for part in read_slurm(CONF, QOS, ASSOCIATIONS, {"Batch": "pretraining", "all": "curation"}).left_out}
    assert told == {
        "partitions.Batch.gracetime": "60: the model has no such setting",
        "partitions.all.longest_hours": "had no limit; now a year, the longest that there is",
        "partitions.all.preemptmode": "SUSPEND: the model has no such setting",
        "partitions.half.groups": "2 of the 4 nodes of gpu are not in it; now all are",
        "partitions.half.job_type": "Slurm does not know it; pretraining is taken",
        "qos.urgent.GrpTRES": "cpu: the model has no such limit",
    }


def test_our_own_slurm_conf_is_read_back_as_it_was_meant() -> None:
    model = Slurm.model_validate(
        {
            "partitions": [
                {"name": "train", "job_type": "pretraining", "groups": ["train"], "longest_hours": 96, "is_default": True, "priority": 10},
                {"name": "desk", "job_type": "interactive", "groups": ["train", "small"], "longest_hours": 8},
            ]
        }
    )
    groups = [NodeGroup(name="train", instance_type="p5.48xlarge", nodes=2), NodeGroup(name="small", instance_type="g6.xlarge", nodes=1)]
    text = slurm_conf(cluster(model, nodes_of(groups)), Site("hall", "head"))
    read = read_slurm(text, job_types={"train": "pretraining", "desk": "interactive"})
    assert read.model == model
    assert {name: (nodes.count, nodes.gpus) for name, nodes in read.nodes.items()} == {"train": (2, 8), "small": (1, 1)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90", 2),
        ("90:00", 2),
        ("60", 1),
        ("30:00", 1),
        ("2:00:00", 2),
        ("1-0", 24),
        ("1-12:30", 37),
        ("7-00:00:00", 168),
        ("INFINITE", None),
    ],
)
def test_times_are_slurms_forms_in_hours_rounded_up(text, expected) -> None:
    assert hours(text) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("head", ["head"]),
        ("n[1-3]", ["n1", "n2", "n3"]),
        ("n[08-10],x", ["n08", "n09", "n10", "x"]),
        ("r[1-2]c[1,3]", ["r1c1", "r1c3", "r2c1", "r2c3"]),
    ],
)
def test_lists_of_hosts_are_expanded(text, names) -> None:
    assert expand(text) == names


@pytest.mark.parametrize("text", ["n[1-", "n[a-b]", "n[1-99999999]"])
def test_what_is_no_list_of_hosts_is_refused(text) -> None:
    with pytest.raises(ValueError, match=r"bracket|numbers|more than"):
        expand(text)


@settings(deadline=None)
@given(st.integers(0, 500), st.integers(1, 60), st.integers(1, 4))
def test_a_range_has_as_many_hosts_as_numbers(first, count, width) -> None:
    names = expand(f"n[{first:0{width}}-{first + count - 1:0{width}}]")
    assert len(names) == len(set(names)) == count
    assert group_name(names) == "n"


@pytest.mark.parametrize(
    ("gres", "count"), [("gpu:h100:8", 8), ("gpu:8", 8), ("gpu", 1), ("gpu:h100", 1), ("gpu:a:2,gpu:b:1(S:0)", 3), ("nic:2", 0)]
)
def test_gpus_are_counted(gres, count) -> None:
    assert gpus(gres) == count


def test_two_lines_of_nodes_are_two_groups_even_where_their_names_are_alike() -> None:
    conf = "NodeName=n[1-2] CPUs=8 Gres=gpu:4\nNodeName=n[5-6] CPUs=8\nPartitionName=a Nodes=n[5-6]"
    read = read_slurm(conf)
    assert {name: nodes.gpus for name, nodes in read.nodes.items()} == {"n": 4, "n-2": 0}
    assert read.model.partitions[0].groups == ("n-2",)


def test_a_file_without_partitions_is_refused() -> None:
    with pytest.raises(NotSlurmError, match="no PartitionName"):
        read_slurm("ClusterName=x")

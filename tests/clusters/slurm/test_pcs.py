"""The Slurm model as PCS takes it, and that it means what the files mean."""

from dataclasses import replace

import pytest

from blueprint.facts.pcs import own_settings, refusal, settable
from clusters.slurm.files import Site, files
from clusters.slurm.pcs import PcsSettings, RefusedSettingError, Setting, pcs_settings
from tests.clusters.slurm.models import full

SITE = Site(name="example", controller="head")
OF_THE_SITE = {"ClusterName", "SlurmctldHost", "SlurmUser", "AuthType", "StateSaveLocation", "SlurmdSpoolDir", "SlurmctldLogFile"} | {
    "SlurmdLogFile",
    "SlurmctldPidFile",
    "SlurmdPidFile",
    "AccountingStorageHost",
}


def settings() -> PcsSettings:
    return pcs_settings(full(), version="25.05", has_accounts=True)


def written() -> dict[str, dict[str, str]]:
    """What the files say: by `cluster`, `group NAME`, `queue NAME`, `gres of NAME`, `cgroup`; read back from their text."""
    made = files(full(), SITE)
    said: dict[str, dict[str, str]] = {"cluster": {}, "cgroup": {}}
    for line in made["slurm.conf"].splitlines():
        words = dict(word.split("=", 1) for word in line.split() if "=" in word)
        if line.startswith("NodeName"):
            group = words.pop("NodeName").split("-")[0]
            said[f"group {group}"] = {name: value for name, value in words.items() if name != "State"}
        elif line.startswith("PartitionName"):
            queue = words.pop("PartitionName")
            said[f"queue {queue}"] = {name: value for name, value in words.items() if name not in {"State", "Nodes"}}
        elif line and not line.startswith("#"):
            said["cluster"] |= {name: value for name, value in words.items() if name not in OF_THE_SITE}
    for line in made["gres.conf"].splitlines()[1:]:
        words = dict(word.split("=", 1) for word in line.split())
        group = words.pop("NodeName").split("-")[0]
        said[f"gres of {group}"] = words
    said["cgroup"] = dict(line.split("=", 1) for line in made["cgroup.conf"].splitlines()[1:])
    return said


def taken(pcs: PcsSettings) -> dict[str, dict[str, str]]:
    """What PCS is told, with what is left to it, in the same shape."""

    def table(these: tuple[Setting, ...]) -> dict[str, str]:
        return {setting.parameter: setting.value for setting in these}

    told = {"cluster": table(pcs.cluster), "cgroup": table(pcs.cgroup)}
    told |= {f"group {name}": table(these) for name, these in pcs.node_groups.items()}
    told |= {f"queue {name}": table(these) for name, these in pcs.queues.items()}
    told |= {f"gres of {name}": dict(record) for name, record in pcs.gres.items()}
    for left in pcs.left:
        told[left.place] = told[left.place] | {left.parameter: left.value}
    return told


def test_what_pcs_is_told_and_left_is_what_the_files_say() -> None:
    assert taken(settings()) == written()


def test_a_difference_in_meaning_would_be_seen() -> None:
    pcs = settings()
    other = replace(pcs, cluster=(Setting("JobRequeue", "0"), *(one for one in pcs.cluster if one.parameter != "JobRequeue")))
    assert taken(other) != written()


def test_what_is_left_to_pcs_has_a_reason() -> None:
    left = {one.parameter: one.reason for one in settings().left}
    assert "no effect there" in left["SlurmdTimeout"]
    assert set(left) <= set(own_settings())


def test_queues_are_bound_to_qualities_only_once_those_are_in_the_database() -> None:
    before = pcs_settings(full(), version="25.05")
    assert "AllowQos" not in [setting.parameter for setting in before.queues["train"]]
    assert "AllowQos" in [setting.parameter for setting in settings().queues["train"]]


def test_a_parameter_that_pcs_neither_takes_nor_sets_is_refused() -> None:
    broken = replace(full(), parameters={**full().parameters, "JobCompType": "jobcomp/kafka"})
    with pytest.raises(RefusedSettingError, match=r"JobCompType=jobcomp/kafka \(cluster\): not on the allow list for cluster: AWS PCS"):
        pcs_settings(broken, version="25.05")


def test_nothing_that_pcs_sets_by_itself_is_on_its_list() -> None:
    assert not set(own_settings()) & {name for row in settable().values() for name in row.parameters}


@pytest.mark.parametrize(
    ("place", "parameter", "value", "version", "says"),
    [
        ("node_group", "Sockets", "2", "25.05", "from Slurm 25.11 on; the cluster runs 25.05"),
        ("cluster", "AccountingStorageEnforce", "limits,wckeys", "25.05", "wckeys: not among associations"),
        ("cluster", "MaxTime", "1", "25.05", "not on the allow list for cluster"),
    ],
)
def test_a_refusal_says_what_pcs_takes(place: str, parameter: str, value: str, version: str, says: str) -> None:
    assert says in (refusal(place, parameter, value, version) or "")  # type: ignore[arg-type]


def test_a_young_parameter_is_taken_by_a_young_slurm() -> None:
    assert refusal("node_group", "Sockets", "2", "25.11") is None

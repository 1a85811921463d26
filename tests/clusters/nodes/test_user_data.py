"""What a plain EC2 node does at its first start, for every instance type: its user data runs to its end, and fits."""

import pytest

from blueprint.facts.instances import instances
from clusters.nodes.bundle import bundle
from clusters.nodes.folder import files
from clusters.nodes.node import Lustre, Node
from clusters.nodes.user_data import LIMIT_BYTES, user_data
from tests.clusters.nodes.machine import Machine
from tests.clusters.nodes.outputs import GOOD, shows

LAKE = Lustre("fs-0123456789abcdef0.fsx.eu-central-1.amazonaws.com", "abcdefgh", efa=True)


def start(machine: Machine, node: Node) -> list[str]:
    """Runs the node's user data on a machine that has what the type has; the steps that ran to their end."""
    script = machine.home / "user-data"
    machine.holds({"user-data": user_data(node)}, machine.home)
    disk = {"dev/disk/by-id/nvme-Amazon_EC2_NVMe_Instance_Storage_AWS1": ""} if node.kind.has_local_nvme else {}
    machine.holds(disk).has_efa(node.efa_interfaces).has(blkid="", **shows(GOOD, gpus=node.kind.gpus))
    inside = machine.settings | {"NODE_SCRATCH": str(machine.scratch), "LUSTRE_MOUNT_POINT": str(machine.lake)}
    ran = machine.run(script, *(f"{name}={value}" for name, value in inside.items()), NODE_HOME=str(machine.root / "opt/sovereign"))
    assert (ran.code, ran.errors) == (0, ""), ran.errors + machine.log
    return [line.split(" ")[1].rstrip(":") for line in machine.log.splitlines() if ": done in" in line]


@pytest.mark.parametrize("name", sorted(instances()))
def test_every_type_comes_up_by_its_user_data_alone(machine: Machine, name: str) -> None:
    node = Node(name, lustre=LAKE)
    assert start(machine, node) == [step.name for step in node.steps]


@pytest.mark.parametrize("name", sorted(instances()))
def test_it_fits_into_what_ec2_takes(name: str) -> None:
    assert len(user_data(Node(name, lustre=LAKE)).encode()) <= LIMIT_BYTES


def test_one_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clusters.nodes.user_data.LIMIT_BYTES", 1000)
    with pytest.raises(ValueError, match=r"p5\.48xlarge: \d+ bytes, and EC2 takes 1000"):
        user_data(Node("p5.48xlarge"))


def test_the_same_node_has_the_same_user_data() -> None:
    assert user_data(Node("p5.48xlarge", lustre=LAKE)) == user_data(Node("p5.48xlarge", lustre=LAKE))


def test_the_file_systems_address_stays_readable_where_a_token_can_stand() -> None:
    assert "LUSTRE_DEVICE='${Token[TOKEN.1]}@tcp:/${Token[TOKEN.2]}'" in user_data(
        Node("c7i.2xlarge", lustre=Lustre("${Token[TOKEN.1]}", "${Token[TOKEN.2]}"))
    )


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "plain"])
def test_a_bundle_unpacks_to_the_files_that_went_in(machine: Machine, packed: bool) -> None:
    made = files(Node("p5en.48xlarge", lustre=LAKE), slurm=True) | {"run-steps.sh": '#!/bin/bash\necho would run "$@"\n'}
    machine.holds({"bundle.sh": bundle(made, packed=packed)}, machine.home)
    there = machine.root / "opt/sovereign"
    assert machine.run("bundle.sh", "A=b", NODE_HOME=str(there)).output == "would run A=b\n"
    assert {str(file.relative_to(there)): file.read_text() for file in there.rglob("*") if file.is_file()} == made


def test_a_file_that_would_end_another_is_refused() -> None:
    with pytest.raises(ValueError, match=r"a\.sh has the line END-OF-FILE"):
        bundle({"a.sh": "END-OF-FILE\n"})


def test_a_value_that_a_shell_would_read_otherwise_is_refused() -> None:
    with pytest.raises(ValueError, match=r"node\.conf cannot hold LUSTRE_DEVICE"):
        files(Node("c7i.2xlarge", lustre=Lustre("fs'; true", "abc")))

"""Each step on a machine of stand-ins: what it calls in which order, what it leaves, and what it says when something is missing."""

import pytest

from clusters.nodes.node import Lustre, Node
from tests.clusters.nodes.machine import Machine
from tests.clusters.nodes.outputs import GOOD, shows
from tests.clusters.nodes.watch import Ran

LAKE = Lustre("fs-1.example", "abc")
EFA_LAKE = LAKE._replace(efa=True)
BIG = Node("p5en.48xlarge", lustre=EFA_LAKE, enroot=True)
SERVICE = "configure-efa-fsx-lustre-client.service"


def step(machine: Machine, name: str, node: Node = BIG, **settings: str) -> Ran:
    """Runs one step with the node's settings around it, as run-steps.sh does."""
    machine.is_node(node, **settings)
    around = machine.home / "around.sh"
    around.write_text(f"set -a\n. {machine.home}/node.conf\nexec bash {machine.home}/steps/{name}.sh\n")
    return machine.run(around)


def last(ran: Ran) -> str:
    """The last line, which is the reason where it failed."""
    return (ran.output + ran.errors).strip().splitlines()[-1]


def test_the_lake_is_mounted_for_now_and_for_later_and_proved_by_writing(machine: Machine) -> None:
    ran = step(machine, "mount-lustre", Node("c7i.2xlarge", lustre=LAKE))
    assert ran.code == 0, ran
    options = "noatime,flock,_netdev,x-systemd.automount,x-systemd.requires=network-online.target"
    assert (machine.root / "etc/fstab").read_text() == f"fs-1.example@tcp:/abc {machine.lake} lustre {options} 0 0\n"
    assert machine.calls() == ["systemctl daemon-reload", f"mountpoint -q {machine.lake}", f"mount {machine.lake}"]
    assert list(machine.lake.iterdir()) == []
    assert last(ran) == f"mounted fs-1.example@tcp:/abc at {machine.lake}, and wrote to it"


def test_over_efa_the_mount_waits_for_the_clients_service(machine: Machine) -> None:
    step(machine, "mount-lustre")
    assert f",x-systemd.after={SERVICE} 0 0" in (machine.root / "etc/fstab").read_text()


def test_a_second_mount_adds_no_entry_and_mounts_nothing(machine: Machine) -> None:
    step(machine, "mount-lustre")
    table = (machine.root / "etc/fstab").read_text()
    machine.has(mountpoint="")
    assert step(machine, "mount-lustre").code == 0
    assert (machine.root / "etc/fstab").read_text() == table
    assert len(machine.calls("mount")) == 1


def test_a_replaced_file_system_replaces_its_entry_and_no_other(machine: Machine) -> None:
    machine.holds({"etc/fstab": "UUID=1 / ext4 defaults 0 1\n"})
    step(machine, "mount-lustre")
    step(machine, "mount-lustre", LUSTRE_DEVICE="fs-2.example@tcp:/def")
    assert [line.split(" ")[0] for line in (machine.root / "etc/fstab").read_text().splitlines()] == ["UUID=1", "fs-2.example@tcp:/def"]


def test_an_image_without_the_lustre_client_cannot_be_helped(machine: Machine) -> None:
    ran = step(machine.lacks("mount.lustre"), "mount-lustre")
    assert (ran.code, last(ran)) == (2, "the image has no Lustre client: build it in, nodes cannot install anything")


def test_a_mount_that_fails_names_the_ports(machine: Machine) -> None:
    ran = step(machine.has(mount="exit 32"), "mount-lustre")
    assert ran.code == 1
    assert "TCP 988 and 1018-1023" in last(ran)


def test_a_lake_that_takes_no_writes_is_no_success(machine: Machine) -> None:
    ran = step(machine.has(mktemp="exit 1"), "mount-lustre")
    assert ran.code == 1
    assert "takes no writes" in last(ran)


def test_the_whole_mount_is_tried_for_five_minutes(machine: Machine) -> None:
    """Through run-steps.sh: the mount comes right at the fourth try, the write at the fifth."""
    count = "n=$(cat {0} 2>/dev/null || echo 0); echo $((n + 1)) >{0}"
    machine.has(mount=f"{count.format(machine.root / 'm')}; [ $n -ge 3 ] || exit 32")
    machine.has(mktemp=f"{count.format(machine.root / 'w')}; [ $n -ge 1 ] || exit 1; : >{machine.root}/probe; echo {machine.root}/probe")
    machine.is_node(Node("c7i.2xlarge", lustre=LAKE))
    assert machine.run("run-steps.sh").code == 0, machine.log
    assert machine.calls("sleep") == ["sleep 10"] * 4
    assert len(machine.calls("mount")) == 5
    assert not (machine.root / "probe").exists()


def test_lustre_gets_its_efa_network_from_awss_own_service(machine: Machine) -> None:
    ran = step(machine, "lustre-efa")
    assert ran.code == 0
    assert machine.calls() == [f"systemctl cat {SERVICE}", f"systemctl start {SERVICE}", "lnetctl net show"]


def test_an_image_without_that_service_cannot_be_helped(machine: Machine) -> None:
    ran = step(machine.has(systemctl="[ $1 != cat ]"), "lustre-efa")
    assert (ran.code, last(ran).startswith(f"the image lacks {SERVICE}")) == (2, True)


def test_a_service_that_gave_no_network_is_a_failure(machine: Machine) -> None:
    ran = step(machine.has(lnetctl="echo '    - net type: tcp'"), "lustre-efa")
    assert (ran.code, "Lustre has no EFA network" in last(ran)) == (1, True)


def test_efa_is_prepared_before_the_first_mount(machine: Machine) -> None:
    order = [each.name for each in BIG.steps]
    assert order.index("lustre-efa") < order.index("mount-lustre")


def test_all_efa_devices_of_the_type_are_there(machine: Machine) -> None:
    ran = step(machine.has_efa(16), "efa-devices")
    assert (ran.code, last(ran)) == (0, "16 EFA devices")


def test_devices_of_other_drivers_are_no_efa(machine: Machine) -> None:
    ran = step(machine.has_efa(15).has_efa(4, driver="mlx5_core"), "efa-devices")
    assert (ran.code, last(ran).split(":")[0]) == (1, "15 of 16 EFA devices are there")


def test_devices_that_come_late_are_waited_for_three_times_five_seconds(machine: Machine) -> None:
    driver = machine.root / "sys/class/infiniband/efa15/device"
    late = f"mkdir -p {driver}; ln -sfn ../../../../bus/pci/drivers/efa {driver}/driver"
    machine.has_efa(15).has(sleep=late, **shows(GOOD)).is_node(Node("p5en.48xlarge", containers=False))
    machine.holds({"steps.list": "efa-devices 4 5 60\n"}, machine.home)
    assert machine.run("run-steps.sh").code == 0, machine.log
    assert machine.calls("sleep") == ["sleep 5"]
    assert [each[1:3] for each in BIG.steps if each.name == "efa-devices"] == [(4, 5)]


def test_the_environment_is_there_at_login_and_a_persons_own_wins(machine: Machine) -> None:
    assert step(machine, "environment").code == 0
    profile = machine.root / "etc/profile.d/sovereign-node.sh"
    machine.holds({"login.sh": f'FI_PROVIDER=tcp\n. {profile}\necho "$FI_PROVIDER $NCCL_SOCKET_IFNAME"\n'}, machine.home)
    assert machine.run("login.sh").output == "tcp ^lo,docker,veth,eni,pod-id-link0\n"


def test_the_disks_of_the_instance_store_become_one(machine: Machine) -> None:
    links = {f"dev/disk/by-id/nvme-Amazon_EC2_NVMe_Instance_Storage_AWS{disk}": "" for disk in (1, 2)}
    machine.holds(links).has(mdadm="[ $1 != --detail ]", blkid="exit 2", **{"mkfs.xfs": ""})
    first = machine.root / "dev/disk/by-id/nvme-Amazon_EC2_NVMe_Instance_Storage_AWS1"
    for other in ("_1", "-part1"):
        first.with_name(first.name + other).symlink_to(first)
    assert step(machine, "instance-store").code == 0
    disks = " ".join(str(machine.root / link) for link in links)
    assert machine.calls("mdadm", "mkfs.xfs", "mount") == [
        "mdadm --detail /dev/md/scratch",
        f"mdadm --create /dev/md/scratch --run --homehost=any --level=0 --raid-devices=2 {disks}",
        "mkfs.xfs -q /dev/md/scratch",
        f"mount -o noatime /dev/md/scratch {machine.scratch}",
    ]
    assert machine.scratch.stat().st_mode & 0o7777 == 0o1777


def test_one_disk_needs_no_array_and_one_with_a_file_system_is_not_made_anew(machine: Machine) -> None:
    machine.holds({"dev/disk/by-id/nvme-Amazon_EC2_NVMe_Instance_Storage_AWS1": ""}).has(blkid="")
    assert step(machine, "instance-store").code == 0
    assert machine.calls("mount") == [
        f"mount -o noatime {machine.root}/dev/disk/by-id/nvme-Amazon_EC2_NVMe_Instance_Storage_AWS1 {machine.scratch}"
    ]


def test_a_mounted_instance_store_stays_as_it_is(machine: Machine) -> None:
    assert step(machine.has(mountpoint=""), "instance-store").code == 0
    assert machine.calls("mount") == []


def test_what_awss_image_mounted_itself_is_used(machine: Machine) -> None:
    theirs = machine.root / "opt/dlami/nvme"
    theirs.mkdir(parents=True)
    assert step(machine.has(mountpoint=f'[ "$2" = {theirs} ]'), "instance-store").code == 0
    assert machine.scratch.readlink() == theirs


def test_an_empty_folder_in_its_place_gives_way(machine: Machine) -> None:
    machine.scratch.mkdir()
    machine.holds({"opt/dlami/nvme/x": ""}).has(mountpoint=f'[ "$2" = {machine.root}/opt/dlami/nvme ]')
    assert step(machine, "instance-store").code == 0
    assert (machine.scratch / "x").exists()


def test_an_instance_store_without_disks_is_a_failure(machine: Machine) -> None:
    ran = step(machine, "instance-store")
    assert (ran.code, "no disk of it is there" in last(ran)) == (1, True)


def test_images_move_to_the_instance_store_with_what_is_there(machine: Machine) -> None:
    machine.holds({"var/lib/docker/image": "kept"}).has(docker="")
    assert step(machine, "containers").code == 0
    assert (machine.scratch / "docker/image").read_text() == "kept"
    assert machine.calls("systemctl", "mount") == [
        "systemctl is-active --quiet docker.service",
        "systemctl stop docker.service",
        f"mount --bind {machine.scratch}/docker {machine.root}/var/lib/docker",
        "systemctl start docker.service",
    ]


def test_docker_stands_on_containerd(machine: Machine) -> None:
    assert step(machine.has(docker="", containerd=""), "containers").code == 0
    acts = [call for call in machine.calls("systemctl", "mount") if "is-active" not in call]
    assert [call.split(" ")[1].strip("-") + " " + call.split(" ")[2].removesuffix(".service").rpartition("/")[2] for call in acts] == [
        "stop docker",
        "stop containerd",
        "bind docker",
        "bind containerd",
        "start containerd",
        "start docker",
    ]


def test_an_engine_that_did_not_run_is_not_started(machine: Machine) -> None:
    step(machine.has(containerd="", systemctl="[ $1 != is-active ] || exit 3"), "containers")
    assert machine.calls("systemctl") == ["systemctl is-active --quiet containerd.service"]


def test_enroot_unpacks_on_the_instance_store_and_slurm_loads_pyxis(machine: Machine) -> None:
    machine.holds({"usr/local/lib/slurm/spank_pyxis.so": ""}).has(enroot="")
    assert step(machine, "enroot", SLURM_PLUGSTACK=str(machine.root / "plugstack")).code == 0
    assert f"ENROOT_DATA_PATH {machine.scratch}/enroot/data-$(id -u)" in (machine.root / "etc/enroot/enroot.conf").read_text()
    assert (machine.root / "plugstack/pyxis.conf").read_text() == f"required {machine.root}/usr/local/lib/slurm/spank_pyxis.so\n"


def test_enroot_unpacks_on_the_root_volume_of_a_type_without_an_instance_store(machine: Machine) -> None:
    machine.holds({"usr/lib/slurm/spank_pyxis.so": ""}).has(enroot="")
    assert step(machine, "enroot", Node("c7i.2xlarge", enroot=True), SLURM_PLUGSTACK=str(machine.root / "plugstack")).code == 0
    assert (machine.root / "var/tmp/enroot").stat().st_mode & 0o7777 == 0o1777


@pytest.mark.parametrize(
    ("has_enroot", "reason"), [(False, "the image has no enroot"), (True, "the image has enroot and no spank_pyxis.so")]
)
def test_an_image_without_enroot_or_pyxis_cannot_be_helped(machine: Machine, has_enroot: bool, reason: str) -> None:
    ran = step(machine.has(enroot="") if has_enroot else machine, "enroot")
    assert (ran.code, last(ran).startswith(reason)) == (2, True)


def test_systemd_runs_the_steps_at_every_boot_with_the_same_values(machine: Machine) -> None:
    machine.is_node(Node("c7i.2xlarge", lustre=Lustre()))
    assert machine.run("run-steps.sh", "LUSTRE_DEVICE=fs-1@tcp:/a").code == 0, machine.log
    unit = (machine.root / "etc/systemd/system/sovereign-node.service").read_text()
    assert f"ExecStart=/bin/bash {machine.home}/run-steps.sh LUSTRE_DEVICE=fs-1@tcp:/a\n" in unit
    assert "Before=slurmd.service" in unit
    assert "systemctl enable --quiet sovereign-node.service" in machine.calls("systemctl")


def test_pcs_runs_the_steps_at_every_boot_itself() -> None:
    assert "at-boot" not in [each.name for each in Node("p5.48xlarge", platform="pcs").steps]


def test_a_bad_node_does_not_come_up_and_says_what_is_wrong(machine: Machine) -> None:
    machine.has_efa(16).has(**shows(GOOD.but(missing=(5,))))
    ran = step(machine, "health")
    assert (ran.code, last(ran)) == (2, "isolate gpu-missing node: GPUs are missing (7 of 8 GPUs answer)")


@pytest.mark.parametrize(
    ("node", "steps"),
    [
        (Node("c7i.2xlarge"), ["at-boot", "environment"]),
        (Node("c7i.2xlarge", lustre=EFA_LAKE), ["at-boot", "environment", "mount-lustre"]),
        (Node("g5.xlarge", containers=False), ["at-boot", "instance-store", "environment", "health"]),
        (
            Node("p5.48xlarge", efa=False, lustre=EFA_LAKE),
            ["at-boot", "instance-store", "containers", "environment", "mount-lustre", "health"],
        ),
        (
            Node("ml.p5.48xlarge", lustre=EFA_LAKE, platform="pcs", enroot=True),
            ["instance-store", "containers", "efa-devices", "environment", "lustre-efa", "mount-lustre", "enroot", "health"],
        ),
    ],
    ids=["a plain node", "a plain node beside an EFA lake", "one GPU", "EFA not wanted", "everything"],
)
def test_a_node_runs_the_steps_that_its_type_asks_for(node: Node, steps: list[str]) -> None:
    assert [each.name for each in node.steps] == steps

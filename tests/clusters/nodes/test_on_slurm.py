"""The scripts in a real Slurm: one controller and two nodes on this machine, whose health is what a recorded folder says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from blueprint.settings.slurm import Partition, Slurm
from clusters.nodes.folder import files
from clusters.nodes.node import Node
from clusters.slurm.local.cluster import LocalCluster, Wanted, running
from clusters.slurm.local.machine import NoNamespacesError
from clusters.slurm.local.software import NoSlurmError, Software
from clusters.slurm.model import Nodes
from clusters.slurm.plan import Scripts
from tests.clusters.nodes.outputs import GOOD, xid

MODEL = Slurm(partitions=(Partition(name="train", job_type="pretraining", groups=("train",), longest_hours=1, is_default=True),))
NODES = Nodes("train", 2, cpus=2, memory_mib=500)
OFF_THE_BUS = GOOD.but(kernel=xid(79, words="GPU has fallen off the bus."))
HEALTH_CHECK_EVERY_S = 3


class Site:
    """A local Slurm with a p5.48xlarge's folder on each node.

    Attributes:
        cluster: The Slurm.
        folder: Where the nodes' folder, scratch and recorded health lie.
    """

    def __init__(self, cluster: LocalCluster, folder: Path) -> None:
        self.cluster, self.folder = cluster, folder

    @property
    def log(self) -> str:
        return (self.folder / "node.log").read_text()

    def reason(self, node: str) -> str:
        """Why a node is out of service."""
        shown = self.cluster.head.run("scontrol", "--oneliner", "show", "node", node)
        return shown.partition("Reason=")[2].split(" [")[0]

    def submit(self, script: str, *words: str) -> str:
        """A job's number."""
        command = ("sbatch", "--parsable", "--output", str(self.folder / "job-%j.out"), "--open-mode=append", *words)
        return self.cluster.head.run(*command, stdin=f"#!/bin/bash\n{script}\n").strip()

    def output(self, job: str) -> str:
        file = self.folder / f"job-{job}.out"
        return file.read_text() if file.exists() else ""

    def shown(self, job: str) -> dict[str, str]:
        words = self.cluster.head.run("scontrol", "--oneliner", "show", "job", job).split()
        return dict(word.split("=", 1) for word in words if "=" in word)

    def ends(self, job: str) -> dict[str, str]:
        self.cluster.wait(lambda: self.shown(job)["JobState"] == "COMPLETED", f"the end of job {job}", 90)
        return self.shown(job)

    def heals(self) -> None:
        """Every node is good and in service."""
        for node in NODES.each:
            GOOD.record(self.folder / "recorded" / node)
            if "drain" in self.cluster.states()[node]:
                self.cluster.head.run("scontrol", "update", f"nodename={node}", "state=resume")
        self.cluster.wait(lambda: set(self.cluster.states().values()) == {"idle"}, "the nodes to be idle")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if Path("/proc/self/setgroups").read_text().strip() == "deny":
        pytest.skip("Slurm's controller drops its groups, which this user namespace allows nobody")
    folder = tmp_path_factory.mktemp("site")
    # Tasks run as root here, yet slurmd looks at the folders above a script as at anybody's.
    folder.chmod(0o755)
    home = folder / "sovereign"
    for node in NODES.each:
        GOOD.record(folder / "recorded" / node)
    (folder / "scratch").mkdir()
    for name, text in files(Node("p5.48xlarge", platform="pcs"), slurm=True).items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
        (home / name).chmod(0o755)
    try:
        conf = Software.found().environment(Path("SLURM_CONF"))
    except NoSlurmError as error:
        pytest.skip(str(error))
    paths = [str(home / f"slurm/{name}.sh") for name in ("prolog", "epilog", "task-prolog", "health-check")]
    scripts = Scripts(*paths, HEALTH_CHECK_EVERY_S)
    try:
        with running(Wanted(MODEL, (NODES,), scripts)) as cluster:
            lines = {
                "PATH": conf["PATH"],
                "LD_LIBRARY_PATH": conf["LD_LIBRARY_PATH"],
                "SLURM_CONF": str(cluster.folder / "slurm.conf"),
                "NODE_LOG": str(folder / "node.log"),
                "NODE_STATE": str(folder / "state"),
                "NODE_SCRATCH": str(folder / "scratch"),
                "HEALTH_RECORDED": f"{folder}/recorded/${{SLURMD_NODENAME:-$(hostname -s)}}",
            }
            with (home / "node.conf").open("a") as written:
                written.writelines(f'{name}="{value}"\n' for name, value in lines.items())
                # Whose finding it is has to be sure: while `quiet` is there, the health program sees nothing.
                written.write('CALLER="${CALLER:-${0##*/}}"\n')
                written.write(f"if [[ $CALLER == health-check.sh && -e {folder}/quiet ]]; then NODE_GPUS=0 NODE_EFA=0; fi\n")
            yield Site(cluster, folder)
    except NoNamespacesError as error:
        pytest.skip(str(error))


def test_a_job_gets_its_folder_and_its_environment_and_leaves_nothing(site: Site) -> None:
    site.heals()
    job = site.submit('echo "$FI_PROVIDER $NCCL_SOCKET_IFNAME"; ls -d "$JOB_SCRATCH"', "--nodes=1")
    site.ends(job)
    assert site.output(job).splitlines() == ["efa ^lo,docker,veth,eni,pod-id-link0", f"{site.folder}/scratch/job-{job}"]
    site.cluster.wait(lambda: not (site.folder / f"scratch/job-{job}").exists(), "the epilog")


def test_a_bad_node_is_drained_by_the_prolog_and_the_job_runs_elsewhere(site: Site) -> None:
    site.heals()
    (site.folder / "quiet").touch()
    OFF_THE_BUS.record(site.folder / "recorded/train-1")
    job = site.submit("hostname", "--nodes=1")
    ended = site.ends(job)
    (site.folder / "quiet").unlink()
    assert (ended["NodeList"], site.output(job)) == ("train-2", "train-2\n")
    assert site.cluster.states()["train-1"] == "drain"
    assert site.reason("train-1").startswith("health: reboot xid-79 0000:86:00: GPU has fallen off the bus")
    assert f"train-1 prolog.sh: job {job} goes elsewhere" in site.log


def test_a_node_that_falls_sick_under_a_job_gives_it_back(site: Site) -> None:
    site.heals()
    wait = 'echo "runs on $(hostname)"; until [[ -e "$FOLDER/go" ]]; do sleep 0.2; done'
    job = site.submit(wait, "--nodes=1", "--requeue", f"--export=ALL,FOLDER={site.folder}")
    site.cluster.wait(lambda: "runs on" in site.output(job), "the job to run")
    sick = site.shown(job)["NodeList"]
    OFF_THE_BUS.record(site.folder / f"recorded/{sick}")
    other = next(node for node in NODES.each if node != sick)
    site.cluster.wait(lambda: f"runs on {other}" in site.output(job), f"the job on {other}", 90)
    (site.folder / "go").touch()
    assert site.ends(job)["Restarts"] == "1"
    assert site.cluster.states()[sick] in {"drain", "drng"}
    assert f"{sick} health-check.sh: job {job} goes back into the queue" in site.log

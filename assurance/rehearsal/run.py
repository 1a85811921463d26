"""The whole rehearsal: start the simulator, bootstrap, deploy, read back."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assurance.rehearsal.assembly import Assembly
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.cdk import Cli, Say
from assurance.rehearsal.result import Rehearsal
from assurance.rehearsal.server import simulator
from assurance.rehearsal.verify import Checked, StackReader

BOOTSTRAP_STACK = "CDKToolkit"
NOT_ASKED = (
    "every role's policies let it do what it does: the simulator asks a bucket's policy alone",
    "quotas and free capacity are there, and each endpoint service in each zone",
)
"""What no simulator can show, said in every report."""


def rehearse(assembly: Assembly, logs: Path, say: Say) -> Rehearsal:
    """Deploys an assembly into a fresh simulator and reads back what is there.

    Args:
        assembly: what is deployed.
        logs: a folder for what the simulator and the CLI print.
        say: gets a line for every step.

    Raises:
        RehearsalFailed: when the simulator or the CLI fails.
    """
    seconds = Timer()
    images = sorted(assembly.images())
    logs.mkdir(parents=True, exist_ok=True)
    cli_log = logs / "cdk.log"
    cli_log.unlink(missing_ok=True)
    started = time.monotonic()
    with simulator(assembly.account, assembly.region, images=images, log=logs / "simulator.log") as endpoint:
        seconds.parts["start"] = time.monotonic() - started
        say(f"{seconds.parts['start']:6.1f} s  simulator of account {assembly.account} in {assembly.region} at {endpoint}")
        cli = Cli(endpoint, assembly, cli_log, say)
        for part, step in (("bootstrap", cli.bootstrap), ("deploy", cli.deploy)):
            with seconds.of(part):
                step()
        aws = Aws(assembly.region, assembly.account, endpoint)
        with seconds.of("read back"):
            found = tuple(_read(aws, assembly))
    deployment = {"name": assembly.name, "account": assembly.account, "region": assembly.region, "partition": aws.partition}
    named = (*(f"machine image {image}" for image in images), *(f"capacity {block}" for block in sorted(assembly.reservations())))
    return Rehearsal(deployment, found, (*named, *NOT_ASKED), seconds.parts)


def _read(aws: Aws, assembly: Assembly) -> Iterator[Checked]:
    for stack, template in {BOOTSTRAP_STACK: assembly.bootstrap(), **assembly.templates}.items():
        yield from StackReader(aws, stack, template).check()


class Timer:
    """How long each part took, in seconds."""

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}

    @contextmanager
    def of(self, part: str) -> Iterator[None]:
        """Times a block."""
        start = time.monotonic()
        yield
        self.parts[part] = time.monotonic() - start

"""The whole rehearsal: start the simulator, bootstrap, deploy, read back; on request, also a deployment's later life and its end."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assurance.rehearsal import lifecycle
from assurance.rehearsal.account import Account
from assurance.rehearsal.assembly import Assembly
from assurance.rehearsal.cdk import Say
from assurance.rehearsal.end import live_on
from assurance.rehearsal.inventory import inventory
from assurance.rehearsal.restore import rehearse_restore
from assurance.rehearsal.result import Rehearsal
from assurance.rehearsal.server import simulator
from assurance.rehearsal.timer import Timer
from assurance.rehearsal.verify import Checked

NOT_ASKED = (
    "every role's policies let it do what it does: the simulator asks a bucket's policy alone",
    "quotas and free capacity are there, and each endpoint service in each zone",
)
"""What no simulator can show, said in every report."""

ORGANISATION = ("both accounts are of one organisation, which has cross-account backup switched on",)


@dataclass(frozen=True)
class Changed:
    """What is deployed over the first deployment.

    Attributes:
        assembly: synthesised from the changed file.
        sentences: each change.
    """

    assembly: Assembly
    sentences: tuple[str, ...]


def rehearse(assembly: Assembly, logs: Path, say: Say, changed: Changed | None = None, *, with_restore: bool = False) -> Rehearsal:
    """Deploys an assembly into a fresh simulator and reads back what is there.

    Args:
        assembly: what is deployed.
        logs: a folder for what the simulator and the CLI print.
        say: gets a line for every step.
        changed: what is deployed over it later; with it the rehearsal goes on to the deployment's end.
        with_restore: whether what is copied away is then lost and restored.

    Raises:
        RehearsalFailed: when the simulator or the CLI fails.
    """
    seconds = Timer()
    images = sorted({*assembly.images(), *(changed.assembly.images() if changed else ())})
    assumed = sorted({*assembly.assumed(), *(changed.assembly.assumed() if changed else ())})
    keys, roles = assembly.external_keys(), assembly.service_roles()
    logs.mkdir(parents=True, exist_ok=True)
    cli_log = logs / "cdk.log"
    cli_log.unlink(missing_ok=True)
    started = time.monotonic()
    account = simulator(
        assembly.account, assembly.region, images=images, assumed=assumed, keys=keys, roles=roles, log=logs / "simulator.log"
    )
    with account as endpoint:
        seconds.parts["start"] = time.monotonic() - started
        say(f"{seconds.parts['start']:6.1f} s  simulator of account {assembly.account} in {assembly.region} at {endpoint}")
        accounts = [Account(endpoint, assembly, place, cli_log, say, started) for place in assembly.places]
        empty = {each.aws.account: inventory(each.aws) for each in accounts} if changed else {}
        told: list[str] = []
        for each in accounts:
            is_own = each is accounts[-1]
            of = "" if is_own else f" {each.aws.account}"
            with seconds.of("bootstrap" + of):
                each.cli.bootstrap()
            if changed and is_own:
                with seconds.of("interrupted"):
                    told.append(lifecycle.interrupted(each.aws, endpoint, lifecycle.IN_THE_FIRST, each.cli.deploy))
            with seconds.of("deploy" + of):
                each.cli.deploy()
        with seconds.of("read back"):
            found = tuple(_read(accounts, assembly))
        restored = None
        if with_restore:
            held = {each.aws.account: inventory(each.aws) for each in accounts} if changed else {}
            with seconds.of("restore"):
                restored = rehearse_restore(endpoint, assembly, say)
            for each in accounts if changed else ():
                # What people restored by hand, no stack removes.
                empty[each.aws.account] |= inventory(each.aws) - held[each.aws.account]
        life = None
        if changed:
            after = [Account(endpoint, changed.assembly, place, cli_log, say, started) for place in changed.assembly.places]
            life = live_on(after, endpoint, changed.assembly, changed.sentences, seconds, told, empty)
    deployment = {"name": assembly.name, "account": assembly.account, "region": assembly.region, "partition": accounts[-1].aws.partition}
    named = (
        *(f"machine image {image}" for image in images),
        *(f"capacity {block}" for block in sorted(assembly.reservations())),
        *(f"key {arn}, with the policy of the keys template's metadata" for arn in keys),
        *(f"the role {name} of {service}" for name, service in roles.items()),
        *assumed,
        *(ORGANISATION if assembly.backup else ()),
    )
    return Rehearsal(deployment, found, (*named, *NOT_ASKED), seconds.parts, life, restored)


def _read(accounts: Sequence[Account], assembly: Assembly) -> Iterator[Checked]:
    for each in reversed(accounts):
        yield from each.read(assembly)

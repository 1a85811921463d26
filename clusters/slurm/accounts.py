"""The accounting database's content: accounts, users and qualities of service with their limits, as a script of `sacctmgr` commands.

The script can run again: what is there is changed to what the deployment file says, and a limit that the file no longer has is taken off.
What the file no longer names stays, since jobs were charged to it; `sacctmgr delete` is a person's decision.
"""

from collections.abc import Iterator
from shlex import quote

from blueprint.settings.slurm import Account, Qos, Slurm

NONE = "-1"
"""sacctmgr's word for no limit."""

HEAD = """#!/bin/sh
# Rendered from training.slurm of the deployment file; change it there. Runs on a host with sacctmgr, as Slurm's administrator.
set -eu
have() { [ -n "$(sacctmgr --noheader --parsable2 show "$@")" ]; }
change() { sacctmgr --immediate --quiet "$@"; }
# Set only where it differs: to Slurm 22.05 a quality whose list was emptied preempts all, and the next list that names it is a loop.
preempts() {
    now=$(sacctmgr --noheader --parsable2 show qos where name="$1" format=preempt)
    [ "$now" = "$2" ] || change modify qos where name="$1" set preempt="$2"
}
"""


def accounts_script(slurm: Slurm) -> str:
    """The commands, as a shell script: qualities first, since accounts name them."""
    lines = [*_qualities(slurm.qos), *_accounts(slurm.accounts, slurm.qos)]
    return HEAD + "\n".join(lines) + "\n"


def _qualities(qualities: tuple[Qos, ...]) -> Iterator[str]:
    for quality in qualities:
        yield f"have qos where name={quality.name} || change add qos {quality.name}"
    for quality in qualities:
        limits = {
            "priority": str(quality.priority),
            "GrpTRES": f"node={quality.most_nodes or NONE}",
            "MaxTRESPerAccount": f"gres/gpu={quality.most_gpus_per_account or NONE}",
            "MaxWall": f"{quality.longest_hours}:00:00" if quality.longest_hours else NONE,
        }
        yield f"change modify qos where name={quality.name} set {_words(limits)}"
    for quality in qualities:
        yield f"preempts {quality.name} {quote(','.join(quality.preempts))}"


def _accounts(accounts: tuple[Account, ...], qualities: tuple[Qos, ...]) -> Iterator[str]:
    known = ",".join(quality.name for quality in qualities)
    for account in accounts:
        allowed = ",".join(account.qos) or known or "normal"
        yield f"have account where name={account.name} || change add account {account.name}"
        yield f"change modify account where name={account.name} set {_words({'fairshare': str(account.shares), 'qos': allowed})}"
        for user in account.users:
            where = f"name={quote(user)} account={account.name}"
            yield f"have association where user={quote(user)} account={account.name} || change add user {where}"


def _words(settings: dict[str, str]) -> str:
    return " ".join(f"{name}={quote(value)}" for name, value in settings.items())

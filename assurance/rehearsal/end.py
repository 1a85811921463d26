"""From the first deployment to the last: a change, interrupted once; the end, refused once; and what is left."""

from collections.abc import Iterator, Mapping, Sequence

from assurance.rehearsal import lifecycle
from assurance.rehearsal.account import Account
from assurance.rehearsal.assembly import Assembly
from assurance.rehearsal.leftovers import Leftovers, leftovers
from assurance.rehearsal.timer import Timer


def live_on(
    accounts: Sequence[Account],
    endpoint: str,
    assembly: Assembly,
    sentences: Sequence[str],
    seconds: Timer,
    told: list[str],
    empty: Mapping[str, set[tuple[str, str]]],
) -> lifecycle.Lifecycle:
    """The rest of a deployment's life.

    Args:
        accounts: Where the changed deployment goes, its own account last.
        endpoint: The simulator.
        assembly: The changed deployment.
        sentences: What the change is.
        seconds: How long each part takes.
        told: What has happened so far.
        empty: The inventory of each account before anything was deployed.
    """
    own = accounts[-1]
    with seconds.of("change interrupted"):
        told.append(lifecycle.interrupted(own.aws, endpoint, lifecycle.IN_THE_CHANGE, own.cli.deploy))
    with seconds.of("change"):
        for each in accounts:
            each.cli.bootstrap()
            each.cli.deploy()
    told.append(lifecycle.what_changed(own.aws, own.stacks))
    with seconds.of("read back again"):
        problems = [f"{one.stack}/{one.logical_id} {line}" for each in accounts for one in each.read(assembly) for line in one.problems]
    left: list[Leftovers] = []
    for each in reversed(accounts):
        with seconds.of("destroy" if each is own else f"destroy {each.aws.account}"):
            told += _end(each)
        problems += [f"{stack}: the stack still stands" for stack in lifecycle.stands(each.aws)]
        with seconds.of("leftovers" if each is own else f"leftovers {each.aws.account}"):
            left.append(leftovers(each.aws, empty[each.aws.account]))
    kept = tuple(one for each in left for one in each.kept)
    told.append(f"the end: no stack stands, {len(kept)} resources are kept by policy")
    return lifecycle.Lifecycle(tuple(sentences), tuple(told), kept, (*problems, *(line for each in left for line in each.problems)))


def _end(account: Account) -> Iterator[str]:
    """Destroys an account's stacks, the bootstrap's last."""
    if refused := lifecycle.lift_protection(account.aws, account.cli.destroy):
        yield refused
    account.cli.destroy()
    for stack in reversed(list(account.place.bootstrap)):
        lifecycle.remove_stack(account.aws, stack)

"""What came of the mutations, on a terminal: the survivors by name, the sum last."""

from rich.console import Console
from rich.markup import escape

from assurance.evidence.mutations.run import Campaign


def show_campaign(campaign: Campaign, console: Console | None = None) -> None:
    """Print one line a claim, each survivor with what it did, and `caught N / M`."""
    screen = console or Console(highlight=False, soft_wrap=True)
    for name in campaign.broken_before:
        screen.print(f"[red]![/] {escape(name)} is broken by the templates as they are: mend that first (blueprint audit shows how)")
    for name in campaign.unattacked:
        screen.print(f"[red]![/] {escape(name)}: nobody has written a mutation for it")
    for name in dict.fromkeys(attack.mutation.claim for attack in campaign.attacks):
        own = [attack for attack in campaign.attacks if attack.mutation.claim == name]
        screen.print(f"{escape(name)}: {sum(attack.is_caught for attack in own)} of {len(own)} caught")
    for attack in campaign.survivors:
        mutation = attack.mutation
        why = f"could not be made: {attack.trouble}" if attack.trouble else "survived"
        if attack.noticed_by:
            why += f"; noticed by {', '.join(attack.noticed_by)} only"
        screen.print(f"[red]![/] {escape(mutation.claim)}, {escape(mutation.name)}: {escape(mutation.sentence)} ({escape(why)})")
    screen.print(f"caught {campaign.caught} / {len(campaign.attacks)}")

"""One account of a rehearsal: the people's command line there, and boto3."""

from collections.abc import Iterator
from pathlib import Path

from assurance.rehearsal.assembly import Assembly, Place
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.cdk import Cli, Say
from assurance.rehearsal.verify import Checked, StackReader


class Account:
    """The deployment's own account, or the one that its copies go to.

    Attributes:
        place: which.
        cli: the CDK, run by its people.
        aws: boto3 there.
    """

    def __init__(self, endpoint: str, assembly: Assembly, place: Place, log: Path, say: Say, start: float) -> None:
        self.place = place
        self.cli = Cli(endpoint, assembly, log, say, place=place, start=start)
        self.aws = Aws(place.region, place.account, endpoint)

    def read(self, assembly: Assembly) -> Iterator[Checked]:
        """Every resource of its stacks, those of its bootstrap first."""
        templates = {**assembly.before(self.place), **{stack: assembly.templates[stack] for stack in self.place.stacks}}
        for stack, template in templates.items():
            yield from StackReader(self.aws, stack, template).check()

    @property
    def stacks(self) -> tuple[str, ...]:
        """Names of all of its stacks, in the order in which they are made."""
        return (*self.place.bootstrap, *self.place.stacks)

"""Places and accounts that are certainly not the deployment's: what an attack writes into a template."""

from dataclasses import dataclass
from functools import cached_property

from assurance.evidence.addon_pulls import registry_of
from assurance.evidence.scope import Partition, Scope, partition_named, partitions

ACCOUNTS = 10**12
"""There are so many twelve-digit numbers."""


@dataclass(frozen=True)
class Elsewhere:
    """The world outside one scope."""

    scope: Scope

    @property
    def account(self) -> str:
        """An account that is none of the scope's."""
        return next(
            number
            for step in range(1, len(self.scope.accounts) + 2)
            if (number := f"{(int(self.scope.account) + step) % ACCOUNTS:012d}") not in self.scope.accounts
        )

    @cached_property
    def region(self) -> str:
        """A region that is not approved: of the same partition where it has one, else of the largest."""
        largest = max(partitions(), key=lambda each: len(each.regions))
        for partition in (partition_named(self.scope.partition), largest):
            names = sorted(partition.regions) if partition else []
            for name in names:
                if name not in self.scope.regions and name.count("-") > 1 and not name.endswith("global"):
                    return name
        raise LookupError("every region of the world is approved")

    @property
    def partition(self) -> Partition:
        """A partition with a DNS suffix of its own that is not the scope's."""
        own = partition_named(self.scope.partition)
        ours = set(own.dns_suffixes) if own else set()
        return next(each for each in partitions() if each.name != self.scope.partition and not ours & set(each.dns_suffixes))

    def arn(self, service: str, rest: str, *, region: str | None = None, account: str | None = None, partition: str | None = None) -> str:
        """An ARN; what is not given is the deployment's own."""
        place = self.scope.region if region is None else region
        return ":".join(("arn", partition or self.scope.partition, service, place, account or self.scope.account, rest))

    def bucket(self, name: str = "away") -> str:
        """The ARN of a bucket that is none of the deployment's."""
        return f"arn:{self.scope.partition}:s3:::{name}"

    @property
    def key(self) -> str:
        """A key of another account in the deployment's own region."""
        return self.arn("kms", "key/00000000-0000-4000-8000-000000000000", account=self.account)

    @property
    def addons(self) -> str:
        """Images of EKS's add-ons in AWS's registry of the own region; of an account that is none of the scope's where it has none."""
        return self.arn("ecr", "repository/eks/*", account=registry_of(self.scope.region) or self.account)

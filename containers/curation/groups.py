"""Union-find: which documents hang together (Tarjan 1975)."""

from collections.abc import Iterable


class Groups:
    """Disjoint groups of the numbers 0 to size - 1; a group is named by its smallest member."""

    def __init__(self, size: int) -> None:
        self._parents = list(range(size))

    def root(self, member: int) -> int:
        """The name of a member's group."""
        while self._parents[member] != member:
            self._parents[member] = self._parents[self._parents[member]]
            member = self._parents[member]
        return member

    def join(self, one: int, other: int) -> None:
        """Make two groups one."""
        low, high = sorted((self.root(one), self.root(other)))
        self._parents[high] = low

    def together(self, one: int, other: int) -> bool:
        """Are the two in one group?"""
        return self.root(one) == self.root(other)

    def members(self, of: Iterable[int] | None = None) -> dict[int, list[int]]:
        """The members of every group, in order, by the group's name."""
        result: dict[int, list[int]] = {}
        for member in range(len(self._parents)) if of is None else of:
            result.setdefault(self.root(member), []).append(member)
        return result

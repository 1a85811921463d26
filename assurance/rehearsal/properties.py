"""The properties of one resource, each of which a model has to take."""

from collections.abc import Mapping

from assurance.rehearsal.errors import Refused
from assurance.rehearsal.values import Json


class Properties:
    """What a template says about one resource, and which of it a model has looked at.

    A model that forgets a property would call a resource made that lacks it: what nobody took by the end is refused.
    """

    def __init__(self, given: Mapping[str, Json], at: str = "") -> None:
        self._left = dict(given)
        self._at = at

    def take(self, name: str, default: Json = None) -> Json:
        """The property, or the default."""
        return self._left.pop(name, default)

    def need(self, name: str) -> Json:
        """The property; refused when it is not there."""
        if name not in self._left:
            raise Refused(f"{self._at}{name}: required")
        return self._left.pop(name)

    def part(self, name: str) -> "Properties":
        """A nested mapping, to be taken property by property too."""
        return Properties(self._left.pop(name, {}), at=f"{self._at}{name}.")

    def some(self, *names: str) -> dict[str, Json]:
        """Those of the named properties that are given."""
        return {name: self._left.pop(name) for name in names if name in self._left}

    def rest(self) -> dict[str, Json]:
        """All that is left: for a call whose own model refuses what it does not know."""
        left, self._left = self._left, {}
        return left

    def finish(self) -> None:
        """Refuses what nobody took."""
        if self._left:
            raise Refused("not modelled: " + ", ".join(f"{self._at}{name}" for name in sorted(self._left)))

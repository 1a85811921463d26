"""What a mutation is: one thing made wrong, and the claim that has to notice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from assurance.evidence.assembly import Assembly
from assurance.evidence.claim import Claim
from assurance.evidence.mutations.draft import Draft, NothingToChangeError
from assurance.evidence.scope import Scope

Change = Callable[[Draft], Any]


@dataclass(frozen=True, slots=True)
class Mutation:
    """One attack.

    Attributes:
        claim: Name of the claim that has to notice.
        name: A few words.
        sentence: What is made wrong.
        change: Makes it so in a draft of the templates.
        minds_services: Whether the list of approved services is what has to notice. Every other attack is made with all services
            approved: a resource that is added would otherwise be noticed for its service alone.
    """

    claim: str
    name: str
    sentence: str
    change: Change
    minds_services: bool = False

    def of(self, assembly: Assembly, scope: Scope) -> Assembly:
        """The changed templates; the original stays as it is.

        Raises:
            NothingToChangeError: Where the deployment has nothing that it could change.
        """
        draft = Draft(assembly, scope)
        try:
            self.change(draft)
        except (KeyError, IndexError, StopIteration) as error:
            raise NothingToChangeError(f"the resource that it changes has no {error or 'such part'}") from None
        return draft.assembly()


class Register:
    """The mutations of one claim, in the order in which they are written."""

    def __init__(self, claim: str) -> None:
        self.claim = claim
        self.mutations: list[Mutation] = []

    def __call__(self, change: Change) -> Change:
        """Register a function; its name and docstring are the mutation's."""
        name = getattr(change, "__name__", "").strip("_").replace("_", " ")
        self.mutations.append(Mutation(self.claim, name, " ".join((change.__doc__ or "").split()), change))
        return change

    def of_services(self, change: Change) -> Change:
        """Register a function whose attack the list of approved services has to notice."""
        self(change)
        self.mutations[-1] = replace(self.mutations[-1], minds_services=True)
        return change

    def added(self, type_name: str, name: str, sentence: str, properties: Callable[[Draft], dict[str, Any]] | None = None) -> None:
        """Register the bare addition of one resource to the first template."""
        change: Change = lambda draft: draft.add(type_name, **(properties(draft) if properties else {}))  # noqa: E731 - it has no name of its own
        self.mutations.append(Mutation(self.claim, name, sentence, change))


def mutations_of(claim: Claim) -> Sequence[Mutation]:
    """Every mutation that a claim has to notice; empty where nobody has written any."""
    module = f"{__package__}.{claim.NAME}"
    if find_spec(module) is None:
        return ()
    register: Register = import_module(module).register
    return tuple(register.mutations)

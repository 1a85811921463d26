"""The templates of an assembly in the hands of an attacker: what is changed is copied first, everything else is shared."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from assurance.evidence.assembly import Assembly
from assurance.evidence.mutations.elsewhere import Elsewhere
from assurance.evidence.scope import Scope

Properties = dict[str, Any]
MUTANT = "Mutant"
"""How the logical ids of added resources begin."""


class NothingToChangeError(LookupError):
    """The deployment has nothing that the mutation could change."""


@dataclass(frozen=True, slots=True)
class Found:
    """A resource of the draft.

    Attributes:
        draft: The draft that it is in.
        template: Index of its template.
        name: Its logical id.
        body: The resource, a copy that may be changed.
    """

    draft: "Draft"
    template: int
    name: str
    body: dict[str, Any]

    @property
    def properties(self) -> Properties:
        """Its properties, to be changed in place."""
        own: Properties = self.body.setdefault("Properties", {})
        return own

    @property
    def ref(self) -> dict[str, str]:
        """A reference to it, for use in its own template."""
        return {"Ref": self.name}

    def attribute(self, name: str) -> dict[str, list[str]]:
        """One of its attributes, for use in its own template."""
        return {"Fn::GetAtt": [self.name, name]}

    def beside(self, type_name: str, **properties: Any) -> "Found":  # noqa: ANN401 - a template's values are any JSON
        """Add a resource to the same template."""
        return self.draft.add(type_name, template=self.template, **properties)


class Draft:
    """A copy of an assembly, to be made wrong."""

    def __init__(self, assembly: Assembly, scope: Scope) -> None:
        self._before = assembly
        self._templates = list(assembly.templates)
        self._touched: dict[tuple[int, str], dict[str, Any]] = {}
        self.elsewhere = Elsewhere(scope)
        self.scope = scope

    def every(self, type_name: str, where: Callable[[Properties], Any] = lambda _: True) -> Iterator[Found]:
        """Every resource of a type whose properties agree, ready to be changed.

        Raises:
            NothingToChangeError: Where there is none.
        """
        names = [
            (index, name)
            for index, template in enumerate(self._templates)
            for name, body in template.section("Resources").items()
            if body["Type"] == type_name and where(body.get("Properties", {}))
        ]
        if not names:
            raise NothingToChangeError(f"no {type_name} of the kind that it changes")
        for index, name in names:
            yield self._edit(index, name)

    def first(self, type_name: str, where: Callable[[Properties], Any] = lambda _: True) -> Found:
        """The first resource of a type whose properties agree, ready to be changed; see `every`."""
        return next(self.every(type_name, where))

    def add(self, type_name: str, *, template: int = 0, **properties: Any) -> Found:  # noqa: ANN401 - likewise
        """Add a resource to a template."""
        name = next(f"{MUTANT}{number}" for number in range(1000) if (template, f"{MUTANT}{number}") not in self._touched)
        self._edit(template, name)
        body = self._templates[template].body["Resources"][name] = {"Type": type_name, "Properties": properties}
        return Found(self, template, name, body)

    def remove(self, found: Found) -> None:
        """Take a resource out."""
        self._edit(found.template, found.name)
        del self._templates[found.template].body["Resources"][found.name]

    def section(self, found: Found, name: str) -> dict[str, Any]:
        """Another section (`Parameters`, `Conditions`, `Outputs` …) of a resource's template, to be added to."""
        body = self._edit_template(found.template)
        body[name] = dict(body.get(name, {}))
        return body[name]  # type: ignore[no-any-return]  # JSON

    def redeploy(self, *, region: str | None = None, account: str | None = None) -> None:
        """Bind the first stack of the manifest to another place; None leaves the choice to whoever deploys."""
        index = next(index for index, template in enumerate(self._templates) if template.is_in_manifest)
        self._templates[index] = replace(self._templates[index], region=region, account=account)

    def assembly(self) -> Assembly:
        """What the attacker has made.

        Raises:
            NothingToChangeError: Where it is what was there before.
        """
        if all(now == before for now, before in zip(self._templates, self._before.templates, strict=True)):
            raise NothingToChangeError("the templates are what they were")
        return replace(self._before, templates=tuple(self._templates))

    def _edit(self, index: int, name: str) -> Found:
        """A resource, copied when it is first touched."""
        resources = self._edit_template(index)["Resources"]
        if (index, name) not in self._touched:
            resources[name] = self._touched[index, name] = deepcopy(resources.get(name, {}))
        return Found(self, index, name, resources[name])

    def _edit_template(self, index: int) -> dict[str, Any]:
        template = self._templates[index]
        if template.body is self._before.templates[index].body:
            body = template.body | {"Resources": dict(template.section("Resources"))}
            self._templates[index] = template = replace(template, body=body)
        return template.body

"""Small templates by hand: one call makes a graph."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assurance.evidence.assembly import Assembly, Template
from assurance.evidence.graph import TemplateGraph
from assurance.evidence.scope import Scope

EU = Scope("example", "aws", ("eu-central-1",), ("111122223333",))
EUSC = Scope("example", "aws-eusc", ("eusc-de-east-1",), ("111122223333",))


def template(resources: dict[str, Any], stack: str = "Stack", **sections: Any) -> Template:
    return Template(stack, f"{stack}.template.json", {"Resources": resources, **sections}, region="eu-central-1", account="111122223333")


GraphOf = Callable[..., TemplateGraph]


@pytest.fixture(scope="session")
def graph_of() -> GraphOf:
    """Makes a graph of one stack's resources; `more` are further templates."""

    def make(resources: dict[str, Any], *more: Template, scope: Scope = EU, **sections: Any) -> TemplateGraph:
        own = template(resources, **sections)
        if scope is EUSC:
            own = Template(own.stack, own.file, own.body, region="eusc-de-east-1", account="111122223333")
        return TemplateGraph(Assembly(Path("cdk.out"), (own, *more)), scope)

    return make


@pytest.fixture(scope="session")
def template_of() -> Callable[..., Template]:
    return template


@pytest.fixture(scope="session")
def eusc() -> Scope:
    return EUSC


@pytest.fixture(scope="session")
def eu() -> Scope:
    return EU

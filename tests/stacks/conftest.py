"""The templates of the example deployments."""

import pytest

from tests.conftest import DEPLOYMENTS, Synthesise
from tests.stacks.templates import Templates


@pytest.fixture(scope="session", params=DEPLOYMENTS)
def templates(request: pytest.FixtureRequest, synthesise: Synthesise) -> Templates:
    """Each in turn."""
    return Templates(synthesise(request.param))


@pytest.fixture(scope="session")
def europe(synthesise: Synthesise) -> Templates:
    """One of them, where what is asked does not depend on the place."""
    return Templates(synthesise("example-eu"))

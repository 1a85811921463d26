"""One simulator for all tests, emptied before each; one whole rehearsal of the example deployment."""

import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.server import simulator

ACCOUNT, REGION = "111122223333", "eu-central-1"
Deploy = Callable[..., "Outcome"]


class Outcome:
    """A stack after CreateStack: its ids by logical id, or why it failed."""

    def __init__(self, aws: Aws, name: str) -> None:
        self.status = aws.cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
        resources = aws.cloudformation.list_stack_resources(StackName=name)["StackResourceSummaries"]
        self.ids = {known["LogicalResourceId"]: known["PhysicalResourceId"] for known in resources}
        events = aws.cloudformation.describe_stack_events(StackName=name)["StackEvents"]
        self.reasons = [
            f"{event['LogicalResourceId']}: {event['ResourceStatusReason']}"
            for event in events
            if event["ResourceStatus"] == "CREATE_FAILED"
        ]


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with simulator(ACCOUNT, REGION, log=tmp_path_factory.mktemp("simulator") / "log") as address:
        yield address


@pytest.fixture(scope="session")
def full(endpoint: str) -> Aws:
    """The account with whatever earlier tests left in it: emptying it takes longer than most tests."""
    return Aws(REGION, ACCOUNT, endpoint)


@pytest.fixture
def aws(endpoint: str) -> Aws:
    """The account, emptied."""
    with urlopen(Request(f"{endpoint}/moto-api/reset", method="POST")) as answer:
        assert json.load(answer) == {"status": "ok"}
    return Aws(REGION, ACCOUNT, endpoint)


@pytest.fixture
def deploy(full: Aws) -> Deploy:
    def create(name: str = "", **resources: dict[str, object]) -> Outcome:
        name = name or f"s{uuid.uuid4().hex[:8]}"
        full.cloudformation.create_stack(StackName=name, TemplateBody=json.dumps({"Resources": resources}))
        return Outcome(full, name)

    return create


@pytest.fixture(scope="session")
def repository() -> Path:
    return Path(__file__).parents[3]

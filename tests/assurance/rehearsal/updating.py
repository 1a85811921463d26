"""A stack in the simulator, through its changes and its end."""

import json
from collections.abc import Mapping
from urllib.request import Request, urlopen

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.verify import StackReader

Resources = Mapping[str, object]


class Lived:
    """One stack's life.

    Args:
        aws: the account.
        name: the stack.
        endpoint: where the simulator listens; for refusals on purpose.
    """

    def __init__(self, aws: Aws, name: str, endpoint: str = "") -> None:
        self.aws, self.name, self.endpoint = aws, name, endpoint
        self.template: dict[str, object] = {}
        self.identity = ""

    def _write(self, resources: Resources, exports: Mapping[str, object] | None) -> str:
        outputs = {key: {"Value": value, "Export": {"Name": key}} for key, value in (exports or {}).items()}
        self.template = {"Resources": dict(resources)} | ({"Outputs": outputs} if outputs else {})
        return json.dumps(self.template)

    def create(self, resources: Resources, exports: Mapping[str, object] | None = None) -> str:
        made = self.aws.cloudformation.create_stack(StackName=self.name, TemplateBody=self._write(resources, exports))
        self.identity = made["StackId"]
        return self.status

    def update(self, resources: Resources, exports: Mapping[str, object] | None = None) -> str:
        self.aws.cloudformation.update_stack(StackName=self.name, TemplateBody=self._write(resources, exports))
        return self.status

    def delete(self) -> str:
        self.aws.cloudformation.delete_stack(StackName=self.name)
        return self.status

    def refuse(self, kind: str, nth: int = 1) -> None:
        """The nth resource of a type will not be made, once."""
        with urlopen(Request(f"{self.endpoint}/rehearsal/refuse?type={kind}&nth={nth}", method="POST")) as answer:
            assert kind in json.load(answer)["armed"]

    @property
    def status(self) -> str:
        return str(self.aws.cloudformation.describe_stacks(StackName=self.identity)["Stacks"][0]["StackStatus"])

    @property
    def ids(self) -> dict[str, str]:
        known = self.aws.cloudformation.list_stack_resources(StackName=self.identity)["StackResourceSummaries"]
        return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in known if one.get("LogicalResourceId")}

    def events(self, status: str = "") -> list[tuple[str, str, str]]:
        """Logical id, status and reason, the first first."""
        found = self.aws.cloudformation.describe_stack_events(StackName=self.identity)["StackEvents"]
        told = [(one["LogicalResourceId"], one["ResourceStatus"], one.get("ResourceStatusReason", "")) for one in reversed(found)]
        return [one for one in told if status in one[1]]

    def problems(self) -> list[str]:
        """Where boto3 finds what the template does not say."""
        return [problem for one in StackReader(self.aws, self.name, self.template).check() for problem in one.problems]

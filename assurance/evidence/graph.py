"""All templates of a deployment as one graph: resources are its nodes, whatever one takes from another is an edge."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import Any

from assurance.evidence.assembly import Assembly, Template
from assurance.evidence.intrinsics import Place, Resolver
from assurance.evidence.scope import Scope, partition_named
from assurance.evidence.values import ABSENT, Unknown, Value, at, references

NESTED = "AWS::CloudFormation::Stack"


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """One resource.

    Attributes:
        id: `stack/logical id`, unique in the graph.
        type: `AWS::S3::Bucket`.
        properties: Resolved; a symbol where the template does not say.
        path: Its construct path (`aws:cdk:path`), or its id where the template has none.
        asset: The file that its metadata names (`aws:asset:path`): of a nested stack, its template.
        is_certain: False where a condition, open until the deployment, decides whether it exists.
        depends_on: Ids of the resources that `DependsOn` names.
    """

    id: str
    type: str
    properties: dict[str, Value]
    path: str
    asset: str = ""
    is_certain: bool = True
    depends_on: tuple[str, ...] = ()

    def at(self, *path: str) -> Iterator[Value]:
        """Every possible value at a property path; see `values.at`."""
        return at(self.properties, *path)


@dataclass(frozen=True, slots=True)
class Output:
    """One output of a stack, or what it exports."""

    stack: str
    name: str
    value: Value


class TemplateGraph:
    """The resources of every template of an assembly, and what they take from each other."""

    def __init__(self, assembly: Assembly, scope: Scope) -> None:
        self.assembly = assembly
        self.scope = scope
        partition = partition_named(scope.partition)
        self._url_suffix = partition.dns_suffixes[0] if partition else ""
        self._in_progress: set[str] = set()
        self.resources: dict[str, Resource] = {
            resource.id: resource for template in (*assembly.templates, *assembly.manifests) for resource in self._resources(template)
        }
        self._users: dict[str, list[str]] = {}
        for resource in self.resources.values():
            for target in self.uses(resource):
                self._users.setdefault(target.id, []).append(resource.id)

    def of_type(self, *types: str) -> Iterator[Resource]:
        """Every resource of these types."""
        return (resource for resource in self.resources.values() if resource.type in types)

    def uses(self, resource: Resource) -> list[Resource]:
        """The resources that this one refers to or depends on."""
        named = dict.fromkeys([*(reference.resource for reference in references(resource.properties)), *resource.depends_on])
        return [self.resources[name] for name in named if name in self.resources]

    def used_by(self, resource: Resource) -> list[Resource]:
        """The resources that refer to this one or depend on it."""
        return [self.resources[name] for name in self._users.get(resource.id, [])]

    def referred(self, value: Value) -> list[Resource]:
        """The resources that a value refers to."""
        return [self.resources[reference.resource] for reference in references(value) if reference.resource in self.resources]

    def account_of(self, resource: Resource) -> str:
        """The account that a resource's stack is deployed to; the scope's own where the template leaves it open."""
        return self._accounts.get(resource.id.rpartition("/")[0]) or self.scope.account

    def region_of(self, resource: Resource) -> str:
        """Likewise the region."""
        return self._regions.get(resource.id.rpartition("/")[0]) or self.scope.region

    @cached_property
    def _regions(self) -> dict[str, str | None]:
        return {template.stack: template.region for template in self.assembly.templates}

    @cached_property
    def _accounts(self) -> dict[str, str | None]:
        return {template.stack: template.account for template in self.assembly.templates}

    def path(self, start: Resource, end: Resource) -> tuple[str, ...]:
        """The shortest chain of construct paths from one resource to another along what they use; empty where there is none."""
        before: dict[str, str] = {start.id: ""}
        queue = deque([start])
        while queue and end.id not in before:
            here = queue.popleft()
            for target in self.uses(here):
                if target.id not in before:
                    before[target.id] = here.id
                    queue.append(target)
        if end.id not in before:
            return ()
        chain, name = [end.path], end.id
        while name := before[name]:
            chain.append(self.resources[name].path)
        return tuple(reversed(chain))

    def has_template_of(self, nested: Resource) -> bool:
        """Whether the template of a nested stack is in the assembly."""
        return nested.asset != "" and any(PurePath(template.file).name == nested.asset for template in self.assembly.templates)

    @cached_property
    def outputs(self) -> tuple[Output, ...]:
        """Every output of every stack, its value resolved."""
        return tuple(
            Output(template.stack, name, self._resolver(template).resolve(output.get("Value")))
            for template in self.assembly.templates
            for name, output in template.section("Outputs").items()
            if isinstance(output, dict)
        )

    def _resources(self, template: Template) -> Iterator[Resource]:
        resolver = self._resolver(template)
        for name, body in template.section("Resources").items():
            condition = body.get("Condition")
            verdict = resolver.condition(condition) if isinstance(condition, str) else True
            if verdict is False:
                continue
            properties = resolver.resolve(body.get("Properties", {}))
            after = body.get("DependsOn", [])
            yield Resource(
                id=resolver.node(name),
                type=body["Type"],
                properties=properties if isinstance(properties, dict) else {},
                path=_metadata(body, "aws:cdk:path").removesuffix("/Resource") or resolver.node(name),
                asset=_metadata(body, "aws:asset:path"),
                is_certain=verdict is True,
                depends_on=tuple(resolver.node(other) for other in (after if isinstance(after, list) else [after])),
            )

    def _resolver(self, template: Template) -> Resolver:
        return Resolver(template, self._place_of(template), self._imported, self._passed_in(template))

    def _imported(self, name: str) -> Value:
        """The value of an export, read in the template that makes it."""
        if name in self._in_progress:
            return Unknown(f"the export {name}, which leads back to itself")
        exporter = self._exporters.get(name)
        if exporter is None:
            return Unknown(f"the export {name}, which no stack here makes")
        template, value = exporter
        self._in_progress.add(name)
        try:
            return self._resolver(template).resolve(value)
        finally:
            self._in_progress.discard(name)

    @cached_property
    def _exporters(self) -> dict[str, tuple[Template, Any]]:
        found: dict[str, tuple[Template, Any]] = {}
        for template in self.assembly.templates:
            plain = Resolver(template, self._place_of(template), lambda name: Unknown(f"the export {name}"))
            for output in template.section("Outputs").values():
                export = output.get("Export") if isinstance(output, dict) else None
                name = plain.resolve(export.get("Name")) if isinstance(export, dict) else ABSENT
                if isinstance(name, str):
                    found[name] = (template, output.get("Value"))
        return found

    def _place_of(self, template: Template) -> Place:
        scope = self.scope
        return Place(scope.partition, template.region or scope.region, template.account or scope.account, self._url_suffix)

    def _passed_in(self, template: Template) -> dict[str, Value]:
        """What the stack above gives a nested template as parameters."""
        above, call = self._nesting.get(PurePath(template.file).name, (None, None))
        if above is None or not isinstance(call, dict) or template.stack in self._in_progress:
            return {}
        self._in_progress.add(template.stack)
        try:
            passed = self._resolver(above).resolve(call)
        finally:
            self._in_progress.discard(template.stack)
        return passed if isinstance(passed, dict) else {}

    @cached_property
    def _nesting(self) -> dict[str, tuple[Template, Any]]:
        return {
            _metadata(body, "aws:asset:path"): (template, body.get("Properties", {}).get("Parameters"))
            for template in self.assembly.templates
            for body in template.section("Resources").values()
            if body["Type"] == NESTED
        }


def _metadata(body: dict[str, Any], key: str) -> str:
    metadata = body.get("Metadata")
    value = metadata.get(key) if isinstance(metadata, dict) else None
    return value if isinstance(value, str) else ""

"""A cloud assembly on disk: the templates in a `cdk.out`, where each is to be deployed, and the scope they were made for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from json import JSONDecodeError, loads
from pathlib import Path
from typing import Any

from assurance.evidence.assembly_template import Template
from assurance.evidence.manifests import read_manifests
from assurance.evidence.scope import Copies, Scope, partition_named, partitions
from assurance.evidence.ways.declared import BadWayError, read_ways

BESIDE = re.compile(r"(?P<vault>vault-)?(bootstrap|rights(-[0-9]+)?)[.]template[.]json")
"""What an account needs before its first stack, the second account too; the CDK's manifest does not list it."""
ENVIRONMENT = re.compile(r"^aws://(?P<account>[^/]+)/(?P<region>[^/]+)$")


__all__ = ["Assembly", "BadAssemblyError", "Template", "deployment_name", "read_assembly", "scope_of"]


class BadAssemblyError(ValueError):
    """The folder is not a readable cloud assembly; the message names every file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """Everything that the claims read; `manifests` are Kubernetes' objects, one file a template."""

    folder: Path
    templates: tuple[Template, ...]
    deployment: dict[str, Any] = field(default_factory=dict)
    validation: dict[str, Any] = field(default_factory=dict)
    manifests: tuple[Template, ...] = ()

    @property
    def unbound(self) -> frozenset[str]:
        """Stacks of the manifest for which it names no region or no account; nested and bootstrap templates go where their caller goes."""
        own = (template for template in self.templates if template.is_in_manifest)
        return frozenset(template.stack for template in own if template.region is None or template.account is None)


def read_assembly(folder: Path) -> Assembly:
    """Read a `cdk.out`: every stack of its manifest and of the assemblies in it, nested templates, and the bootstrap template.

    Raises:
        BadAssemblyError: With one line for each file that is missing or broken.
    """
    if not (folder / "manifest.json").is_file():
        raise BadAssemblyError(f"{folder}: no manifest.json here; run `cdk synth`, or name another folder")
    problems: list[str] = []
    templates = [
        template for path, stack, where in _stacks(folder, problems) if (template := _template(folder, path, stack, where, problems))
    ]
    known = {template.file for template in templates}
    deployment = _object(folder / "deployment.json", problems) if (folder / "deployment.json").exists() else {}
    for path in sorted(folder.rglob("*.template.json")):
        file = str(path.relative_to(folder))
        beside = BESIDE.fullmatch(path.name)
        if file not in known and (beside or path.name.endswith(".nested.template.json")):
            stack = path.name.removesuffix(".nested.template.json").removesuffix(".template.json")
            where = _second_account(deployment) if beside and beside["vault"] else (None, None)
            if template := _template(folder, path, stack, where, problems):
                templates.append(replace(template, is_in_manifest=False))
    validation = _object(folder / "validation-report.json", problems) if (folder / "validation-report.json").exists() else {}
    manifests = tuple(read_manifests(folder, problems))
    if problems:
        raise BadAssemblyError("\n".join(problems))
    return Assembly(folder, tuple(templates), deployment, validation, manifests)


def deployment_name(folder: Path) -> str | None:
    """Which deployment an assembly was made for, by its `deployment.json`; None where it does not say or cannot be read."""
    name = _object(folder / "deployment.json", []).get("name")
    return name if isinstance(name, str) else None


def scope_of(assembly: Assembly, *, partition: str | None = None, regions: tuple[str, ...] = (), accounts: tuple[str, ...] = ()) -> Scope:
    """The scope that the assembly was made for: what the caller says, else its `deployment.json`, else its manifest's environments.

    Raises:
        BadAssemblyError: Where the region, partition or account is nowhere to be found, or is not text.
    """
    facts = assembly.deployment
    own = [facts["region"]] if "region" in facts else []
    found_regions = regions or tuple(dict.fromkeys([*own, *facts.get("approved_regions", [])])) or _concrete(assembly, "region")
    found_accounts = accounts or ((facts["account"],) if "account" in facts else ()) or _concrete(assembly, "account")
    found_partition = partition or facts.get("partition")
    missing = [
        flag for flag, value in (("--region", found_regions), ("--account", found_accounts), ("--partition", found_partition)) if not value
    ]
    if missing:
        raise BadAssemblyError(f"{assembly.folder}: has no deployment.json and its stacks name no environment; say {' and '.join(missing)}")
    if not all(isinstance(value, str) for value in (*found_regions, *found_accounts, found_partition)):
        raise BadAssemblyError(f"{assembly.folder}/deployment.json: region, approved_regions, account and partition have to be text")
    own_partition = partition_named(str(found_partition))
    if own_partition is None:
        raise BadAssemblyError(
            f"partition: {found_partition!r} is no AWS partition; there are: {', '.join(each.name for each in partitions())}"
        )
    if strangers := [region for region in found_regions if not re.match(own_partition.region_pattern, region)]:
        raise BadAssemblyError(f"region: {', '.join(strangers)} is not of the partition {own_partition.name}")
    days = facts.get("log_retention_days", 1)
    if not isinstance(days, int) or isinstance(days, bool) or days < 1:
        raise BadAssemblyError(f"{assembly.folder}/deployment.json: log_retention_days has to be a number of days, 1 or more, not {days!r}")
    name = str(facts.get("name") or assembly.folder.name)
    copies = _copies(assembly)
    if copies:
        found_regions = tuple(dict.fromkeys([*found_regions, copies.region]))
        found_accounts = tuple(dict.fromkeys([*found_accounts, copies.account]))
    try:
        ways = read_ways(facts["ways_in"]) if "ways_in" in facts else None
    except BadWayError as error:
        raise BadAssemblyError(f"{assembly.folder}/deployment.json: {error}") from None
    return Scope(
        name,
        str(found_partition),
        tuple(found_regions),
        tuple(found_accounts),
        services=_services(assembly),
        log_retention_days=days,
        stage=str(facts.get("stage", "production")),
        least_tls=_number(assembly, "least_tls"),
        network_events=facts.get("network_events") is True,
        ways=ways,
        copies=copies,
    )


def _services(assembly: Assembly) -> frozenset[str]:
    """The approved services; none where the assembly does not say, and then any may be used."""
    said = assembly.deployment.get("approved_services", [])
    if isinstance(said, list) and all(isinstance(name, str) for name in said):
        return frozenset(said)
    raise BadAssemblyError(f"{assembly.folder}/deployment.json: approved_services has to be a list of names, not {said!r}")


def _number(assembly: Assembly, name: str) -> float | None:
    value = assembly.deployment.get(name)
    if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool)):
        return value
    raise BadAssemblyError(f"{assembly.folder}/deployment.json: {name} has to be a number, not {value!r}")


def _copies(assembly: Assembly) -> Copies | None:
    """The declared copies.

    Raises:
        BadAssemblyError: They are declared, and not wholly.
    """
    said = assembly.deployment.get("backup")
    if said is None:
        return None
    kinds = {item.name: item.type for item in fields(Copies)}
    values = {name: said.get(name) if isinstance(said, dict) else None for name in kinds}
    wrong = sorted(name for name, kind in kinds.items() if type(values[name]) is not kind)
    if wrong:
        raise BadAssemblyError(f"{assembly.folder}/deployment.json: backup: {', '.join(wrong)}: missing, or not of its kind")
    return Copies(**values)  # type: ignore[arg-type]  # each was looked at


def _second_account(deployment: dict[str, Any]) -> tuple[str | None, str | None]:
    """Where the second account's bootstrap stack is deployed to."""
    said = deployment.get("backup")
    account, region = (said.get("account"), said.get("region")) if isinstance(said, dict) else (None, None)
    return (account if isinstance(account, str) else None), (region if isinstance(region, str) else None)


def _concrete(assembly: Assembly, what: str) -> tuple[str, ...]:
    values = (getattr(template, what) for template in assembly.templates)
    return tuple(dict.fromkeys(value for value in values if value))


def _stacks(folder: Path, problems: list[str]) -> Iterator[tuple[Path, str, tuple[str | None, str | None]]]:
    manifest = _object(folder / "manifest.json", problems)
    artifacts = manifest.get("artifacts", {})
    for name, artifact in artifacts.items() if isinstance(artifacts, dict) else ():
        properties = artifact.get("properties") or {}
        if artifact.get("type") == "cdk:cloud-assembly":
            yield from _stacks(folder / str(properties.get("directoryName", "")), problems)
        elif artifact.get("type") == "aws:cloudformation:stack":
            stack = properties.get("stackName") or name
            yield folder / str(properties.get("templateFile", "")), str(stack), _environment(str(artifact.get("environment", "")))


def _environment(text: str) -> tuple[str | None, str | None]:
    match = ENVIRONMENT.match(text)
    if match is None:
        return None, None
    account, region = match["account"], match["region"]
    return (None if account.startswith("unknown") else account), (None if region.startswith("unknown") else region)


def _template(folder: Path, path: Path, stack: str, where: tuple[str | None, str | None], problems: list[str]) -> Template | None:
    body = _object(path, problems)
    if not body:
        return None
    resources = body.get("Resources", {})
    if not isinstance(resources, dict):
        problems.append(f"{path}: Resources is not an object")
        return None
    for name, resource in resources.items():
        if not isinstance(resource, dict) or not isinstance(resource.get("Type"), str):
            problems.append(f"{path}: resource {name} has no Type")
        elif not isinstance(resource.get("Properties", {}), dict):
            problems.append(f"{path}: Properties of resource {name} is not an object")
    return Template(stack, str(path.relative_to(folder)), body, account=where[0], region=where[1])


def _object(path: Path, problems: list[str]) -> dict[str, Any]:
    """The JSON object in a file; otherwise an empty one and a line in `problems`."""
    try:
        content = loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.append(f"{path}: named in the manifest and not there")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path}: cannot be read ({error.__class__.__name__})")
    except JSONDecodeError as error:
        problems.append(f"{path}: is not JSON (line {error.lineno}, column {error.colno}: {error.msg})")
    except RecursionError:
        problems.append(f"{path}: is nested too deeply to be a template")
    else:
        if isinstance(content, dict):
            return content
        problems.append(f"{path}: holds a JSON {type(content).__name__}, not an object")
    return {}

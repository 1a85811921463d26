"""Claim: copies are kept in another account."""

import re
from collections.abc import Iterator

from assurance.evidence.claim import Finding, Remark, paragraphs
from assurance.evidence.copies import COPIERS, DESTINATION, PLAN, REPLICATION, is_declared_vault
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.key_source import what_is_wrong
from assurance.evidence.logs_are_kept import is_bootstrap
from assurance.evidence.ownership import BUCKET, is_ours
from assurance.evidence.policy import Statement, statements
from assurance.evidence.scope import Copies
from assurance.evidence.values import ABSENT, Absent, Reference, Value, listed, possible, render, truth

NAME = "copies_are_kept"
STATEMENT = (
    "Whatever is written once, and every image, is copied to a vault of a second account, often enough, for long enough, undeletable."
)
RULES = paragraphs("""
The claim speaks of deployments that declare copies (`backup` in deployment.json). One that declares none has nothing to look at, and the
report says so: a body may copy by an organisation's policy, which no template of the deployment shows.

Every bucket with Object Lock in the deployment's account is named by its ARN in a selection of a plan, without a condition and without an
exclusion. What the second account writes once, its own trail's records, does not go with the first, and is copied nowhere.

Every rule of that plan runs so often that interval, start window and completion window together leave time for the copy within the
recovery point objective; continuous backups are not counted, for a copy has no points in between.

Every rule copies to the declared vault of the declared account and keeps the copy for as long as declared.

That vault is locked for the retention, by a lock that nobody takes off where the deployment is in production; it lies under a key of
ours; it takes copies from the deployment's account and from no other; its policy denies everybody to delete or to shorten.

Every image repository of the deployment's account is replicated to the second account, where a repository of the same name waits, under
a policy by which nobody deletes.
""")
VAULT, SELECTION, REPOSITORY = "AWS::Backup::BackupVault", "AWS::Backup::BackupSelection", "AWS::ECR::Repository"
CRON = re.compile(r"cron\((?P<minute>\d+) (?P<hour>0/(?P<every>\d+)|\d+|\*) (?P<rest>\S+ \S+ \S+ \S+)\)")
EVERY_DAY = {"* * ? *", "? * * *"}
SAFE = {"backup:deletebackupvault", "backup:deleterecoverypoint", "backup:updaterecoverypointlifecycle"}
IMAGES_SAFE = {"ecr:batchdeleteimage", "ecr:deleterepository"}
INTO = "backup:copyintobackupvault"
Row = tuple[str, Value]


def looks_at(graph: TemplateGraph) -> Iterator[Resource]:
    """Stores, repositories, plans, selections, vaults and replication, where copies are declared."""
    if graph.scope.copies:
        yield from graph.of_type(*COPIERS, SELECTION, VAULT, REPOSITORY)
        yield from _write_once(graph)


def broken_by(graph: TemplateGraph) -> Iterator[Finding]:
    """Everything that is not copied, too seldom, not for long enough, or to a place where it can be deleted."""
    copies = graph.scope.copies
    if copies is None:
        return
    for bucket in _write_once(graph):
        yield from _selected(bucket, graph)
    plans = [*graph.of_type(PLAN)]
    for plan in plans:
        yield from _plan(plan, copies, graph)
    vaults = [
        vault for vault in graph.of_type(VAULT) if copies.vault in vault.at("BackupVaultName") and _account(vault, graph) == copies.account
    ]
    if not vaults:
        yield Finding(copies.vault, VAULT, f"is declared, and no template makes it in account {copies.account}")
    for vault in vaults:
        yield from _vault(vault, copies, graph)
    if copies.images:
        yield from _images(copies, graph)


def remarks(graph: TemplateGraph) -> Iterator[Remark]:
    """That nothing is declared, or what the templates of copies do not show."""
    copies = graph.scope.copies
    if copies is None:
        yield Remark("copies", "are not declared: nothing here shows that ledger and audit outlive their account.")
        return
    yield Remark(copies.vault, "takes copies only while the organisation has cross-account backup switched on, which no template shows.")
    if not copies.is_compliance:
        yield Remark(copies.vault, "is of a development deployment: an administrator of its account may take the lock off.")


def _write_once(graph: TemplateGraph) -> Iterator[Resource]:
    there = graph.scope.copies.account if graph.scope.copies else None
    for bucket in graph.of_type(BUCKET):
        if _account(bucket, graph) != there and any(truth(value) is True for value in bucket.at("ObjectLockEnabled")):
            yield bucket


def _selected(bucket: Resource, graph: TemplateGraph) -> Iterator[Finding]:
    names = {render(name) for name in bucket.at("BucketName")}
    narrowed: list[str] = []
    for selection in graph.of_type(SELECTION):
        chosen = selection.properties.get("BackupSelection")
        if not isinstance(chosen, dict) or not any(_names(resource, bucket, names) for resource in _each(chosen.get("Resources", ABSENT))):
            continue
        if not any(plan.type == PLAN for plan in graph.referred(selection.properties.get("BackupPlanId"))):
            narrowed.append(f"{selection.path} belongs to no plan here")
        elif narrow := [name for name in ("Conditions", "ListOfTags", "NotResources") if name in chosen]:
            narrowed.append(f"{selection.path} has {', '.join(narrow)}")
        elif not all(is_ours(role, graph) for role in possible(chosen.get("IamRoleArn", ABSENT))):
            narrowed.append(f"{selection.path} works with a role that is not ours")
        elif selection.is_certain:
            return
    yield Finding(
        bucket.path, BUCKET, "is written once and in no backup plan", tuple(narrowed) or ("no AWS::Backup::BackupSelection names it",)
    )


def _names(resource: Value, bucket: Resource, names: set[str]) -> bool:
    if isinstance(resource, Reference):
        return resource.resource == bucket.id
    return render(resource).partition(":s3:::")[2] in names or bucket.id in {part.resource for part in _references(resource)}


def _references(value: Value) -> list[Reference]:
    return [part for part in getattr(value, "parts", ()) if isinstance(part, Reference)]


def _plan(plan: Resource, copies: Copies, graph: TemplateGraph) -> Iterator[Finding]:
    rules = [rule for rule in plan.at("BackupPlan", "BackupPlanRule", "*") if isinstance(rule, dict)]
    if not rules:
        yield Finding(plan.path, PLAN, "has no rule that can be read")
    for rule in rules:
        hours, why = _hours(rule)
        if hours is None or hours >= copies.recovery_point_objective_hours:
            sentence = f"leaves no time for a copy within the recovery point objective of {copies.recovery_point_objective_hours} h"
            yield Finding(plan.path, PLAN, sentence, (why,))
        actions = [action for action in _each(rule.get("CopyActions", ABSENT)) if isinstance(action, dict)]
        if not any(is_declared_vault(action.get("DestinationBackupVaultArn", ABSENT), graph.scope) for action in actions):
            yield Finding(plan.path, PLAN, "copies nothing to the declared vault", (f"{'.'.join(DESTINATION)} = {render(actions)}",))
        for action in actions:
            days = action.get("Lifecycle", {}).get("DeleteAfterDays", ABSENT)
            if not _is_number(days) or int(render(days)) < copies.retention_days:
                sentence = f"keeps a copy for {render(days)} days, not {copies.retention_days}"
                yield Finding(plan.path, PLAN, sentence, (f"CopyActions.Lifecycle.DeleteAfterDays = {render(days)}",))


def _hours(rule: dict[str, Value]) -> tuple[float | None, str]:
    """At most how old a finished backup is when the next is finished, in hours; None where the rule does not tell."""
    schedule = render(rule.get("ScheduleExpression", ABSENT))
    found, windows = CRON.fullmatch(schedule), [rule.get(name, ABSENT) for name in ("StartWindowMinutes", "CompletionWindowMinutes")]
    said = f"{schedule}, windows of {' and '.join(render(window) for window in windows)} minutes"
    if not found or found["rest"] not in EVERY_DAY or not all(_is_number(window) for window in windows):
        return None, said
    every = 1 if found["hour"] == "*" else int(found["every"] or 24)
    return every + sum(int(render(window)) for window in windows) / 60, said


def _vault(vault: Resource, copies: Copies, graph: TemplateGraph) -> Iterator[Finding]:
    least = next(iter(vault.at("LockConfiguration", "MinRetentionDays")), ABSENT)
    if not _is_number(least) or int(render(least)) < copies.retention_days:
        yield _finding(vault, f"is not locked for {copies.retention_days} days", ("LockConfiguration.MinRetentionDays", least))
    grace = next(iter(vault.at("LockConfiguration", "ChangeableForDays")), ABSENT)
    if copies.is_compliance and not _is_number(grace):
        yield _finding(vault, "has a lock that an administrator takes off", ("LockConfiguration.ChangeableForDays", grace))
    for key in vault.at("EncryptionKeyArn"):
        if wrong := what_is_wrong(key, graph):
            yield _finding(vault, wrong, ("EncryptionKeyArn", key))
    held = [*statements(vault, graph.scope.accounts)]
    if not _denies_everybody(held, SAFE):
        yield Finding(vault.path, VAULT, "has no policy by which nobody deletes", ("AccessPolicy",))
    takers = [statement for statement in held if statement.effect == "Allow" and {INTO, "*", "backup:*"} & set(statement.actions)]
    if not takers:
        yield Finding(vault.path, VAULT, "takes no copy of the deployment's account", ("AccessPolicy",))
    for statement in takers:
        for _, principal in statement.principals:
            if graph.scope.account not in render(principal).split(":"):
                yield Finding(vault.path, VAULT, f"takes copies of {render(principal)}", (statement.name,))


def _images(copies: Copies, graph: TemplateGraph) -> Iterator[Finding]:
    prefixes = [*_replicated(graph)]
    waiting = {
        render(name): one
        for one in graph.of_type(REPOSITORY)
        if _account(one, graph) == copies.account
        for name in one.at("RepositoryName")
    }
    for repository in graph.of_type(REPOSITORY):
        if _account(repository, graph) == copies.account or is_bootstrap(repository, graph):
            continue
        for name in map(render, repository.at("RepositoryName")):
            if not any(name.startswith(prefix) for prefix in prefixes):
                yield Finding(repository.path, REPOSITORY, "is not replicated to the second account", (f"RepositoryName = {name}",))
            elif name not in waiting:
                yield Finding(
                    repository.path, REPOSITORY, "has no repository of its name in the second account", (f"RepositoryName = {name}",)
                )
    for repository in waiting.values():
        if not is_bootstrap(repository, graph) and not _denies_everybody([*statements(repository, graph.scope.accounts)], IMAGES_SAFE):
            yield Finding(repository.path, REPOSITORY, "has no policy by which nobody deletes", ("RepositoryPolicyText",))


def _replicated(graph: TemplateGraph) -> Iterator[str]:
    """The beginnings of names that are replicated; everything begins with nothing."""
    for registry in graph.of_type(REPLICATION):
        for rule in registry.at("ReplicationConfiguration", "Rules", "*"):
            if isinstance(rule, dict) and _each(rule.get("Destinations", ABSENT)):
                filters = [one for one in _each(rule.get("RepositoryFilters", ABSENT)) if isinstance(one, dict)]
                yield from (render(one.get("Filter", "")) for one in filters) if filters else ("",)


def _denies_everybody(held: list[Statement], actions: set[str]) -> bool:
    denied = {
        action
        for statement in held
        if statement.effect == "Deny" and statement.lets_anybody and not statement.body.get("Condition")
        for action in statement.actions
    }
    return actions <= denied


def _account(resource: Resource, graph: TemplateGraph) -> str:
    """The account that a resource's template is deployed into."""
    stack = resource.id.rpartition("/")[0]
    return next((one.account or graph.scope.account for one in graph.assembly.templates if one.stack == stack), graph.scope.account)


def _each(value: Value) -> list[Value]:
    return [entry for option in possible(value) for entry in listed(option)]


def _is_number(value: Value) -> bool:
    return not isinstance(value, Absent) and render(value).isdecimal()


def _finding(resource: Resource, sentence: str, row: Row) -> Finding:
    return Finding(resource.path, resource.type, sentence, (f"{row[0]} = {render(row[1])}",))

"""The claim on copies: what it looks at, what it says where nothing is declared, and what no attack on a production example can show."""

from dataclasses import replace
from pathlib import Path

import pytest

from assurance.evidence import copies_are_kept, no_other_place, no_way_out
from assurance.evidence.assembly import Assembly, BadAssemblyError, Template, read_assembly, scope_of
from assurance.evidence.claim import Verdict, judge
from assurance.evidence.graph import TemplateGraph
from assurance.evidence.mutations.mutation import Mutation, mutations_of
from assurance.evidence.scope import Copies, Scope

FIRST, SECOND, THIRD, REGION = "111122223333", "444455556666", "777788889999", "eu-central-1"
COPIES = Copies(SECOND, REGION, "kept", 365, 24, is_compliance=True, images=False)
SCOPE = Scope("example", "aws", (REGION,), (FIRST, SECOND), copies=COPIES)
LOCKED = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "ledger", "ObjectLockEnabled": True}}


@pytest.fixture(scope="session")
def european(synthesise) -> Assembly:
    return read_assembly(synthesise("example-eu"))


def two(first: dict, second: dict | None = None, scope: Scope = SCOPE) -> TemplateGraph:
    """A graph of a stack in each account."""
    places = ((FIRST, "here", first), (SECOND, "there", second or {}))
    templates = [Template(name, f"{name}.template.json", {"Resources": body}, REGION, account) for account, name, body in places]
    return TemplateGraph(Assembly(Path("cdk.out"), tuple(templates)), scope)


def sentences(graph: TemplateGraph) -> set[str]:
    return {finding.sentence for finding in copies_are_kept.broken_by(graph)}


def test_where_nothing_is_declared_there_is_nothing_to_look_at_and_the_report_says_so() -> None:
    result = judge(copies_are_kept, two({"Ledger": LOCKED}, scope=replace(SCOPE, copies=None)))
    assert (result.verdict, result.findings) == (Verdict.NOTHING, ())
    assert "are not declared" in result.remarks[0].sentence


def test_a_declared_vault_that_no_template_makes_breaks_the_claim() -> None:
    found = sentences(two({"Ledger": LOCKED}))
    assert "is written once and in no backup plan" in found
    assert f"is declared, and no template makes it in account {SECOND}" in found


def test_a_vault_of_the_declared_name_in_the_first_account_is_not_it() -> None:
    vault = {"Type": "AWS::Backup::BackupVault", "Properties": {"BackupVaultName": "kept"}}
    assert f"is declared, and no template makes it in account {SECOND}" in sentences(two({"Vault": vault}))


@pytest.mark.parametrize(("is_compliance", "is_broken"), [(True, True), (False, False)])
def test_a_lock_that_an_administrator_takes_off_breaks_the_claim_in_production_alone(is_compliance: bool, is_broken: bool) -> None:
    vault = {"Type": "AWS::Backup::BackupVault", "Properties": {"BackupVaultName": "kept", "LockConfiguration": {"MinRetentionDays": 365}}}
    graph = two({}, {"Vault": vault}, replace(SCOPE, copies=replace(COPIES, is_compliance=is_compliance)))
    assert ("has a lock that an administrator takes off" in sentences(graph)) is is_broken


@pytest.mark.parametrize(
    ("schedule", "windows", "is_late"),
    [
        ("cron(0 0/8 * * ? *)", (60, 420), False),
        ("cron(0 5 * * ? *)", (60, 120), True),
        ("cron(0 * * * ? *)", (60, 120), False),
        ("cron(0 0/8 1 * ? *)", (60, 420), True),
        ("rate(1 hour)", (60, 120), True),
    ],
)
def test_a_schedule_is_held_against_the_objective(schedule: str, windows: tuple[int, int], is_late: bool) -> None:
    rule = {"ScheduleExpression": schedule, "StartWindowMinutes": windows[0], "CompletionWindowMinutes": windows[1]}
    plan = {"Type": "AWS::Backup::BackupPlan", "Properties": {"BackupPlan": {"BackupPlanRule": [rule]}}}
    late = "leaves no time for a copy within the recovery point objective of 24 h"
    assert (late in sentences(two({"Plan": plan}))) is is_late


def test_a_third_accounts_vault_breaks_two_other_claims_too() -> None:
    away = f"arn:aws:backup:{REGION}:{THIRD}:backup-vault:away"
    rule = {"CopyActions": [{"DestinationBackupVaultArn": away}]}
    graph = two({"Plan": {"Type": "AWS::Backup::BackupPlan", "Properties": {"BackupPlan": {"BackupPlanRule": [rule]}}}})
    assert f"names account {THIRD}" in {finding.sentence for finding in no_other_place.broken_by(graph)}
    assert "copies recovery points to a vault that is not declared" in {finding.sentence for finding in no_way_out.broken_by(graph)}
    assert "copies nothing to the declared vault" in sentences(graph)


def test_the_declared_account_is_named_in_the_report(european: Assembly) -> None:
    (remark,) = [each for each in no_other_place.remarks(TemplateGraph(european, scope_of(european))) if "takes copies" in each.sentence]
    assert f"they go to account {SECOND} in {REGION}, declared" in remark.sentence


def test_the_second_accounts_templates_are_read_where_they_are_deployed(european: Assembly) -> None:
    places = {template.stack: template.account for template in european.templates}
    assert (places["example-eu-vault"], places["vault-bootstrap"], places["bootstrap"]) == (SECOND, SECOND, None)


def test_a_declaration_that_is_not_whole_is_refused(european: Assembly) -> None:
    said = {**european.deployment, "backup": {"account": SECOND, "region": REGION, "retention_days": "365"}}
    with pytest.raises(BadAssemblyError, match=r"backup: .*retention_days"):
        scope_of(replace(european, deployment=said))


@pytest.mark.parametrize("mutation", mutations_of(copies_are_kept), ids=lambda mutation: mutation.name)
def test_every_attack_on_the_real_templates_is_caught(mutation: Mutation, european: Assembly) -> None:
    scope = scope_of(european)
    assert [*copies_are_kept.broken_by(TemplateGraph(mutation.of(european, scope), scope))]

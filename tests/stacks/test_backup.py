"""Copies: what the two accounts' stacks hold, and what each account's bootstrap lets be done."""

import json
import re

import pytest
import yaml

from blueprint.settings import load
from stacks.bootstrap import __main__ as command
from stacks.bootstrap import templates as bootstraps
from stacks.bootstrap import vault_templates
from tests.conftest import ALL_WAYS, DEPLOYMENTS, OWN_KEYS, ROOT
from tests.stacks.templates import Templates, statements, text
from tests.stacks.test_bootstrap import BODY_LIMIT, CREATES, SET_BY_NO_STACK, handler_permissions, policies

EVERYBODY = {"AWS": "*"}


def test_the_ledger_and_the_audit_are_named_in_the_plan(templates: Templates) -> None:
    chosen = templates.one("AWS::Backup::BackupSelection")["BackupSelection"]
    account, name = templates.deployment["account"], templates.deployment["name"]
    buckets = {text(arn).partition(":::")[2] for arn in chosen["Resources"]}
    assert buckets >= {f"{name}-ledger-{account}", f"{name}-audit-{account}"}


def test_every_backup_is_copied_to_the_declared_vault_for_the_declared_time(templates: Templates) -> None:
    (rule,) = templates.one("AWS::Backup::BackupPlan")["BackupPlan"]["BackupPlanRule"]
    (action,) = rule["CopyActions"]
    said, partition = templates.deployment["backup"], templates.deployment["partition"]
    assert action["DestinationBackupVaultArn"] == f"arn:{partition}:backup:{said['region']}:{said['account']}:backup-vault:{said['vault']}"
    assert action["Lifecycle"]["DeleteAfterDays"] == said["retention_days"]


def test_the_second_accounts_vault_is_locked_for_the_retention_and_in_production_for_ever(templates: Templates) -> None:
    lock = templates.one("AWS::Backup::BackupVault", "vault")["LockConfiguration"]
    said = templates.deployment["backup"]
    assert lock["MinRetentionDays"] == said["retention_days"] < lock["MaxRetentionDays"]
    assert ("ChangeableForDays" in lock) is (templates.deployment["stage"] == "production")


def test_nobody_deletes_a_copy_and_the_deployments_account_alone_puts_one_in(templates: Templates) -> None:
    allow, deny = statements(templates.one("AWS::Backup::BackupVault", "vault")["AccessPolicy"])
    assert (allow["Effect"], allow["Action"]) == ("Allow", ["backup:CopyIntoBackupVault"])
    assert text(allow["Principal"]["AWS"]).endswith(f"::{templates.deployment['account']}:root")
    assert (deny["Effect"], deny["Principal"], "Condition" in deny) == ("Deny", EVERYBODY, False)
    assert {"backup:DeleteRecoveryPoint", "backup:DeleteBackupVault", "backup:UpdateRecoveryPointLifecycle"} <= set(deny["Action"])


def test_a_vaults_key_is_shared_with_the_copying_roles_of_the_other_end_alone(templates: Templates) -> None:
    here, there = templates.deployment["account"], templates.deployment["backup"]["account"]
    for part, other, role in (("backup", there, "return"), ("vault", here, "backup")):
        (key,) = [key for key in templates.properties("AWS::KMS::Key", part) if key["Description"].endswith(": backup")]
        shared = [s for s in statements(key["KeyPolicy"]) if s["Sid"].startswith("LetTheOtherEnd")]
        assert len(shared) == 2
        for statement in shared:
            assert statement["Condition"]["StringEquals"] == {"kms:CallerAccount": other}
            names = [arn.partition(":role/")[2] for arn in statement["Condition"]["ArnLike"]["aws:PrincipalArn"]]
            assert names == [f"{templates.deployment['name']}-{role}", "aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup"]


def test_the_backup_role_reads_the_selected_buckets_and_no_others(templates: Templates) -> None:
    chosen = {text(arn) for arn in templates.one("AWS::Backup::BackupSelection")["BackupSelection"]["Resources"]}
    (policy,) = [p for name, p in templates.resources("AWS::IAM::ManagedPolicy", "backup").items() if name.startswith("Backup")]
    read = next(s for s in statements(policy["Properties"]["PolicyDocument"]) if s["Sid"] == "ReadTheObjects")
    assert {text(arn).removesuffix("/*") for arn in read["Resource"]} == chosen


def test_roles_of_aws_backup_work_for_their_own_account_alone(templates: Templates) -> None:
    for part, account in (("backup", templates.deployment["account"]), ("vault", templates.deployment["backup"]["account"])):
        for role in templates.properties("AWS::IAM::Role", part):
            (trust,) = statements(role["AssumeRolePolicyDocument"])
            assert trust["Principal"] == {"Service": "backup.amazonaws.com"}
            assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": account}


def test_a_missing_copy_rings_as_a_failed_one_does(templates: Templates) -> None:
    alarms = {alarm["MetricName"]: alarm for alarm in templates.properties("AWS::CloudWatch::Alarm", "backup")}
    late = alarms["NumberOfCopyJobsCompleted"]
    hours = templates.deployment["backup"]["recovery_point_objective_hours"]
    assert (late["TreatMissingData"], late["Period"] * late["EvaluationPeriods"]) == ("breaching", hours * 3600)
    assert alarms["NumberOfCopyJobsFailed"]["Threshold"] == 1
    assert all(alarm["AlarmActions"] for alarm in alarms.values())


def test_every_image_repository_has_one_of_its_name_in_the_second_account_that_nobody_empties(templates: Templates) -> None:
    second = {repository["RepositoryName"]: repository for repository in templates.properties("AWS::ECR::Repository", "vault")}
    assert set(second) == {repository["RepositoryName"] for repository in templates.properties("AWS::ECR::Repository", "registry")}
    for repository in second.values():
        (deny,) = statements(repository["RepositoryPolicyText"])
        assert (deny["Effect"], deny["Principal"], repository["ImageTagMutability"]) == ("Deny", EVERYBODY, "IMMUTABLE")
        assert {"ecr:BatchDeleteImage", "ecr:DeleteRepository"} <= set(deny["Action"])


def test_the_first_registry_sends_its_own_repositories_and_the_second_makes_none_itself(templates: Templates) -> None:
    (rule,) = templates.one("AWS::ECR::ReplicationConfiguration")["ReplicationConfiguration"]["Rules"]
    said = templates.deployment["backup"]
    assert rule["Destinations"] == [{"Region": said["region"], "RegistryId": said["account"]}]
    assert [one["Filter"] for one in rule["RepositoryFilters"]] == [f"{templates.deployment['name']}/"]
    (take,) = statements(templates.one("AWS::ECR::RegistryPolicy", "vault")["PolicyText"])
    assert take["Action"] == ["ecr:ReplicateImage"]


def test_the_boundary_of_aws_backups_roles_allows_what_they_may_do(templates: Templates) -> None:
    for part, bootstrap in (("backup", templates.bootstrap), ("vault", templates.vault_bootstrap)):
        (work,) = statements(bootstrap["Resources"]["BackupBoundary"]["Properties"]["PolicyDocument"])
        documents = [policy["PolicyDocument"] for policy in templates.properties("AWS::IAM::ManagedPolicy", part)]
        assert {action for document in documents for s in statements(document) for action in s["Action"]} <= set(work["Action"])
        assert len(documents) > 0


def test_the_second_accounts_bootstrap_trusts_its_own_account_alone(templates: Templates) -> None:
    for resource in templates.vault_bootstrap["Resources"].values():
        if resource["Type"] == "AWS::IAM::Role":
            for statement in statements(resource["Properties"]["AssumeRolePolicyDocument"]):
                trusted = statement["Principal"]
                assert trusted == {"Service": "cloudformation.amazonaws.com"} or text(trusted["AWS"]).endswith("::${AWS::AccountId}:root")


def test_cloudformation_in_the_second_account_may_do_what_its_stack_needs_and_take_no_lock_off(templates: Templates) -> None:
    held = policies(templates.vault_bootstrap)
    execution = [s for name in held if name.startswith("Execute") for s in held[name] if s["Effect"] == "Allow"]
    allowed = [re.escape(action).replace(r"\*", ".*") for s in execution for action in s["Action"]]
    types = {resource["Type"] for resource in templates.everywhere["vault"]["Resources"].values()}
    asked = {action for kind in types for action in handler_permissions(kind)}
    missing = {action for action in asked if not any(re.fullmatch(pattern, action, re.IGNORECASE) for pattern in allowed)}
    unset = (
        *SET_BY_NO_STACK,
        r"ecr:(PutLifecyclePolicy|DeleteRepository)",
        r"iam:PutRolePolicy",
        r"iam:(Put|Delete)UserPolicy",
        "kms:DisableKey",
        "s3:DeleteObject",  # no stack empties a bucket: the records are retained
    )
    assert {action for action in missing if not any(re.fullmatch(pattern, action) for pattern in unset)} == set()
    assert not any("Lock" in pattern and "Delete" in pattern for pattern in allowed)
    assert {kind.split("::")[1].lower() for kind in types} <= {
        a.split(":")[0] for s in execution for a in s["Action"] if CREATES.match(a) or "Put" in a
    }


@pytest.mark.parametrize("name", [*DEPLOYMENTS, ALL_WAYS, OWN_KEYS])
def test_every_bootstrap_template_is_short_enough_to_be_sent_without_a_bucket(name: str) -> None:
    deployment = load(ROOT / ("" if name in DEPLOYMENTS else "tests") / "deployments" / f"{name}.yaml")
    made = bootstraps(deployment) | (vault_templates(deployment) if deployment.backup else {})
    assert {each: size for each, template in made.items() if (size := len(as_the_cli_sends_it(template))) >= BODY_LIMIT} == {}


def test_the_command_prints_the_second_accounts_template_and_refuses_where_there_is_none(capsys, tmp_path) -> None:
    for name, template in vault_templates(load("deployments/example-eu.yaml")).items():
        assert command.main(["deployments/example-eu.yaml", "--template", name]) == 0
        assert json.loads(capsys.readouterr().out) == template
    plain = yaml.safe_load((ROOT / "deployments" / "example-eu.yaml").read_text())
    del plain["backup"]
    (tmp_path / "plain.yaml").write_text(yaml.safe_dump(plain))
    assert command.main([str(tmp_path / "plain.yaml"), "--template", "vault-bootstrap"]) == 2
    assert "has no template vault-bootstrap; there are: rights, bootstrap" in capsys.readouterr().err


def as_the_cli_sends_it(template: object) -> str:
    """YAML with sequences indented and no line folded, as the CDK's `yaml.stringify(…, {lineWidth: 0})` writes it."""

    class Indented(yaml.SafeDumper):
        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - PyYAML's signature
            super().increase_indent(flow, False)

        def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - likewise
            return True

    return yaml.dump(template, Dumper=Indented, width=1_000_000)

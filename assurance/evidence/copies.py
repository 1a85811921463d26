"""Copies that services make by themselves: images of a registry, recovery points of a vault. They go where the deployment declares."""

from collections.abc import Iterator

from assurance.evidence.claim import Finding
from assurance.evidence.graph import TemplateGraph
from assurance.evidence.scope import Copies, Scope
from assurance.evidence.values import ABSENT, Value, render

REPLICATION = "AWS::ECR::ReplicationConfiguration"
PLAN = "AWS::Backup::BackupPlan"
COPIERS = (REPLICATION, PLAN)
DESTINATION = ("BackupPlan", "BackupPlanRule", "*", "CopyActions", "*", "DestinationBackupVaultArn")


def copy_findings(graph: TemplateGraph) -> Iterator[Finding]:
    """Every copy to a registry or vault that is not the declared one."""
    for registry in graph.of_type(REPLICATION):
        for place in registry.at("ReplicationConfiguration", "Rules", "*", "Destinations", "*"):
            if place != ABSENT and not _is_declared_registry(place, graph.scope.copies):
                yield Finding(registry.path, REPLICATION, "copies images to a registry that is not declared", (render(place),))
    for plan in graph.of_type(PLAN):
        for arn in plan.at(*DESTINATION):
            if arn != ABSENT and not is_declared_vault(arn, graph.scope):
                yield Finding(plan.path, PLAN, "copies recovery points to a vault that is not declared", (render(arn),))


def is_declared_vault(arn: Value, scope: Scope) -> bool:
    """Whether an ARN is that of the declared vault in the declared account and region."""
    copies = scope.copies
    return copies is not None and arn == f"arn:{scope.partition}:backup:{copies.region}:{copies.account}:backup-vault:{copies.vault}"


def _is_declared_registry(place: Value, copies: Copies | None) -> bool:
    return copies is not None and isinstance(place, dict) and place == {"RegistryId": copies.account, "Region": copies.region}

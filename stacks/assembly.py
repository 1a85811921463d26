"""What lies beside the templates in `cdk.out`, for those who prove and rehearse a deployment without importing it."""

import json
from pathlib import Path

from blueprint.facts.services import services
from blueprint.settings import Deployment
from clusters.hyperpod.lifecycle.controller import assembled
from clusters.pcs.files import pcs_files
from sovereign.backup_places import vault_end
from sovereign.data_bucket import LEAST_TLS
from stacks.bootstrap import templates, vault_templates
from stacks.declared_ways import declared_ways
from stacks.manifests import write_manifests

DEPLOYMENT = "deployment.json"
HYPERPOD = "hyperpod-slurm.json"


def describe(deployment: Deployment, assembly: Path) -> None:
    """Writes who the deployment is (`deployment.json`), and the templates of what its account needs before it."""
    _write(
        assembly / DEPLOYMENT,
        {
            "name": deployment.name,
            "partition": deployment.jurisdiction.partition,
            "region": deployment.region,
            "account": deployment.account,
            "approved_regions": list(deployment.jurisdiction.approved_regions),
            "approved_services": sorted(deployment.jurisdiction.approved_services or services()),
            "stage": deployment.stage,
            "least_tls": LEAST_TLS,
            "network_events": deployment.audit.network_events,
            "ways_in": declared_ways(deployment),
            "log_retention_days": min(deployment.audit.log_retention_days, deployment.network.flow_log_retention_days),
            **_copies(deployment),
        },
    )
    write_manifests(deployment, assembly)
    if (training := deployment.training) and training.hyperpod and training.slurm and training.hyperpod.orchestrator == "slurm":
        _write(assembly / HYPERPOD, assembled(training.hyperpod, training.slurm.of(training.hyperpod.groups)))
    for name, text in pcs_files(deployment).items():
        (assembly / name).write_text(text, "utf-8")
    beside = templates(deployment) | (vault_templates(deployment) if deployment.backup else {})
    for name, template in beside.items():
        _write(assembly / f"{name}.template.json", template)


def _copies(deployment: Deployment) -> dict[str, object]:
    """Where copies go and what is promised of them; nothing where none are declared."""
    spec = deployment.backup
    if spec is None:
        return {}
    there = vault_end(deployment)
    return {
        "backup": {
            "account": there.account,
            "region": there.region,
            "vault": there.vault,
            "retention_days": spec.retention_days,
            "recovery_point_objective_hours": spec.recovery_point_objective_hours,
            "recovery_time_objective_hours": spec.recovery_time_objective_hours,
            "is_compliance": deployment.stage == "production",
            "images": spec.images,
        }
    }


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", "utf-8")

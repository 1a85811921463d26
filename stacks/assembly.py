"""What lies beside the templates in `cdk.out`, for those who prove and rehearse a deployment without importing it."""

import json
from pathlib import Path

from blueprint.settings import Deployment
from stacks.bootstrap import template

DEPLOYMENT = "deployment.json"
BOOTSTRAP = "bootstrap.template.json"


def describe(deployment: Deployment, assembly: Path) -> None:
    """Writes who the deployment is (`deployment.json`) and what its account needs before it (`bootstrap.template.json`)."""
    _write(
        assembly / DEPLOYMENT,
        {
            "name": deployment.name,
            "partition": deployment.jurisdiction.partition,
            "region": deployment.region,
            "account": deployment.account,
            "approved_regions": list(deployment.jurisdiction.approved_regions),
            "stage": deployment.stage,
        },
    )
    _write(assembly / BOOTSTRAP, template(deployment))


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", "utf-8")

"""`python -m stacks.bootstrap NAME [--template rights] [--output FILE]`: a template for `cdk bootstrap --template FILE`."""

import argparse
import json
import sys
from pathlib import Path

from blueprint.settings import DeploymentError, load
from stacks.bootstrap import templates, vault_templates

NAMES = ("rights", "rights-2", "bootstrap", "vault-rights", "vault-bootstrap")


def main(arguments: list[str] | None = None) -> int:
    """Writes the template; exit code 2 where the deployment file is wrong, and then nothing is written."""
    parser = argparse.ArgumentParser(prog="python -m stacks.bootstrap", description="Write a bootstrap template of one deployment.")
    parser.add_argument("deployment", help="a name in deployments/ or a path")
    parser.add_argument("--template", choices=NAMES, default="bootstrap", help="which: an account's rights are bootstrapped first")
    parser.add_argument("--output", type=Path, help="where to write it; printed where absent")
    chosen = parser.parse_args(arguments)
    try:
        deployment = load(chosen.deployment)
        made = templates(deployment) | (vault_templates(deployment) if deployment.backup else {})
        if chosen.template not in made:
            sys.stderr.write(f"{deployment.name}: has no template {chosen.template}; there are: {', '.join(made)}\n")
            return 2
        text = json.dumps(made[chosen.template], indent=1)
    except DeploymentError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if chosen.output:
        chosen.output.write_text(text + "\n", "utf-8")
    else:
        sys.stdout.write(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

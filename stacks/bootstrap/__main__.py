"""`python -m stacks.bootstrap NAME [--output FILE]`: the template for `cdk bootstrap --template FILE`."""

import argparse
import json
import sys
from pathlib import Path

from blueprint.settings import DeploymentError, load
from stacks.bootstrap import template


def main(arguments: list[str] | None = None) -> int:
    """Writes the template; exit code 2 where the deployment file is wrong, and then nothing is written."""
    parser = argparse.ArgumentParser(prog="python -m stacks.bootstrap", description="Write the bootstrap template of one deployment.")
    parser.add_argument("deployment", help="a name in deployments/ or a path")
    parser.add_argument("--output", type=Path, help="where to write it; printed where absent")
    chosen = parser.parse_args(arguments)
    try:
        text = json.dumps(template(load(chosen.deployment)), indent=1)
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

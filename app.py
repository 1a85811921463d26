"""The CDK app: one deployment, chosen with `-c deployment=NAME` (a name in deployments/ or a path)."""

import gc
import sys
from pathlib import Path

# This process lives for seconds, and all that the CDK's modules hold stays: looking for garbage is a tenth of a synthesis.
gc.disable()

from blueprint.settings import DeploymentError, load
from stacks.assembly import describe
from stacks.deployment import build
from stacks.earlier import forget_earlier
from stacks.findings import open_in
from stacks.validation import validated_app


def main() -> int:
    """Synthesises the chosen deployment.

    Returns:
        0 done; 1 where a finding is open or an acknowledgement unused; 2 where the deployment file is wrong, and then nothing is written.
    """
    app = validated_app()
    chosen = app.node.try_get_context("deployment")
    if not chosen:
        return _say("no deployment chosen: run this as `cdk synth -c deployment=NAME`", 2)
    try:
        deployment = load(str(chosen))
    except DeploymentError as error:
        return _say(str(error), 2)
    forget_earlier(Path(app.outdir))
    build(app, deployment)
    assembly = Path(app.synth().directory)
    describe(deployment, assembly)
    left = open_in(assembly)
    return _say("\n".join(str(line) for line in left), 1) if left else 0


def _say(text: str, code: int) -> int:
    """The CLI shows what an app writes here."""
    sys.stderr.write(f"{text}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())

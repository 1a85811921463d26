"""The way of the deployment, as a table: check, synthesise, audit, rehearse."""

import sys
from pathlib import Path

from console.demo.folders import Folders
from console.demo.options import Options
from console.demo.step import Step

BLUEPRINT = str(Path(sys.executable).with_name("blueprint"))
PLAN = (Path("blueprint"), Path("deployments"))
BUILD = (*PLAN, Path("app.py"), Path("cdk.json"), Path("stacks"), Path("constructs"), Path("clusters"))


def deployment_steps(options: Options, folders: Folders) -> tuple[Step, ...]:
    """The steps of the deployment's way.

    A deployment given by its path is an input like every other; one given by name lies in `deployments/`, which belongs to the code.
    """
    name = options.deployment
    given = (Path(name),) if Path(name).is_file() else ()
    templates = folders.assembly / "manifest.json"
    return (
        Step(
            name="check",
            title="Check the deployment file",
            argv=(BLUEPRINT, "check", name),
            way="deployment",
            inputs=given,
            code=PLAN,
            proves="the deployment file is complete, and everything in it is allowed",
            usual_s=3,
        ),
        Step(
            name="synth",
            title="Build the templates, under all rules",
            argv=(BLUEPRINT, "synth", name),
            needs=("check",),
            way="deployment",
            inputs=given,
            code=BUILD,
            outputs=(templates,),
            proves="the templates pass cdk-nag, cfn-guard and AWS's own validation, or name the exception with its reason",
            usual_s=50,
        ),
        Step(
            name="audit",
            title="Hold the claims against the templates",
            argv=(BLUEPRINT, "audit", name),
            needs=("synth",),
            way="deployment",
            inputs=(*given, folders.assembly),
            code=(*PLAN, Path("assurance/evidence")),
            outputs=(folders.audit / "audit.json",),
            proves="nothing can leave, every key is ours, nothing names another place",
            usual_s=10,
        ),
        Step(
            name="rehearse",
            title="Rehearse the deployment in the simulator",
            argv=(BLUEPRINT, "rehearse", name),
            needs=("audit",),
            way="deployment",
            inputs=(*given, folders.assembly),
            code=(*PLAN, Path("assurance/rehearsal")),
            outputs=(folders.rehearsal / "rehearsal.json",),
            proves="the real CDK tool can deploy it, and what it made can be read back",
            usual_s=90,
        ),
    )

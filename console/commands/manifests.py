"""`blueprint manifests`: what is to be applied inside the Kubernetes cluster."""

from pathlib import Path
from typing import Annotated

import typer

BUILD = Path("build")
WRONG = 1


def manifests(
    deployment: Annotated[str, typer.Argument(help="A name (a file in deployments/) or the path of a deployment file.")],
    values: Annotated[Path | None, typer.Option(help="The stacks' outputs, as `cdk deploy --all --outputs-file FILE` writes them.")] = None,
    cdk_out: Annotated[Path | None, typer.Option(help="The assembly; build/NAME/cdk.out by default.")] = None,
    output: Annotated[Path | None, typer.Option(help="Folder of the manifests; build/NAME/manifests by default.")] = None,
    schemas: Annotated[
        Path | None, typer.Option(help="Schemas of custom resources, JSON by group/version/Kind, packed with zstd or not.")
    ] = None,
) -> None:
    """Fill the manifests of a deployment's Kubernetes cluster, hold them against their schemas, and say what to type.

    The assembly holds them with places for what only the deployed stacks know (ids, addresses); these come from the stacks' outputs.
    Nothing is sent to a cluster. Exit code 1 where an object does not fit its schema, 2 where an output is missing; then nothing is
    written.
    """
    from assurance.manifests import folder  # noqa: PLC0415 - other commands start faster without
    from assurance.manifests.check import read_schemas  # noqa: PLC0415 - likewise
    from assurance.manifests.fill import BadValuesError, fill, read_outputs  # noqa: PLC0415 - likewise
    from blueprint.settings import load  # noqa: PLC0415 - likewise
    from containers.common.errors import UserError  # noqa: PLC0415 - likewise

    plan = load(deployment)
    if plan.eks is None:
        raise UserError(f"{plan.name}: has no `eks` part, so there is no cluster of its own")
    assembly = cdk_out or BUILD / plan.name / "cdk.out"
    texts = folder.read(assembly)
    if not texts:
        raise UserError(f"{assembly}: holds no manifests; run `blueprint synth {deployment}` first")
    try:
        filled = fill(texts, read_outputs(values) if values else {})
    except BadValuesError as error:
        hint = "" if values else "\ngive --values FILE, the outputs that `cdk deploy --all --outputs-file FILE` wrote"
        raise UserError(f"{error}{hint}") from None
    judged = folder.judge(filled, read_schemas(schemas, plan.eks.version))
    if judged.faults:
        typer.echo("\n".join(judged.faults), err=True)
        raise typer.Exit(WRONG)
    place = output or BUILD / plan.name / "manifests"
    folder.write(filled, place)
    typer.echo(f"# {place}: {len(filled)} files; {judged.fits} objects fit their schemas, Kubernetes {plan.eks.version}.")
    if judged.unjudged:
        typer.echo(f"# Not held against a schema, for there is none here: {', '.join(sorted(judged.unjudged))}. See --schemas.")
    for line in folder.commands(filled, place):
        typer.echo(line)

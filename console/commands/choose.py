"""`blueprint choose`: which platform for training, and why."""

import json
from dataclasses import asdict
from typing import Annotated, Literal

import typer

Level = Literal["none", "some", "strong"]
LEVELS = {"none": 0, "some": 1, "strong": 2}
WISHES = {"low": 0, "medium": 1, "high": 2}


def choose(  # noqa: PLR0913, PLR0917 - the options of a command
    region: Annotated[str, typer.Option(help="Where it shall be, such as eu-central-1.")],
    nodes: Annotated[int, typer.Option(min=1, help="Nodes of the largest job.")],
    weeks: Annotated[float, typer.Option(min=0.1, help="Weeks for which the largest job runs.")],
    slurm: Annotated[Level, typer.Option(help="What the team knows of Slurm.")] = "none",
    kubernetes: Annotated[Level, typer.Option(help="What the team knows of Kubernetes.")] = "none",
    aws: Annotated[Level, typer.Option(help="What the team knows of AWS.")] = "some",
    start_days: Annotated[int, typer.Option(min=1, help="Days from today to the first job.")] = 60,
    complexity: Annotated[Literal["low", "medium", "high"], typer.Option(help="How much the team wants to run itself.")] = "medium",
    existing: Annotated[Literal["none", "slurm", "kubernetes"], typer.Option(help="What it has already.")] = "none",
    serving: Annotated[bool, typer.Option(help="Whether the same nodes shall serve models, too.")] = False,
    reserved: Annotated[bool, typer.Option(help="Whether a Capacity Block or a reservation of EC2 has been bought already.")] = False,
    instance_type: Annotated[str | None, typer.Option(help="What it wants to train on, such as p5.48xlarge.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Rank the platforms for training by a body's scale, skills, time and wishes, with what speaks for and against each.

    What the region lacks is refused, with the reason. The points are judgements of a table that can be read and argued with:
    blueprint/facts/choices.yaml. Exit code 2 where an answer is wrong; 1 where no platform is left.
    """
    from blueprint.facts.instances import instance  # noqa: PLC0415 - other commands start faster without
    from blueprint.facts.table import UnknownFactError  # noqa: PLC0415 - likewise
    from blueprint.planning.chooser import Answers  # noqa: PLC0415 - likewise
    from blueprint.planning.chooser import choose as ranking_of  # noqa: PLC0415 - likewise
    from containers.common.errors import StepFailed, UserError  # noqa: PLC0415 - likewise

    answers = Answers(
        region=region,
        nodes=nodes,
        weeks=weeks,
        slurm=LEVELS[slurm],
        kubernetes=LEVELS[kubernetes],
        aws=LEVELS[aws],
        start_days=start_days,
        complexity=WISHES[complexity],
        existing=existing,
        serving=serving,
        reserved=reserved,
        instance_type=instance_type,
    )
    try:
        if instance_type:
            instance(instance_type)
        ranking = ranking_of(answers)
    except UnknownFactError as error:
        raise UserError(str(error)) from None
    if as_json:
        typer.echo(json.dumps(asdict(ranking), default=lambda value: value.model_dump(mode="json")))
    else:
        for number, part in enumerate(ranking.ranked, 1):
            typer.echo(f"{number}. {part.platform.title}: {part.points:+d} points; declared as {part.platform.part}")
            for reason in (*part.speaks_for, *part.speaks_against):
                typer.echo(f"   {reason.points:+d}  {reason.text}")
        for refused in ranking.refused:
            typer.echo(f"refused: {refused.platform.title}: {refused.why}")
        for note in ranking.notes:
            typer.echo(f"note: {note}")
    if not ranking.ranked:
        raise StepFailed(f"{region}: no platform is left; `blueprint check` names the nearest region that has what is missing")

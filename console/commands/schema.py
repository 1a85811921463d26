"""`blueprint schema`: the deployment file's JSON Schema."""

import json

import typer


def schema() -> None:
    """Print the JSON Schema of a deployment file, for editors.

    With the YAML language server: blueprint schema > build/deployment.schema.json, and in the file's first line
    # yaml-language-server: $schema=../build/deployment.schema.json

    The schema knows forms and names; `blueprint check` also knows what has to fit together.
    """
    from blueprint.settings.schema import json_schema  # noqa: PLC0415 - keeps the start of every other command short

    typer.echo(json.dumps(json_schema(), indent=2))

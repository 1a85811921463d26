"""One file a command: module `name` holds a function `name`, whose docstring is its help.

`console.main.COMMANDS` lists them. Every module here is imported at every start, so whatever is heavy is imported inside the function.
A module may set `CONTEXT` for Click's context settings, such as `{"ignore_unknown_options": True}`.

A command ends by returning, or by raising: `typer.Exit(code)` with a code of a process it ran, `DeploymentError` or `UserError` for bad
input, `StepFailed` for a failure that it can explain. `console.main` turns each into its text and exit code.
"""

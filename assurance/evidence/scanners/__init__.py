"""Other people's scanners over the same templates: Checkov and cfn-lint, side by side, with no network.

Each runs as a process of its own, in an empty folder, with an environment that holds nothing of the caller's: no settings file and no
variable can quieten it. What it finds is open unless a row of `acknowledgements.yaml` names it; a row that excuses nothing is open too.
"""

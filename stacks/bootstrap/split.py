"""Templates for what an account needs: the CLI sends each as text, and CloudFormation takes 51,200 characters.

Source: AWS CloudFormation User Guide, Understand CloudFormation quotas (template body size in a request); the CLI writes it as YAML.
"""

from typing import Any

import yaml

from stacks.bootstrap.names import Resource, arn

POLICY = "AWS::IAM::ManagedPolicy"
MOST_CHARACTERS = 50_000
"""Of the resources of one template; the rest is for what stands around them."""
APART = ("ExecutePcs",)
"""Rights of a platform stand in a template of their own, which comes and goes with it: among the others they would push one of these into
the next template, and IAM refuses the new policy there while the old one of the same name stands."""


def split(resources: dict[str, Resource]) -> tuple[list[dict[str, Resource]], dict[str, Resource]]:
    """The limits and rights (managed policies), which are made first, and all else, which names them by their ARN.

    Returns:
        The rights, in as many parts as CloudFormation's limit asks for; and the rest.
    """
    rights = {name: resource for name, resource in resources.items() if resource["Type"] == POLICY}
    arns = {name: arn("iam", f"policy/{right['Properties']['ManagedPolicyName']}", regional=False) for name, right in rights.items()}
    return _parts(rights), {name: _naming(resource, arns) for name, resource in resources.items() if name not in rights}


def _parts(rights: dict[str, Resource]) -> list[dict[str, Resource]]:
    parts: list[dict[str, Resource]] = [{}]
    length = 0
    apart = {name: rights[name] for name in APART if name in rights}
    for name, right in rights.items():
        if name in apart:
            continue
        own = len(as_the_cli_sends_it({name: right}))
        if length + own > MOST_CHARACTERS:
            parts.append({})
            length = 0
        parts[-1][name] = right
        length += own
    return [*parts, apart] if apart else parts


class _Indented(yaml.SafeDumper):
    """Lists stand one step in from their key, as in the YAML of the CDK's command line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - the dumper's own signature
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - likewise
        return True


def as_the_cli_sends_it(resources: dict[str, Resource]) -> str:
    """The YAML of a template with these resources, no line folded, no value shared."""
    return yaml.dump({"Resources": resources}, Dumper=_Indented, sort_keys=False, width=1 << 20)


def _naming(value: Any, arns: dict[str, dict[str, str]]) -> Any:  # noqa: ANN401 - a template's values are any JSON
    """The value with each `Ref` to a policy of another template written as that policy's ARN."""
    if isinstance(value, dict):
        if set(value) == {"Ref"} and value["Ref"] in arns:
            return arns[value["Ref"]]
        return {key: _naming(inner, arns) for key, inner in value.items()}
    return [_naming(inner, arns) for inner in value] if isinstance(value, list) else value

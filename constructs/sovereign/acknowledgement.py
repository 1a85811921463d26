"""Says of one finding, at the construct it stands on, why it is right to leave it."""

from collections.abc import Iterable
from enum import StrEnum

from aws_cdk import Acknowledgment, Stack, Validations

from constructs import IConstruct


class Pack(StrEnum):
    """Who found it. The CDK wants the plug-in's name before a rule: a bare id is taken for an annotation and matches nothing."""

    SOLUTIONS = "AwsSolutions"
    NIST = "NIST.800.53.R5"
    CLOUDFORMATION = "CloudFormation-Validate"
    GUARD = "cdk-validator-cfnguard"


KEY_ELSEWHERE = (
    "The key is imported from the keys stack; this rule reads one template at a time. cdk-nag's rule on the same property stays on."
)


def acknowledge(construct: IConstruct, pack: Pack, *rules: str, reason: str) -> None:
    """Leaves `rules` of `pack` be on `construct` and all below it.

    Args:
        construct: The narrowest construct that the reason holds for.
        pack: The plug-in that reports the rules.
        rules: Rule names without the pack's prefix, such as `S1` or `IAM5[Resource::*]`; guard and CloudFormation rules as reported.
        reason: Why it is right to leave it; an auditor reads it in the validation report.
    """
    prefix = f"{pack}-" if pack in {Pack.SOLUTIONS, Pack.NIST} else ""
    Validations.of(construct).acknowledge(*(Acknowledgment(id=f"{pack}::{prefix}{rule}", reason=reason) for rule in rules))


def acknowledge_wildcards(construct: IConstruct, resources: Iterable[str], *, reason: str) -> None:
    """Leaves be that policies below `construct` end resources in a `*`.

    cdk-nag names each such resource in its finding, with tokens written as `<LogicalId.Attribute>`: a further wildcard is a new
    finding.
    """
    stack = Stack.of(construct)
    acknowledge(
        construct,
        Pack.SOLUTIONS,
        *(f"IAM5[Resource::{_as_nag_writes_it(stack.resolve(resource))}]" for resource in resources),
        reason=reason,
    )


def _as_nag_writes_it(resolved: object) -> str:
    match resolved:
        case {"Fn::Join": [separator, parts]}:
            return str(separator).join(_as_nag_writes_it(part) for part in parts)
        case {"Ref": name}:
            return f"<{name}>"
        case {"Fn::GetAtt": [name, attribute]}:
            return f"<{name}.{attribute}>"
        case _:
            return str(resolved)

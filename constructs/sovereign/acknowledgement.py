"""Says of one finding, at the construct it stands on, why it is right to leave it."""

import re
from collections.abc import Iterable
from enum import StrEnum

from aws_cdk import Acknowledgment, Stack, Token, Validations
from aws_cdk.aws_kms import IKey

from constructs import IConstruct


class Pack(StrEnum):
    """Who found it. The CDK wants the plug-in's name before a rule: a bare id is taken for an annotation and matches nothing."""

    SOLUTIONS = "AwsSolutions"
    NIST = "NIST.800.53.R5"
    HIPAA = "HIPAA.Security"
    PCI = "PCI.DSS.321"
    CLOUDFORMATION = "CloudFormation-Validate"
    GUARD = "cdk-validator-cfnguard"


CONTROLS = (Pack.NIST, Pack.HIPAA, Pack.PCI)
"""Packs that run the same rules under their own numbers: what answers a rule for one of them answers it for all that have it."""

VARIABLE = re.compile(r"\$\{([^}]*)\}")
"""A policy variable, such as `${aws:userid}`."""

KEY_ELSEWHERE = (
    "The key is imported from the keys stack; this rule reads one template at a time. cdk-nag's rule on the same property stays on."
)


def acknowledge(construct: IConstruct, pack: Pack, *rules: str, reason: str) -> None:
    """Leaves `rules` of `pack` be on `construct` and all below it.

    Args:
        construct: The narrowest construct that the reason holds for.
        pack: The plug-in that reports the rules; one of `CONTROLS` stands for all of them.
        rules: Rule names without the pack's prefix, such as `S1` or `IAM5[Resource::*]`; guard and CloudFormation rules as reported.
        reason: Why it is right to leave it; an auditor reads it in the validation report.
    """
    packs = CONTROLS if pack in CONTROLS else (pack,)
    Validations.of(construct).acknowledge(*(Acknowledgment(id=_id(each, rule), reason=reason) for each in packs for rule in rules))


def acknowledge_key_elsewhere(construct: IConstruct, key: IKey, rule: str) -> None:
    """Leaves be that a rule of cfn-guard does not find the key, which another stack made.

    One that is named by its ARN, or stands in the same template, it finds.
    """
    if Token.is_unresolved(key.key_arn) and Stack.of(key) is not Stack.of(construct):
        acknowledge(construct, Pack.GUARD, rule, reason=KEY_ELSEWHERE)


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


def _id(pack: Pack, rule: str) -> str:
    return f"{pack}::{pack}-{rule}" if pack in {Pack.SOLUTIONS, *CONTROLS} else f"{pack}::{rule}"


def _as_nag_writes_it(resolved: object) -> str:
    match resolved:
        case {"Fn::Join": [separator, parts]}:
            return str(separator).join(_as_nag_writes_it(part) for part in parts)
        case {"Ref": name}:
            return f"<{name}>"
        case {"Fn::GetAtt": [name, attribute]}:
            return f"<{name}.{attribute}>"
        case _:
            return VARIABLE.sub(r"<\1>", str(resolved))

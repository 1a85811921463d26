"""What a stack tells those who work with it after its deployment."""

from collections.abc import Mapping

from aws_cdk import CfnOutput, Stack


def tell(stack: Stack, values: Mapping[str, str], *, why: str) -> None:
    """Outputs of a stack by these very names: `cdk deploy --outputs-file` writes them."""
    for name, value in values.items():
        CfnOutput(stack, name, value=value, description=f"{name}, {why}")

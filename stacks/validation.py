"""Who looks at every synthesis."""

from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks

from stacks.guard import Guard

DEFAULT_RULES = "@aws-cdk/core:validateAgainstDefaultRules"
NAG_PACKS = (AwsSolutionsChecks, NIST80053R5Checks, HIPAASecurityChecks, PCIDSS321Checks)


def validated_app(outdir: str | None = None, context: dict[str, object] | None = None) -> App:
    """An app that cdk-nag (four packs), CloudFormation's own validation and cfn-guard examine.

    CloudFormation's errors are warnings unless a flag says otherwise; it is set here and not in cdk.json, so that no caller leaves it out.
    """
    app = App(outdir=outdir, context=context, post_cli_context={DEFAULT_RULES: True})
    for pack in NAG_PACKS:
        Validations.of(app).add_plugins(pack(app, verbose=True))
    Validations.of(app).add_plugins(Guard())
    return app

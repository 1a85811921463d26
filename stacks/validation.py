"""Who looks at every synthesis."""

from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks, NIST80053R5Checks
from cdklabs.cdk_validator_cfnguard import CfnGuardValidator

DEFAULT_RULES = "@aws-cdk/core:validateAgainstDefaultRules"
GUARD_OUTPUT_BYTES = 64 * 1024 * 1024


def validated_app(outdir: str | None = None, context: dict[str, object] | None = None) -> App:
    """An app that cdk-nag (AwsSolutions, NIST 800-53 R5), CloudFormation's own validation and cfn-guard examine.

    CloudFormation's errors are warnings unless a flag says otherwise; it is set here and not in cdk.json, so that no caller leaves it out.
    """
    app = App(outdir=outdir, context=context, post_cli_context={DEFAULT_RULES: True})
    Validations.of(app).add_plugins(AwsSolutionsChecks(app, verbose=True))
    Validations.of(app).add_plugins(NIST80053R5Checks(app, verbose=True))
    Validations.of(app).add_plugins(CfnGuardValidator(max_buffer=GUARD_OUTPUT_BYTES))  # type: ignore[arg-type]  # still typed for the Beta1 interface
    return app

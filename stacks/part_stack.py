"""What every stack of a deployment has in common."""

from aws_cdk import Environment, PermissionsBoundary, Tags

from blueprint.settings import Deployment
from constructs import Construct
from sovereign.names import boundary_name, qualifier
from sovereign.publishing_stack import PublishingStack


class PartStack(PublishingStack):
    """One part of a deployment, named `<deployment>-<part>`.

    Account and region are always concrete, so that a wrong one fails at synthesis; every role carries the deployment's
    permissions boundary, or `boundary` where the stack's roles are people's; a production stack refuses deletion.
    """

    def __init__(self, scope: Construct, part: str, *, deployment: Deployment, description: str, boundary: str | None = None) -> None:
        super().__init__(
            scope,
            f"{deployment.name}-{part}",
            description=description,
            env=Environment(account=deployment.account, region=deployment.region),
            qualifier=qualifier(deployment.name),
            permissions_boundary=PermissionsBoundary.from_name(boundary or boundary_name(deployment.name)),
            termination_protection=deployment.stage == "production",
        )
        self.deployment = deployment
        for key, value in mandatory_tags(deployment, part).items():
            Tags.of(self).add(key, value)


def mandatory_tags(deployment: Deployment, part: str) -> dict[str, str]:
    """The tags that cost reports, audits and policies rely on."""
    return {"deployment": deployment.name, "owner": deployment.owner, "stage": deployment.stage, "part": part}

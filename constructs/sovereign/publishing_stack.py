"""A stack to which a construct can add files for the CLI to upload under keys of its own choice."""

from aws_cdk import DefaultStackSynthesizer, Environment, FileAssetPackaging, PermissionsBoundary, Stack

from constructs import Construct


class PublishingStack(Stack):
    """A stack that keeps hold of its synthesizer.

    The CDK gives each stack a copy of the synthesizer, bound to it, and hands Python the unbound original for that copy; both fill the same
    list of assets. So the original is bound as well.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        qualifier: str,
        description: str | None = None,
        env: Environment | None = None,
        permissions_boundary: PermissionsBoundary | None = None,
        termination_protection: bool = False,
    ) -> None:
        self._publisher = DefaultStackSynthesizer(qualifier=qualifier)
        super().__init__(
            scope,
            construct_id,
            description=description,
            env=env,
            synthesizer=self._publisher,
            permissions_boundary=permissions_boundary,
            termination_protection=termination_protection,
        )
        self._publisher.bind(self)

    def publish(self, file: str, *, key: str, shown_as: str) -> None:
        """Has the CLI upload a file before it deploys this stack.

        Args:
            file: The file, from the assembly's folder; its name has no suffix, for the CDK would put it behind the key.
            key: The object's key. The CDK calls it the asset's hash, and takes any text.
            shown_as: What the CLI calls it while it uploads.
        """
        self._publisher.add_file_asset(source_hash=key, file_name=file, packaging=FileAssetPackaging.FILE, display_name=shown_as)

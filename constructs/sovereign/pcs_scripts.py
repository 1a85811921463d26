"""What a PCS node runs before it takes jobs."""

from collections.abc import Mapping, Sequence

from aws_cdk.aws_pcs import CfnComputeNodeGroup

from constructs import Construct
from sovereign.script_folder import ScriptFolder

NODE_AT_EVERY_BOOT = "node"

Actions = CfnComputeNodeGroup.NodeLifecycleActionsProperty


class PcsScripts(ScriptFolder):
    """One script for each group of nodes, in the bootstrap's bucket.

    PCS fetches it with the node's own role, holds it against the checksum, and ends a node on which it fails. No template can name the
    version of an object that is uploaded later; the key says what is in it instead, and the checksum proves it.

    Args:
        scope: Where it stands.
        construct_id: Its id there.
        deployment: The deployment's name.
        by_group: A group's script, by the group's name.
    """

    def __init__(self, scope: Construct, construct_id: str, *, deployment: str, by_group: Mapping[str, str]) -> None:
        super().__init__(scope, construct_id, deployment=deployment, files={f"{group}.sh": script for group, script in by_group.items()})

    def actions(self, group: str, arguments: Sequence[str]) -> Actions:
        """What the nodes of a group run at every boot, after PCS has set them up and before slurmd starts.

        Args:
            group: The group's name.
            arguments: `NAME=value`, which may hold CDK tokens.
        """
        file = self.files[f"{group}.sh"]
        script = CfnComputeNodeGroup.NodeLifecycleScriptProperty(
            name=NODE_AT_EVERY_BOOT,
            script_source=CfnComputeNodeGroup.ScriptSourceProperty(script_location=file.uri, checksum=file.sha256),
            arguments=list(arguments) or None,
            execution_policy="EVERY_BOOT",
            on_error="TERMINATE",
        )
        return Actions(
            stages=CfnComputeNodeGroup.NodeLifecycleStagesProperty(node_bootstrapped=[script]), script_caching_policy="CACHE_ONCE"
        )

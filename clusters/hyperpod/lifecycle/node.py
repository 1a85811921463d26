"""Says which node this is: its group, what that is to Slurm, and the controllers' addresses.

Runs on the node, with Python's own modules alone.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

CONFIGURATION = os.environ.get("SAGEMAKER_RESOURCE_CONFIG_PATH") or "/opt/ml/config/resource_config.json"


def main() -> None:
    """Prints `group role addresses`, or ends with the reason."""
    cluster = json.loads(Path(CONFIGURATION).read_text("utf-8"))
    roles = json.loads((Path(__file__).parent / "groups.json").read_text("utf-8"))
    groups = {group["Name"]: [node["CustomerIpAddress"] for node in group["Instances"]] for group in cluster["InstanceGroups"]}
    told = os.environ.get("LIFECYCLE_ADDRESSES") or subprocess.check_output(["hostname", "-I"], text=True)
    own = set(told.split())
    if unknown := sorted(set(groups) - set(roles)):
        known = ", ".join(sorted(roles))
        sys.exit(f"the cluster's groups {', '.join(unknown)} are none of ours ({known}): a group has one name in the cluster and in Slurm")
    mine = [name for name, addresses in groups.items() if own & set(addresses)]
    if len(mine) != 1:
        sys.exit(f"none of this node's addresses ({', '.join(sorted(own))}) stands in {CONFIGURATION}")
    controllers = [address for name, addresses in groups.items() if roles[name] == "controller" for address in addresses]
    print(mine[0], roles[mine[0]], ",".join(controllers))


if __name__ == "__main__":
    main()

#!/bin/bash
# What HyperPod starts as root on every new node: at its creation, its replacement and each software update, never at a reboot. Fetches nothing.
# Finds out which node this is, lays the folder at /opt/sovereign and runs its group's steps. Their log goes to standard output too, which
# HyperPod sends to CloudWatch (/aws/sagemaker/Clusters); where a node does not come up, the last line there says why.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
home=${NODE_HOME:-/opt/sovereign}

if ! node=$(python3 "$here/node.py" 2>&1); then
  echo "FAILED node: ${node##*$'\n'}"
  exit 1
fi
read -r group role controllers <<<"$node"
echo "a $role node of the group $group; controller: $controllers"
bash "$here/install.sh" "$home"
cp "$home/groups/$group/"* "$home/"

# shellcheck source=/dev/null
log=$(. "$home/node.conf" && echo "$NODE_LOG")
mkdir -p "${log%/*}"
touch "$log"
tail -n 0 -f "$log" &
shown=$!
status=0
bash "$home/run-steps.sh" "NODE_GROUP=$group" "NODE_ROLE=$role" "SLURM_CONTROLLERS=$controllers" || status=$?
kill "$shown"
wait "$shown" 2>/dev/null || true
tail -n 1 "$log"
exit "$status"

#!/bin/bash
# Puts the environment of NCCL and EFA (node.env) before every login; Slurm's task prolog gives the same to every task.
# What a person sets stays as it is.
set -euo pipefail
root=${NODE_ROOT:-}
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
profile=$root/etc/profile.d/sovereign-node.sh

mkdir -p "${profile%/*}"
while IFS='=' read -r name value; do
  echo "export $name=\"\${$name-$value}\""
done <"$here/node.env" >"$profile.new"
mv "$profile.new" "$profile"
echo "$(wc -l <"$profile") variables in $profile"

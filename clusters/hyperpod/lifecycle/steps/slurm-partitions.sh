#!/bin/bash
# HyperPod makes a partition for each group and knows no limits: longest time, rank and default come from our model.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)

if [[ ${SLURM_KEEPS_OURS:?} != yes ]]; then
  echo "partitions are HyperPod's alone (strategy ${SLURM_STRATEGY:?})"
  exit 0
fi
PATH=$PATH${SLURM_BIN:+:$SLURM_BIN} sh "$here/controller/partitions.sh"
echo "partitions have the limits of the deployment file"

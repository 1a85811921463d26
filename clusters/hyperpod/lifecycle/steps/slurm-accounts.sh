#!/bin/bash
# Accounts and qualities of service; the script changes what is there and adds what is not.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)

PATH=$PATH${SLURM_BIN:+:$SLURM_BIN} sh "$here/controller/accounts.sh"
echo "accounts are as the deployment file has them"

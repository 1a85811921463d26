#!/bin/bash
# A bad node does not come up: the quick checks of its GPUs, links and EFA devices.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)

findings=$(bash "$here/health/check.sh") && status=0 || status=$?
if [[ -n $findings ]]; then echo "$findings"; fi
if [[ $status -ne 0 ]]; then exit 2; fi

#!/bin/bash
# Puts the folder in which it lies at $1, /opt/sovereign by default, where Slurm and the steps look for it. Root's own, readable by all.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
home=${1:-/opt/sovereign}

mkdir -p "$home"
if [[ $here != "$home" ]]; then cp -r "$here/." "$home/"; fi
find "$home" -name '*.sh' -exec chmod 0755 {} +
find "$home" -type d -exec chmod 0755 {} +

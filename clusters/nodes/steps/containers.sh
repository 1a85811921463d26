#!/bin/bash
# Images and containers lie on the instance store, not on the root volume: the folders of docker and containerd are bound to it.
# Whichever of the two the image has is moved, with what it holds, and started again if it was running.
set -euo pipefail
root=${NODE_ROOT:-}

wanted=() running=()
for engine in docker containerd; do
  if ! command -v "$engine" >/dev/null || mountpoint -q "$root/var/lib/$engine"; then continue; fi
  wanted+=("$engine")
  if systemctl is-active --quiet "$engine.service"; then
    systemctl stop "$engine.service"
    # docker stands on containerd: it is stopped before it, and started after it.
    running=("$engine" "${running[@]}")
  fi
done
for engine in "${wanted[@]}"; do
  data=$root/var/lib/$engine
  mkdir -p "$data" "${NODE_SCRATCH:?}/$engine"
  chmod 0711 "$NODE_SCRATCH/$engine"
  if [[ -z $(ls -A "$NODE_SCRATCH/$engine") ]]; then cp -a "$data/." "$NODE_SCRATCH/$engine/"; fi
  mount --bind "$NODE_SCRATCH/$engine" "$data"
  echo "$engine keeps its data in $NODE_SCRATCH/$engine"
done
for engine in "${running[@]}"; do systemctl start "$engine.service"; done

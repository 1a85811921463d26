#!/bin/bash
# HyperPod mounts the file system by the cluster's description; a node is ready only when it takes a write, for the mount returns before that.
set -euo pipefail
readonly point="${MOUNT_POINT:?}"

if ! mountpoint -q "$point" && ! mount "$point"; then
  echo "nothing is mounted at $point: check the security groups (TCP 988 and 1018-1023, both ways) and that both lie in one zone"
  exit 1
fi
if ! probe=$(mktemp "$point/.probe.XXXXXX" 2>&1); then
  echo "$point takes no write: $probe"
  exit 1
fi
rm -f "$probe"
echo "$point takes writes"

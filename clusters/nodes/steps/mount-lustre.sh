#!/bin/bash
# Mounts the lake's file system: $LUSTRE_DEVICE at $LUSTRE_MOUNT_POINT, now and after every reboot.
# With LUSTRE_EFA=1 the mount waits for AWS's own service that gives EFA to the Lustre client (step lustre-efa).
set -euo pipefail
root=${NODE_ROOT:-}
table=$root/etc/fstab
options=noatime,flock,_netdev,x-systemd.automount,x-systemd.requires=network-online.target
if [[ ${LUSTRE_EFA:-0} == 1 ]]; then options+=,x-systemd.after=configure-efa-fsx-lustre-client.service; fi
entry="${LUSTRE_DEVICE:?} ${LUSTRE_MOUNT_POINT:?} lustre $options 0 0"

if ! command -v mount.lustre >/dev/null; then
  echo "the image has no Lustre client: build it in, nodes cannot install anything"
  exit 2
fi
mkdir -p "$LUSTRE_MOUNT_POINT"
if ! grep -qsxF "$entry" "$table"; then
  # One entry a mount point: a file system that was replaced leaves none behind.
  others=$(grep -vsF " $LUSTRE_MOUNT_POINT lustre " "$table" || true)
  printf '%s\n' ${others:+"$others"} "$entry" >"$table.new"
  mv "$table.new" "$table"
  systemctl daemon-reload
fi
if ! mountpoint -q "$LUSTRE_MOUNT_POINT" && ! mount "$LUSTRE_MOUNT_POINT"; then
  echo "could not mount $LUSTRE_DEVICE: check the security groups (TCP 988 and 1018-1023, both ways)"
  exit 1
fi
# The mount returns before the file system takes writes: only a written file proves it.
if ! probe=$(mktemp "$LUSTRE_MOUNT_POINT/.probe.XXXXXX"); then
  echo "mounted $LUSTRE_DEVICE, and it takes no writes: check the security groups (TCP 988 and 1018-1023, both ways)"
  exit 1
fi
rm -f "$probe"
echo "mounted $LUSTRE_DEVICE at $LUSTRE_MOUNT_POINT, and wrote to it"

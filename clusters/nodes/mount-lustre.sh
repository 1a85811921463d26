#!/bin/bash
# Mounts the lake's file system at @MOUNT_POINT@. Needs the Lustre client in the image; fetches nothing.
set -euo pipefail

readonly device="@DNS_NAME@@tcp:/@MOUNT_NAME@"
readonly mount_point="@MOUNT_POINT@"
readonly options="noatime,flock,_netdev,x-systemd.automount,x-systemd.requires=network-online.target"

say() { echo "mount-lustre: $*" | tee /dev/console; }

if ! command -v mount.lustre >/dev/null; then
  say "the image has no Lustre client: build it in, nodes cannot install anything"
  exit 1
fi

mkdir -p "$mount_point"
if ! grep -qs " $mount_point lustre " /etc/fstab; then
  echo "$device $mount_point lustre $options 0 0" >>/etc/fstab
fi
systemctl daemon-reload

for attempt in $(seq 1 30); do
  mountpoint -q "$mount_point" || mount "$mount_point" || true
  # The mount returns before the file system takes writes: only a written file proves it.
  if probe=$(mktemp "$mount_point/.probe.XXXXXX" 2>/dev/null); then
    rm -f "$probe"
    say "mounted $device after $attempt attempt(s)"
    exit 0
  fi
  sleep 10
done
say "could not write to $device in five minutes: check the security groups (TCP 988 and 1018-1023, both ways)"
exit 1

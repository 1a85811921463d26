#!/bin/bash
# The instance store's disks as one, striped, at $NODE_SCRATCH: fast, encrypted by the hardware, and gone when the instance stops.
# AWS's deep learning images mount them themselves at /opt/dlami/nvme; then $NODE_SCRATCH leads there.
set -euo pipefail
root=${NODE_ROOT:-}
theirs=$root/opt/dlami/nvme
array=/dev/md/scratch

if mountpoint -q "${NODE_SCRATCH:?}"; then
  echo "$NODE_SCRATCH is mounted"
  exit 0
fi
if mountpoint -q "$theirs"; then
  if [[ -d $NODE_SCRATCH && ! -L $NODE_SCRATCH ]]; then rmdir "$NODE_SCRATCH"; fi
  ln -sfn "$theirs" "$NODE_SCRATCH"
  chmod 1777 "$theirs"
  echo "$NODE_SCRATCH leads to $theirs"
  exit 0
fi
disks=()
for link in "$root"/dev/disk/by-id/nvme-Amazon_EC2_NVMe_Instance_Storage_*; do
  if [[ ! -e $link || $link == *-part* ]]; then continue; fi
  # A disk has several links.
  disk=$(readlink -f "$link")
  if [[ " ${disks[*]} " != *" $disk "* ]]; then disks+=("$disk"); fi
done
if [[ ${#disks[@]} -eq 0 ]]; then
  echo "the instance type has an instance store, and no disk of it is there"
  exit 1
fi
target=${disks[0]}
if [[ ${#disks[@]} -gt 1 ]]; then
  target=$array
  if ! mdadm --detail "$array" >/dev/null 2>&1; then
    # Of any host: an array that comes up before the node has its name keeps this one.
    mdadm --create "$array" --run --homehost=any --level=0 --raid-devices="${#disks[@]}" "${disks[@]}"
  fi
fi
if ! blkid "$target" >/dev/null; then mkfs.xfs -q "$target"; fi
mkdir -p "$NODE_SCRATCH"
mount -o noatime "$target" "$NODE_SCRATCH"
chmod 1777 "$NODE_SCRATCH"
echo "${#disks[@]} disks at $NODE_SCRATCH"

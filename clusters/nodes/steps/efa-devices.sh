#!/bin/bash
# As many EFA devices as the instance type has. Some appear late, on p5en some seconds after the first: the list of steps tries again.
# Other drivers show themselves in the same folder (mlx5 on B200), so that the driver's name counts, not the device's.
set -euo pipefail
root=${NODE_ROOT:-}

found=0
for device in "$root"/sys/class/infiniband/*; do
  driver=$(readlink "$device/device/driver" || true)
  if [[ ${driver##*/} == efa ]]; then found=$((found + 1)); fi
done
if [[ $found -lt ${NODE_EFA:?} ]]; then
  echo "$found of $NODE_EFA EFA devices are there: check the launch template's interfaces and the security group's rules to itself"
  exit 1
fi
echo "$found EFA devices"

#!/bin/bash
# Containers in Slurm jobs: enroot unpacks on the instance store (on the root volume of a type that has none), and Slurm loads pyxis. Settings only; both have to be in the image.
set -euo pipefail
root=${NODE_ROOT:-}
plugstack=${SLURM_PLUGSTACK:-$root/etc/slurm/plugstack.conf.d}

if ! command -v enroot >/dev/null; then
  echo "the image has no enroot: build it in, nodes cannot install anything"
  exit 2
fi
plugin=""
for folder in /usr/local/lib/slurm /usr/lib/slurm /usr/lib64/slurm /usr/lib/x86_64-linux-gnu/slurm /opt/slurm/lib/slurm; do
  if [[ -e $root$folder/spank_pyxis.so ]]; then plugin=$root$folder/spank_pyxis.so; fi
done
if [[ -z $plugin ]]; then
  echo "the image has enroot and no spank_pyxis.so: build pyxis in for its version of Slurm"
  exit 2
fi
store=${NODE_SCRATCH:-$root/var/tmp}/enroot
mkdir -p "$root/etc/enroot" "$plugstack" "$store" "$root/run/enroot"
# Each person's folder in them is that person's own.
chmod 1777 "$store" "$root/run/enroot"
cat >"$root/etc/enroot/enroot.conf" <<SETTINGS
ENROOT_RUNTIME_PATH /run/enroot/user-\$(id -u)
ENROOT_CACHE_PATH $store/cache-\$(id -u)
ENROOT_DATA_PATH $store/data-\$(id -u)
ENROOT_TEMP_PATH $store
ENROOT_ROOTFS_WRITABLE yes
SETTINGS
echo "required $plugin" >"$plugstack/pyxis.conf"
echo "enroot unpacks in $store, Slurm loads $plugin"

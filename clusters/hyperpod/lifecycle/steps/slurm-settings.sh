#!/bin/bash
# Adds our settings to the slurm.conf that HyperPod writes, by one Include at its end: of a setting given twice, Slurm takes the last.
# Only where HyperPod keeps what it finds (continuous provisioning, strategy merge); elsewhere it would undo it, or call it drift.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
folder="${NODE_ROOT:-}/opt/slurm/etc"
file="$folder/slurm.conf" ours="sovereign.conf"

if [[ ${SLURM_KEEPS_OURS:?} != yes ]]; then
  echo "slurm.conf is HyperPod's alone (strategy ${SLURM_STRATEGY:?})"
  exit 0
fi
if [[ ! -f $file ]]; then
  echo "there is no $file yet: HyperPod writes it from the cluster's description"
  exit 1
fi
changed=no
if [[ ! -f $folder/$ours || $(<"$here/controller/$ours") != "$(<"$folder/$ours")" ]]; then
  cp "$here/controller/$ours" "$folder/$ours"
  changed=yes
fi
if ! grep -qxF "Include $ours" "$file"; then
  printf '\nInclude %s\n' "$ours" >>"$file"
  changed=yes
fi
# What the daemons read at their start alone (plugins) needs a restart; jobs run on without slurmctld.
if [[ $changed == yes ]] && systemctl is-active --quiet slurmctld; then
  systemctl restart slurmctld
fi
echo "settings in $folder/$ours, changed: $changed"

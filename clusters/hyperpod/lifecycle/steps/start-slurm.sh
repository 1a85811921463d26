#!/bin/bash
# Starts the node's daemon where HyperPod's image has not, and waits until the controller answers. Never waits for the daemon itself: at a boot
# slurmd starts after these steps.
set -euo pipefail
daemon=slurmd
if [[ ${NODE_ROLE:?} == controller ]]; then daemon=slurmctld; fi

if ! systemctl is-active --quiet "$daemon"; then
  if [[ $daemon == slurmd ]]; then
    # The node has no slurm.conf of its own: it asks the controller (slurmd's "configless" mode).
    dropins="${NODE_ROOT:-}/etc/systemd/system/slurmd.service.d"
    mkdir -p "$dropins"
    printf '[Service]\nEnvironment="SLURMD_OPTIONS=--conf-server %s"\n' "${SLURM_CONTROLLERS:?}" >"$dropins/controller.conf"
    systemctl daemon-reload
  fi
  systemctl enable --quiet "$daemon"
  systemctl start --no-block "$daemon"
fi
if ! PATH=$PATH${SLURM_BIN:+:$SLURM_BIN} scontrol ping; then
  echo "the controller ($SLURM_CONTROLLERS) does not answer: is slurmctld running there?"
  exit 1
fi

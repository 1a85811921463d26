#!/bin/bash
# Has systemd run the steps at every boot, before Slurm's daemon: a reboot unmounts the instance store, and user data and HyperPod's
# lifecycle script run at the first boot alone.
set -euo pipefail
root=${NODE_ROOT:-}
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
unit=$root/etc/systemd/system/sovereign-node.service

mkdir -p "${unit%/*}"
cat >"$unit.new" <<UNIT
[Unit]
Description=Brings the node up: $here/steps.list
After=network-online.target
Wants=network-online.target
Before=slurmd.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/bash $here/run-steps.sh ${NODE_ARGUMENTS:-}

[Install]
WantedBy=multi-user.target
UNIT
mv "$unit.new" "$unit"
systemctl daemon-reload
systemctl enable --quiet sovereign-node.service
echo "systemd runs the steps at every boot"

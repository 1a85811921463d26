#!/bin/bash
# Gives the Lustre client its EFA interfaces, before the first mount: the modules read their settings only when they are loaded.
# AWS's own configure-efa-fsx-lustre-client does it, as a service that its setup leaves in the image.
set -euo pipefail
service=configure-efa-fsx-lustre-client.service

if ! systemctl cat "$service" >/dev/null 2>&1; then
  echo "the image lacks $service: run AWS's setup for EFA clients of FSx for Lustre when the image is built"
  exit 2
fi
systemctl start "$service"
if ! lnetctl net show | grep -q 'net type: efa'; then
  echo "$service ended well, and Lustre has no EFA network: see journalctl -u $service"
  exit 1
fi
echo "Lustre has an EFA network"

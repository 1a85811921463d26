#!/bin/bash
# HyperPod's own agent restarts the resolver while a node starts: names answer before that, then not, then for good.
set -euo pipefail
readonly config="${NODE_ROOT:-}/etc/resolv.conf"

for _ in 1 2 3; do
  if ! getent hosts "${PROBE_NAME:?}" >/dev/null; then
    resolver=$(grep -sm 1 '^nameserver' "$config" || echo none)
    echo "$PROBE_NAME has no address yet: is it among the names that the DNS firewall answers? resolver: $resolver"
    exit 1
  fi
  sleep 1
done
echo "$PROBE_NAME has an address"

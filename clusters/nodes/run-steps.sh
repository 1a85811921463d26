#!/bin/bash
# Brings a node up: runs the steps of steps.list in their order, each to its end before the next, and fetches nothing.
#
#   run-steps.sh [NAME=value ...]     values that node.conf does not have yet, such as a file system's address
#
# A line of steps.list: the step (steps/STEP.sh), its tries, the seconds between two tries, and the seconds after which a try is ended.
# A step ends with 0: done; 2: a further try cannot help; anything else: try again. The last line that it prints is its reason.
# Log: $NODE_LOG. A failure's reason: the last line of the log, standard error, the console, and $NODE_STATE/failed until the next success.
# $NODE_STATE lies in memory: within one boot a finished step is not run again unless it or node.conf changed; after a reboot all run.
set -euo pipefail
shopt -s lastpipe
export TZ=UTC

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
set -a
# shellcheck source=/dev/null
. "$here/node.conf"
set +a
for setting in "$@"; do
  if [[ ! $setting =~ ^[A-Z][A-Z_]*= ]]; then
    echo "run-steps: '$setting' is no NAME=value" >&2
    exit 2
  fi
  export "${setting?}"
done
export NODE_ARGUMENTS="$*"

say() { printf '%(%FT%TZ)T %s\n' -1 "$*" >>"$NODE_LOG"; }

seconds_since() {
  local taken=$((${EPOCHREALTIME//[.,]/} - $1))
  printf '%d.%03d s' $((taken / 1000000)) $((taken / 1000 % 1000))
}

fail() {
  say "FAILED $1"
  echo "$1" >"$NODE_STATE/failed"
  echo "node: FAILED $1" >&2
  if [[ -w ${NODE_CONSOLE:-/dev/console} ]]; then echo "node: FAILED $1" >"${NODE_CONSOLE:-/dev/console}" || true; fi
  exit 1
}

# Once: what its last line was stands in $reason, how it ended in $status.
try() {
  reason="" status=0
  timeout "$limit" bash "$here/steps/$step.sh" 2>&1 9>&- </dev/null | while IFS= read -r line; do
    say "$step: $line"
    reason=$line
  done || status=$?
  if [[ $status -eq 124 ]]; then reason="did not end within $limit s"; fi
}

run() {
  local began=${EPOCHREALTIME//[.,]/} attempt=1
  say "$step: starts"
  try
  while [[ $status -ne 0 && $status -ne 2 && $attempt -lt $tries ]]; do
    say "$step: try $attempt of $tries ended with $status, next in $wait_s s"
    sleep "$wait_s"
    attempt=$((attempt + 1))
    try
  done
  if [[ $status -ne 0 ]]; then fail "$step: ${reason:-ended with $status and no word} ($attempt of $tries tries)"; fi
  say "$step: done in $(seconds_since "$began")"
}

mkdir -p "$NODE_STATE/done" "${NODE_LOG%/*}"
exec 9>"$NODE_STATE/lock"
if ! flock --nonblock 9; then
  echo "node: another run-steps.sh is at work here" >&2
  exit 1
fi
started=${EPOCHREALTIME//[.,]/}
while read -r step tries wait_s limit; do
  mark="$NODE_STATE/done/$step"
  if [[ $mark -nt $here/steps/$step.sh && $mark -nt $here/node.conf && $(<"$mark") == "$*" ]]; then
    say "$step: done before"
    continue
  fi
  run
  echo "$*" >"$mark"
done <"$here/steps.list"
rm -f "$NODE_STATE/failed"
say "node: ready after $(seconds_since "$started")"

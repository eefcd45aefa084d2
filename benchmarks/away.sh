#!/usr/bin/env bash
# Loads a server whose bucket is away for a long time, as docs/long-runs.md reports it (OS2).
#
#   benchmarks/away.sh SCRATCH_FOLDER [-d AWAY] [-b BACK] [-r SPANS_A_SECOND] [-t TRACES] [-e EVERY]
#
# An S3 server (versitygw on a folder; built once with Go, two minutes) is killed. The server takes SPANS_A_SECOND (38,000) for AWAY (30m),
# and every EVERY-th trace (1000) is looked up and compared while the bucket is still away. Then the bucket comes back and the same load
# goes on for BACK (10m): how long until nothing that waits for the bucket is older than two sections? Afterwards the traces of both loads
# are compared again, by a fresh process without a local file, too. Must: nothing refused, nothing lost, doubled or altered, the
# backlog gone within 10 minutes. Limits are off. VIVACE_HEAP and VIVACE_JAVA_OPTS go through to the server. Needs Go 1.26, jq and curl.
set -euo pipefail

usage() {
  sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
[ $# -ge 1 ] || usage
scratch=$1
shift
away=30m back=10m rate=38000 traces=8000 every=1000
while getopts d:b:r:t:e: option; do
  case $option in
    d) away=$OPTARG ;;
    b) back=$OPTARG ;;
    r) rate=$OPTARG ;;
    t) traces=$OPTARG ;;
    e) every=$OPTARG ;;
    *) usage ;;
  esac
done

# shellcheck source=benchmarks/server.sh
. "$root/benchmarks/server.sh"
# shellcheck source=benchmarks/sustain.sh
. "$root/benchmarks/sustain.sh"
# shellcheck source=benchmarks/s3.sh
. "$root/benchmarks/s3.sh"
endpoint=$s3
recovered_age=120 # seconds: a section is a minute old when it ends

# What a metric of the server says.
metric() { curl -sf "$url/metrics" | awk -v name="$1" '$1 == name { sum += $2 } END { printf "%d\n", sum }'; }

await_recovery() {
  local began=$SECONDS
  until [ "$(metric vivace_backlog_oldest_seconds)" -lt "$recovered_age" ]; do
    [ $((SECONDS - began)) -lt "$(seconds "$back")" ] || { figure back "backlog gone after, s" "$(seconds "$back")"; return 0; }
    sleep 1
  done
  figure back "backlog gone after, s" $((SECONDS - began))
}

build_all
install_s3
rm -rf "$scratch/data"
mkdir -p "$scratch/data/wal"
make_workload
start_s3
make_bucket
start_server

say "the bucket goes away for $away"
kill -KILL "$s3_pid"
wait "$s3_pid" 2>/dev/null || true
s3_pid=''
duration=$away
sustained away -rate "$rate"
figure away "objects that wait" "$(metric vivace_backlog_objects)"
figure away "of these, MiB" "$(($(metric vivace_backlog_bytes) / 1048576))"
checked away

say "the bucket is back"
start_s3
duration=$back
await_recovery &
recovery=$!
sustained back -rate "$rate"
wait "$recovery"
await_idle
checked back
stop_server

say "a fresh process with the same bucket"
rm -rf "$scratch/data/wal"
mkdir -p "$scratch/data/wal"
start_server
for run in away back; do
  cp "$scratch/$run.journal" "$scratch/$run-fresh.journal"
  checked "$run-fresh"
done
stop_server

echo
echo "Commit $(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown), $(nproc) cores, bucket away for $away at $rate spans/s, then back for $back."
echo
report_sustained

#!/usr/bin/env bash
# Measures a server under load that lasts, as docs/benchmarks.md reports it, and audits what it kept.
#
#   benchmarks/load.sh SCRATCH_FOLDER -p L1|L2|L3|L4|R1 [-d DURATION] [-r SPANS_A_SECOND] [-t TRACES] [-e EVERY]
#
# L1  as fast as the server takes spans, 10 minutes
# L2  38,000 spans a second, the rate of Tempo 3.0.3 on this machine, 10 minutes
# L3  three times L1's rate (-r says L1's rate: 200,000), 10 minutes, refused requests are dropped; then half of L1's rate:
#     from the fifth second on nothing may be refused
# L4  four dashboards alone, then L2, then both together, each a third of the time
# R1  half of L1's rate (-r; 100,000) for 60 minutes: trends of memory, descriptors, threads
#
# The client repeats a workload of TRACES (8,000) traces that was encoded before, pinned to one core, and every thousandth trace is
# compared with what was sent. Limits are off. Nothing else should run on the machine. VIVACE_HEAP and VIVACE_JAVA_OPTS go through to
# the server. Needs Go 1.26, jq and curl.
set -euo pipefail

usage() {
  sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
[ $# -ge 1 ] || usage
scratch=$1
shift
profile='' duration='' rate='' traces=8000 every=1000
while getopts p:d:r:t:e: option; do
  case $option in
    p) profile=$OPTARG ;;
    d) duration=$OPTARG ;;
    r) rate=$OPTARG ;;
    t) traces=$OPTARG ;;
    e) every=$OPTARG ;;
    *) usage ;;
  esac
done
case $profile in
  L1 | L2 | L3 | L4) duration=${duration:-10m} ;;
  R1) duration=${duration:-60m} ;;
  *) usage ;;
esac

# shellcheck source=benchmarks/server.sh
. "$root/benchmarks/server.sh"
# shellcheck source=benchmarks/sustain.sh
. "$root/benchmarks/sustain.sh"

build_all
rm -rf "$scratch/data"
make_workload
start_server
say "$profile for $duration, ready after $(cat "$scratch/ready") s"
case $profile in
  L1)
    sustained L1 -connections 8 -calls 4
    checked L1
    ;;
  L2)
    sustained L2 -rate "${rate:-38000}"
    checked L2
    ;;
  L3)
    sustained L3 -rate $((3 * ${rate:-200000})) -connections 8 -calls 64 -drop
    checked L3
    duration=30s
    sustained after-L3 -rate $((${rate:-200000} / 2)) -settle 5s
    checked after-L3
    ;;
  L4)
    duration=$(awk -v d="$(seconds "$duration")" 'BEGIN { printf "%ds", d / 3 }')
    sustained L4-load -rate "${rate:-38000}"
    watched L4-queries
    watched L4-queries-beside &
    watcher=$!
    sustained L4-beside -rate "${rate:-38000}"
    wait "$watcher"
    checked L4-load
    checked L4-beside
    ;;
  R1)
    sustained R1 -rate "${rate:-100000}" -series "$scratch/R1.series.tsv"
    checked R1
    ;;
esac
peak=$(peak_mib)
stop_server
echo
echo "Commit $(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown), $(nproc) cores, $profile, peak RSS $(printf %.0f "$peak") MiB, at rest $(du -sm "$scratch/data/blocks" | cut -f1) MiB."
echo
report_sustained

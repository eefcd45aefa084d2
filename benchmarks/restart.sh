#!/usr/bin/env bash
# Measures the start after a kill with much of the log not in blocks yet, as docs/benchmarks.md reports it.
#
#   benchmarks/restart.sh SCRATCH_FOLDER [-m MEBIBYTES] [-n RUNS] [-e EVERY]
#
# Loads requests of MEBIBYTES (512) in all and lets none of their spans come into a block: sections end after an hour or 4 GiB of the log, and the
# live head may hold 1.5 GiB of a heap of 3 GiB (VIVACE_HEAP replaces it). A machine that has written no block for that long is one whose block
# folder is full or slow; by default a section ends after 60 s or 256 MiB. Then RUNS (3) times: kill -9, page cache dropped, start; the time until
# /ready says 200; every EVERY-th trace (50; the last time each of them) is asked for and compared with what was sent. Must: ready within 10 s.
# Nothing else should run on the machine. Limits are off. VIVACE_JAVA_OPTS go through to the server. Needs Go 1.26, jq and curl.
set -euo pipefail

usage() {
  sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
[ $# -ge 1 ] || usage
scratch=$1
shift
mebibytes=512 runs=3 every=50
while getopts m:n:e: option; do
  case $option in
    m) mebibytes=$OPTARG ;;
    n) runs=$OPTARG ;;
    e) every=$OPTARG ;;
    *) usage ;;
  esac
done
export VIVACE_HEAP=${VIVACE_HEAP:-3g}

# shellcheck source=benchmarks/server.sh
. "$root/benchmarks/server.sh"

bytes_a_trace=7700 # of the shop workload; a little less than it has, so that the log surely holds as much as asked for

kill_server() {
  kill -KILL "$pid"
  wait "$pid" 2>/dev/null || true
  pid=
}

# What a metric of the server says.
metric() { curl -sf "$url/metrics" | awk -v name="$1" '$1 == name { sum += $2 } END { print sum + 0 }'; }

build_all
echo "live_store: { max_block_duration: 1h, max_block_bytes: 4GiB, max_live_bytes: 1536MiB, max_trace_idle: 1h, max_trace_live: 1h }" >>"$scratch/vivace.yaml"
rm -rf "$scratch/data"
workload=$scratch/restart.otlp
"$bench" generate -traces $((mebibytes * 1024 * 1024 / bytes_a_trace)) -seed 1 -ago 2h -spread 60m -file "$workload" >&2
bytes=$(jq .Bytes "$workload.json")
start_server
"$bench" load -file "$workload" -otlp "127.0.0.1:$otlp_grpc" -pid "$pid" >&2
: >"$scratch/restarts.tsv"
for ((run = 1; run <= runs; run++)); do
  [ "$(metric tempo_block_builder_flushed_blocks_total)" = 0 ] || fail "spans came into a block: the log holds less than it should"
  kill_server
  drop_page_cache
  start_server
  printf '%s\t%s\n' "$(cat "$scratch/ready")" "$(peak_mib)" >>"$scratch/restarts.tsv"
  say "run $run of $runs: ready after $(cat "$scratch/ready") s"
  "$bench" verify -file "$workload" -url "$url" -every "$([ "$run" = "$runs" ] && echo 1 || echo "$every")" >&2 ||
    fail "what was acknowledged is not there as it was sent"
done
kill_server

echo
echo "Commit $(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown), $(nproc) cores, $(jq .Spans "$workload.json") spans in $((bytes / 1024 / 1024)) MiB of the log, heap $VIVACE_HEAP."
echo
echo '| start | ready after, s | peak RSS until then, MiB |'
echo '| --- | --- | --- |'
awk -F '\t' '{ printf "| %d | %.2f | %.0f |\n", NR, $1, $2; if ($1 > most) most = $1 }
  END { printf "\n%s: ready after at most %.2f s (must: 10 s).\n", most <= 10 ? "The must is met" : "The must is missed", most }' "$scratch/restarts.tsv"

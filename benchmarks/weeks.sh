#!/usr/bin/env bash
# Measures metrics queries over seven days in 500 blocks, as docs/benchmarks.md reports them.
#
#   benchmarks/weeks.sh SCRATCH_FOLDER [-b BLOCKS] [-t TRACES] [-r ROUNDS]
#
# Loads a workload of TRACES (100,000) traces, which start one after the other over the last seven days, and asks for blocks
# so small that there would be BLOCKS (700): about four fifths of them come out, for a cut carries on what is unfinished, and some
# carry on all of it. The figures name how many there are. Starts the server anew, then asks each query for the seven days, step 30 minutes: once as
# the first, then ROUNDS (11) times. Prints times, how much of the blocks the answer says was inspected, what the process read
# from files for the first, and the peak of its memory, all queries included. Nothing else should run on the machine. Needs
# Go 1.26, jq, curl.
set -euo pipefail

usage() {
  sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
[ $# -ge 1 ] || usage
scratch=$1
shift
blocks=700 traces=100000 rounds=11
while getopts b:t:r: option; do
  case $option in
    b) blocks=$OPTARG ;;
    t) traces=$OPTARG ;;
    r) rounds=$OPTARG ;;
    *) usage ;;
  esac
done

# shellcheck source=benchmarks/server.sh
. "$root/benchmarks/server.sh"

minutes=$((7 * 24 * 60))
queries=(
  '{} | rate()'
  '{} | rate() by (resource.service.name)'
  '{ status = error } | count_over_time() by (span.http.route)'
  '{ kind = server } | quantile_over_time(duration, .5, .95, .99) by (resource.service.name)'
  '{ resource.service.name = "frontend" } >> { span.db.system = "postgresql" } | rate()'
  '{ kind = server } | compare({ status = error })'
)

# Bytes that the server has read from files and sockets.
read_bytes() { awk '/^rchar:/ { print $2 }' "/proc/$pid/io"; }

# Asks a query; prints milliseconds, and leaves the answer in $scratch/answer.json.
ask() {
  curl -sf -G -o "$scratch/answer.json" -w '%{time_total}\n' "$url/api/metrics/query_range" --compressed \
    --data-urlencode "q=$1" --data-urlencode "start=$start" --data-urlencode "end=$end" --data-urlencode step=30m |
    awk '{ print $1 * 1000 }'
}

build_all
rm -rf "$scratch/data"
workload=$scratch/week.otlp
"$bench" generate -traces "$traces" -seed 1 -ago "${minutes}m" -spread "${minutes}m" -file "$workload" >&2
bytes=$(jq .Bytes "$workload.json")
spans=$(jq .Spans "$workload.json")
echo "live_store: { max_block_bytes: $((bytes / blocks)), max_trace_idle: 1s, max_trace_live: 1s, small_tenant_spans: 0 }" \
  >>"$scratch/vivace.yaml"
start_server
# Four of the blocks that are asked for a second.
"$bench" load -file "$workload" -otlp "127.0.0.1:$otlp_grpc" -pid "$pid" -rate $((4 * spans / blocks)) >&2
await_idle
stop_server
start_server
await_idle

end=$(date +%s)
start=$((end - minutes * 60))
stored=$(du -sb "$scratch/data/blocks" | cut -f1)
echo "Commit $(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown), $(nproc) cores, $spans spans in $(find "$scratch/data/blocks" -type f -path '*/single-tenant/blocks/*' | wc -l) blocks of $((stored / 1024 / 1024)) MiB over 7 days, step 30 min, $rounds rounds."
echo
echo '| query | first, ms | read for it, MiB | median, ms | inspected, MiB | series |'
echo '| --- | --- | --- | --- | --- | --- |'
for query in "${queries[@]}"; do
  before=$(read_bytes)
  first=$(ask "$query")
  after=$(read_bytes)
  median=$(for _ in $(seq "$rounds"); do ask "$query"; done | sort -n | sed -n "$((rounds / 2 + 1))p")
  jq -r '[.metrics.inspectedBytes // "0", (.series | length), .status // "COMPLETE"] | @tsv' "$scratch/answer.json" |
    awk -F '\t' -v query="$query" -v first="$first" -v median="$median" -v bytes="$((after - before))" '
      { gsub(/\|/, "\\\\|", query); printf "| `%s` | %.3g | %.3g | %.3g | %.3g | %d%s |\n", query, first, bytes / 1048576, median, $1 / 1048576, $2, $3 == "COMPLETE" ? "" : " (" $3 ")" }'
done
echo
printf 'Peak RSS %.0f MiB.\n' "$(peak_mib)"
stop_server

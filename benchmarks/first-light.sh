#!/usr/bin/env bash
# Measures a fresh server as docs/benchmarks.md reports it: ingest, memory, bytes at rest, trace by id.
#
#   benchmarks/first-light.sh SCRATCH_FOLDER [-n RUNS] [-t TRACES] [-p PROFILE]
#
# Each run starts a server in a new folder, loads the workload of seed 2 into it (the cold figures of a fresh process),
# then the one of seed 1 (the warm figures), waits each time until everything is in blocks and the server is idle, asks
# for traces by id, restarts the server, asks again, and prints its figures. After the last run the medians are printed
# as a Markdown table. Nothing else should run on the machine. Limits are off. VIVACE_HEAP and VIVACE_JAVA_OPTS go
# through to the server. Needs Go 1.26, jq and curl.
set -euo pipefail

usage() {
  sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
[ $# -ge 1 ] || usage
scratch=$1
shift
runs=3 traces=40000 profile=shop
while getopts n:t:p: option; do
  case $option in
    n) runs=$OPTARG ;;
    t) traces=$OPTARG ;;
    p) profile=$OPTARG ;;
    *) usage ;;
  esac
done
# shellcheck source=benchmarks/server.sh
. "$root/benchmarks/server.sh"
figures=$scratch/figures.tsv # run, figure, value
: >"$figures"
record() { printf '%s\t%s\t%s\n' "$run" "$1" "$2" >>"$figures"; }

# Loads a workload and records its figures under a prefix; $3 is how many spans the folder then holds.
measure_load() {
  local name=$1 file=$2 held=$3 before compiling spans
  before=$(cpu_seconds)
  compiling=$(compiler_seconds)
  "$bench" load -json -file "$file" -otlp "127.0.0.1:$otlp_grpc" -pid "$pid" >"$scratch/load.json"
  [ "$(jq .Failed "$scratch/load.json")" = 0 ] || fail "the server lost requests: $(cat "$scratch/load.json")"
  await_idle
  spans=$(jq .Spans "$file.json")
  record "$name: CPU until acknowledged, µs a span" "$(jq '.CPU / 1000 / .Spans' "$scratch/load.json")"
  record "$name: CPU until in blocks, µs a span" \
    "$(awk "BEGIN { print ($(cpu_seconds) - $before) * 1e6 / $spans }")"
  record "$name: of that, compiling, µs a span" \
    "$(awk "BEGIN { print ($(compiler_seconds) - $compiling) * 1e6 / $spans }")"
  record "$name: rate, spans/s" "$(jq '.Spans / .Wall * 1e9' "$scratch/load.json")"
  record "$name: request p99, ms" "$(jq '.P99 / 1e6' "$scratch/load.json")"
  record "$name: peak RSS so far, MiB" "$(peak_mib)"
  record "$name: at rest, B a span" \
    "$(du -sb "$scratch/data/blocks" | awk -v held="$held" '{ print $1 / held }')"
}

# Asks for traces of a workload by id and records median and CPU of found and of absent ones.
measure_lookups() {
  local name=$1 file=$2 warmups=$3 rounds=$4
  "$bench" query -json -file "$file" -suite "$scratch/suite.json" -url "$url" -pid "$pid" -warmups "$warmups" -rounds "$rounds" \
    >"$scratch/query.json"
  [ "$(jq '[.[].Status[]] | unique == [200]' "$scratch/query.json")" = true ] || fail "lookups failed: $(cat "$scratch/query.json")"
  record "$name: trace by id, median ms" "$(jq '.[0].Median[0] / 1e6' "$scratch/query.json")"
  record "$name: trace by id, p95 ms" "$(jq '.[0].P95[0] / 1e6' "$scratch/query.json")"
  record "$name: trace by id, CPU ms" "$(jq '.[0].CPU[0] / 1e6' "$scratch/query.json")"
  record "$name: absent trace, median ms" "$(jq '.[1].Median[0] / 1e6' "$scratch/query.json")"
}

one_run() {
  local warm=$scratch/warm.otlp cold=$scratch/cold.otlp cold_spans warm_spans
  rm -rf "$scratch/data"
  say "run $run of $runs: $traces traces, profile $profile"
  "$bench" generate -profile "$profile" -traces "$traces" -seed 2 -ago 2h -spread 60m -file "$cold" >&2
  "$bench" generate -profile "$profile" -traces "$traces" -seed 1 -ago 2h -spread 60m -file "$warm" >&2
  cold_spans=$(jq .Spans "$cold.json")
  warm_spans=$(jq .Spans "$warm.json")
  sync
  start_server
  record "ready after, s" "$(cat "$scratch/ready")"
  measure_load cold "$cold" "$cold_spans"
  measure_load warm "$warm" $((cold_spans + warm_spans))
  measure_lookups warm "$warm" 1 101
  record "peak RSS, MiB" "$(peak_mib)"
  "$bench" verify -file "$warm" -url "$url" -every 20 >&2 || fail "the server gave back other spans than it was sent"
  stop_server
  drop_page_cache
  start_server
  record "restart: ready after, s" "$(cat "$scratch/ready")"
  measure_lookups "first after a restart" "$warm" 0 1
  stop_server
}

# The median of each figure over the runs, in the order of first mention.
report() {
  awk -F '\t' '
    !($2 in count) { order[++figures] = $2 }
    { value[$2, ++count[$2]] = $3 + 0 }
    END {
      print "| figure | median | runs |"
      print "| --- | --- | --- |"
      for (f = 1; f <= figures; f++) {
        name = order[f]; n = count[name]; all = ""
        for (i = 1; i <= n; i++) { sorted[i] = value[name, i]; all = all (i > 1 ? ", " : "") shown(value[name, i]) }
        for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (sorted[j] < sorted[i]) { t = sorted[i]; sorted[i] = sorted[j]; sorted[j] = t }
        middle = n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
        printf "| %s | %s | %s |\n", name, shown(middle), all
      }
    }
    function shown(v) { return v >= 1000 ? sprintf("%d", v) : sprintf("%.3g", v) }' "$figures"
}

build_all
echo '[{"class": "trace", "kind": "trace"}, {"class": "trace-missing", "kind": "missing"}]' >"$scratch/suite.json"
for ((run = 1; run <= runs; run++)); do
  one_run
done
echo
echo "Commit $(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown), $(nproc) cores, profile $profile, $traces traces, $(jq .Spans "$scratch/warm.otlp.json") spans (seed 1)."
echo
report

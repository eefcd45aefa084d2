#!/usr/bin/env bash
# Measures what taking spans costs in each format, as docs/benchmarks.md reports it.
#
#   benchmarks/formats.sh SCRATCH_FOLDER [-n RUNS] [-t TRACES]
#
# Each run starts a server in a new folder for each format, loads the workload of seed 2 into it to warm it up, then the
# one of seed 1 to measure, both translated before any time is taken, and waits until everything is in blocks. After the
# last run the medians are printed as a Markdown table. Nothing else should run on the machine. Limits are off.
# VIVACE_HEAP and VIVACE_JAVA_OPTS go through to the server. Needs Go 1.26, jq and curl.
set -euo pipefail

usage() {
  sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
[ $# -ge 1 ] || usage
scratch=$1
shift
runs=3 traces=40000
while getopts n:t: option; do
  case $option in
    n) runs=$OPTARG ;;
    t) traces=$OPTARG ;;
    *) usage ;;
  esac
done
# shellcheck source=benchmarks/server.sh
. "$root/benchmarks/server.sh"

jaeger_grpc=${BENCH_JAEGER_GRPC_PORT:-24250}
jaeger_http=${BENCH_JAEGER_HTTP_PORT:-24268}
zipkin=${BENCH_ZIPKIN_PORT:-29411}
figures=$scratch/formats.tsv # way, figure, value

# Of each way: its name, tracebench's name of the format, the address.
ways() {
  cat <<EOF
OTLP, gRPC|otlp|127.0.0.1:$otlp_grpc
OTLP, HTTP protobuf|otlp|http://127.0.0.1:$otlp_http/v1/traces
Jaeger, gRPC|jaeger-grpc|127.0.0.1:$jaeger_grpc
Jaeger, Thrift over HTTP|jaeger-thrift|http://127.0.0.1:$jaeger_http/api/traces
Zipkin v2, JSON|zipkin-json|http://127.0.0.1:$zipkin/api/v2/spans
Zipkin v2, protobuf|zipkin-proto|http://127.0.0.1:$zipkin/api/v2/spans
EOF
}

# Loads a workload in a format; leaves what the client saw in load.json.
load() {
  "$bench" load -json -as "$1" -otlp "$2" -file "$3" -pid "$pid" >"$scratch/load.json"
  [ "$(jq .Failed "$scratch/load.json")" = 0 ] || fail "the server lost requests: $(cat "$scratch/load.json")"
  await_idle
}

measure() {
  local way=$1 format=$2 address=$3 before spans
  say "run $run of $runs: $way"
  rm -rf "$scratch/data"
  start_server
  load "$format" "$address" "$scratch/cold.otlp"
  before=$(cpu_seconds)
  load "$format" "$address" "$scratch/warm.otlp"
  spans=$(jq .Spans "$scratch/load.json")
  printf '%s\t%s\t%s\t%s\t%s\n' "$way" \
    "$(jq '.CPU / 1000 / .Spans' "$scratch/load.json")" \
    "$(awk "BEGIN { print ($(cpu_seconds) - $before) * 1e6 / $spans }")" \
    "$(jq '.Spans / .Wall * 1e9' "$scratch/load.json")" \
    "$(jq '.Bytes / .Spans' "$scratch/load.json")" >>"$figures"
  stop_server
}

# The median of each figure of each way.
report() {
  local way
  echo '| way | CPU until acknowledged, µs a span | CPU until in blocks, µs a span | spans/s | B a span, as sent |'
  echo '| --- | --- | --- | --- | --- |'
  ways | while IFS='|' read -r way _; do
    printf '| %s |' "$way"
    for column in 2 3 4 5; do
      awk -F '\t' -v way="$way" -v c="$column" '$1 == way { print $c }' "$figures" | sort -g |
        awk '{ v[NR] = $1 } END { m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2; printf m >= 1000 ? " %d |" : " %.3g |", m }'
    done
    echo
  done
}

build_all
sed -i "s|^    otlp:|    jaeger: { protocols: { grpc: { endpoint: \"127.0.0.1:$jaeger_grpc\" }, thrift_http: { endpoint: \"127.0.0.1:$jaeger_http\" } } }\n    zipkin: { endpoint: \"127.0.0.1:$zipkin\" }\n    otlp:|" "$scratch/vivace.yaml"
: >"$figures"
"$bench" generate -traces "$traces" -seed 2 -ago 2h -spread 60m -file "$scratch/cold.otlp" >&2
"$bench" generate -traces "$traces" -seed 1 -ago 2h -spread 60m -file "$scratch/warm.otlp" >&2
for ((run = 1; run <= runs; run++)); do
  while IFS='|' read -r way format address; do
    measure "$way" "$format" "$address"
  done < <(ways)
done
echo
echo "Commit $(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown), $(nproc) cores, $traces traces, $(jq .Spans "$scratch/warm.otlp.json") spans (seed 1), $runs runs."
echo
report

#!/usr/bin/env bash
# Audits Grafana Tempo as Vivace is audited: what survives kill -9 (K1), and load as fast as it is taken (L1).
#
#   benchmarks/tempo-audit.sh TEMPO_BINARY SCRATCH_FOLDER -p K1|L1 [-n ROUNDS] [-d DURATION] [-r TRACES_A_SECOND] [-e EVERY] [-c CONFIG]
#
# K1  the auditor writes (-r, 100 traces a second) while the server is killed ROUNDS (10) times at random moments 5 to 30 s after it
#     was ready; then every tenth trace is asked for (-e)
# L1  as fast as the server takes spans for DURATION (10m); every thousandth trace is looked up (-e)
#
# The server is a single binary on loopback with all its data below SCRATCH_FOLDER; CONFIG replaces the configuration that is written
# there. Comparisons pass over what Tempo is known to change. Needs Go 1.26, jq and curl.
set -euo pipefail

usage() {
  sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
[ $# -ge 2 ] || usage
tempo=$(readlink -f "$1") scratch=$2
shift 2
profile='' rounds=10 duration=10m rate=100 config='' traces=8000 every=''
while getopts p:n:d:r:c:t:e: option; do
  case $option in
    p) profile=$OPTARG ;;
    n) rounds=$OPTARG ;;
    d) duration=$OPTARG ;;
    r) rate=$OPTARG ;;
    c) config=$OPTARG ;;
    t) traces=$OPTARG ;;
    e) every=$OPTARG ;;
    *) usage ;;
  esac
done
case $profile in
  K1) every=${every:-10} ;;
  L1) every=${every:-1000} ;;
  *) usage ;;
esac
[ -x "$tempo" ] || { echo "tempo-audit: $tempo is no program" >&2; exit 2; }

# shellcheck source=benchmarks/server.sh
. "$root/benchmarks/server.sh"
# shellcheck source=benchmarks/sustain.sh
. "$root/benchmarks/sustain.sh"

write_tempo_config() {
  cat >"$scratch/tempo.yaml" <<YAML
server: { http_listen_address: 127.0.0.1, http_listen_port: $http, grpc_listen_address: 127.0.0.1, grpc_listen_port: $grpc, log_level: warn }
usage_report: { reporting_enabled: false }
distributor:
  max_attribute_bytes: 100000
  receivers:
    otlp:
      protocols:
        grpc: { endpoint: "127.0.0.1:$otlp_grpc" }
        http: { endpoint: "127.0.0.1:$otlp_http" }
live_store:
  shutdown_marker_dir: "$scratch/data/markers"
  wal: { path: "$scratch/data/live", ingestion_time_range_slack: 6h }
backend_scheduler: { local_work_path: "$scratch/data/work" }
query_frontend:
  query_end_cutoff: 0s
  search: { max_duration: 0s }
storage:
  trace:
    backend: local
    local: { path: "$scratch/data/blocks" }
    wal: { path: "$scratch/data/wal", ingestion_time_range_slack: 6h }
overrides:
  defaults:
    ingestion: { rate_limit_bytes: 2000000000, burst_size_bytes: 2000000000, max_traces_per_user: 0 }
    global: { max_bytes_per_trace: 0 }
YAML
}

# Starts the server; its seconds until it was ready are in $scratch/ready.
start_tempo() {
  local began
  began=$(date +%s.%N)
  mkdir -p "$scratch/data/markers" "$scratch/data/live" "$scratch/data/work" "$scratch/data/blocks" "$scratch/data/wal"
  (cd "$scratch" && exec "$tempo" "-config.file=${config:-$scratch/tempo.yaml}") >>"$scratch/server.log" 2>&1 &
  pid=$!
  until curl -sf "$url/ready" >/dev/null; do
    kill -0 "$pid" 2>/dev/null || fail "the server ended before it was ready"
    [ "$(awk "BEGIN { print ($(date +%s.%N) - $began > 180) }")" = 0 ] || fail "the server is not ready after three minutes"
    sleep 0.1
  done
  awk "BEGIN { printf \"%.2f\n\", $(date +%s.%N) - $began }" >"$scratch/ready"
}

kill_tempo() {
  kill -KILL "$pid"
  wait "$pid" 2>/dev/null || true
  pid=
}

kills() {
  local writer
  rm -f "$scratch/K1.journal"
  start_tempo
  "$root/vivace-cli" audit write --journal="$scratch/K1.journal" --otlp-grpc="127.0.0.1:$otlp_grpc" --otlp-http="http://127.0.0.1:$otlp_http" \
    --rate="$rate" --retry-for=180s --json >"$scratch/K1.write.json" &
  writer=$!
  for ((round = 1; round <= rounds; round++)); do
    sleep $((5 + RANDOM % 26))
    kill_tempo
    start_tempo
    echo "round $round: ready after $(cat "$scratch/ready") s" | tee -a "$scratch/K1.ready" >&2
  done
  sleep 10
  kill -TERM "$writer"
  wait "$writer" || fail "the auditor could not write"
  sleep 40 # whatever is late may come
  "$root/vivace-cli" audit check --journal="$scratch/K1.journal" --api="$url" --lenient --every="$every" --concurrency=8 --appear-within=500ms --json >"$scratch/K1.check.json" ||
    say "findings, see $scratch/K1.check.json"
  jq . "$scratch/K1.check.json"
}

(cd "$root/benchmarks/tracebench" && go build -o "$bench" .)
VIVACE_HEAP=64m "$root/vivace" --version >&2 # builds what is missing, the auditor too
rm -rf "$scratch/data"
: >"$scratch/server.log"
write_tempo_config
case $profile in
  K1) kills ;;
  L1)
    make_workload
    start_tempo
    sustained L1 -connections 8 -calls 4
    checked L1 -lenient
    echo
    report_sustained
    ;;
esac
if [ -n "$pid" ]; then kill_tempo; fi

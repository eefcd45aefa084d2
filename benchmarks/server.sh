# A server under measurement. Sourced by the measuring scripts, which set $root and $scratch; bash.

for tool in go jq curl; do
  command -v "$tool" >/dev/null || { echo "$(basename "$0") needs $tool on the PATH" >&2; exit 2; }
done

mkdir -p "$scratch"
scratch=$(cd "$scratch" && pwd -P)
bench=$scratch/tracebench
http=${BENCH_HTTP_PORT:-23200}
grpc=${BENCH_GRPC_PORT:-29095}
otlp_grpc=${BENCH_OTLP_GRPC_PORT:-24317}
otlp_http=${BENCH_OTLP_HTTP_PORT:-24318}
url=http://127.0.0.1:$http
pid=

say() { echo "$(basename "$0" .sh): $*" >&2; }

fail() {
  say "$*"
  [ -f "$scratch/server.log" ] && tail -n 40 "$scratch/server.log" >&2
  exit 1
}

stop_server() {
  [ -n "$pid" ] || return 0
  kill -TERM "$pid" 2>/dev/null || true
  wait "$pid" || fail "the server ended with exit code $?"
  pid=
}

end_server() {
  if [ -n "$pid" ]; then kill -KILL "$pid" 2>/dev/null || true; fi
}
trap end_server EXIT

# CPU seconds of the server so far, all threads.
cpu_seconds() {
  sed 's/.*) //' "/proc/$pid/stat" | awk -v hertz="$(getconf CLK_TCK)" '{ print ($12 + $13) / hertz }'
}

# Of that, seconds of the threads that compile.
compiler_seconds() {
  cat /proc/"$pid"/task/*/stat | sed -n '/CompilerThre/s/.*) //p' |
    awk -v hertz="$(getconf CLK_TCK)" '{ ticks += $12 + $13 } END { print ticks / hertz }'
}

peak_mib() { awk '/^VmHWM:/ { print $2 / 1024 }' "/proc/$pid/status"; }

# Whether an expression on numbers holds.
holds() { awk "BEGIN { exit !($1) }"; }

write_config() {
  cat >"$scratch/vivace.yaml" <<YAML
server: { http_listen_address: 127.0.0.1, http_listen_port: $http, grpc_listen_port: $grpc }
distributor:
  max_attribute_bytes: 0
  receivers:
    otlp:
      protocols:
        grpc: { endpoint: "127.0.0.1:$otlp_grpc" }
        http: { endpoint: "127.0.0.1:$otlp_http" }
storage:
  trace:
    backend: local
    local: { path: "$scratch/data/blocks" }
    wal: { path: "$scratch/data/wal" }
overrides:
  defaults:
    ingestion: { rate_limit_bytes: 1TB, burst_size_bytes: 1TB, max_traces_per_user: 0 }
    global: { max_bytes_per_trace: 0 }
YAML
}

# Starts the server and prints after how many seconds it was ready.
start_server() {
  local began ready
  if curl -sf -o /dev/null "$url/ready"; then
    fail "another server answers at $url: end it, or set BENCH_HTTP_PORT and the other ports"
  fi
  began=$(date +%s.%N)
  "$root/vivace" "--config.file=$scratch/vivace.yaml" >>"$scratch/server.log" 2>&1 &
  pid=$!
  until curl -sf "$url/ready" >/dev/null; do
    kill -0 "$pid" 2>/dev/null || fail "the server ended before it was ready"
    sleep 0.02
  done
  ready=$(date +%s.%N)
  awk "BEGIN { printf \"%.2f\n\", $ready - $began }" >"$scratch/ready"
}

# Whether nothing is left in the live heads and no section is being written.
all_in_blocks() {
  curl -sf "$url/metrics" | awk '
    $1 == "vivace_live_head_bytes" || $1 == "vivace_sections_pending" { found++; left += $2 }
    END { exit !(found == 2 && left == 0) }'
}

# Until every span is in a block and the server has used less than 2 % of a core for three seconds. The server is asked
# only when it is quiet and no more than every five seconds: each question costs it some CPU.
await_idle() {
  local before after quiet=0 deadline=$((SECONDS + 600))
  before=$(cpu_seconds)
  while true; do
    [ "$SECONDS" -lt "$deadline" ] || fail "not idle after ten minutes"
    sleep 1
    after=$(cpu_seconds)
    if holds "$after - $before < 0.02"; then quiet=$((quiet + 1)); else quiet=0; fi
    before=$after
    if [ "$quiet" -ge 3 ]; then
      if all_in_blocks; then return; fi
      quiet=-2
    fi
  done
}

drop_page_cache() {
  sync
  if [ -w /proc/sys/vm/drop_caches ]; then
    echo 3 >/proc/sys/vm/drop_caches 2>/dev/null || say "the page cache cannot be dropped here: it stays warm"
  else
    say "the page cache cannot be dropped here: it stays warm"
  fi
}

# Builds load generator and server, outside the measurement.
build_all() {
  (cd "$root/benchmarks/tracebench" && go build -o "$bench" .)
  "$root/vivace" --version >&2
  write_config
  : >"$scratch/server.log"
}

# Loads that last, for a server that runs. Sourced by the measuring scripts, which set $scratch, $bench, $url, $otlp_grpc, $pid,
# $duration, $traces and $every; bash.

sustained_figures=$scratch/sustained.tsv # run, figure, value
: >"$sustained_figures"

figure() { printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$sustained_figures"; }

# A duration such as 90s, 10m or 1h in seconds.
seconds() {
  case $1 in
    *ms) awk -v n="${1%ms}" 'BEGIN { print n / 1000 }' ;;
    *s) echo "${1%s}" ;;
    *m) echo $((${1%m} * 60)) ;;
    *h) echo $((${1%h} * 3600)) ;;
    *) fail "duration '$1' (expected: for example 90s, 10m, 1h)" ;;
  esac
}

make_workload() {
  "$bench" generate -traces "$traces" -seed 1 -ago 1m -spread 10s -file "$scratch/sustained.otlp" >&2
}

# The client on one core, where that can be said: it must not push the server about.
pinned() {
  if command -v taskset >/dev/null; then taskset -c "$(($(nproc) - 1))" "$@"; else "$@"; fi
}

# sustained NAME FLAG…: loads for $duration and notes the figures.
sustained() {
  local name=$1
  shift
  pinned "$bench" sustain -json -file "$scratch/sustained.otlp" -otlp "127.0.0.1:$otlp_grpc" -pid "$pid" -duration "$duration" \
    -every "$every" -journal "$scratch/$name.journal" "$@" >"$scratch/$name.json" || say "$name lost requests: $(jq -r .FirstError "$scratch/$name.json")"
  figure "$name" "spans/s acknowledged" "$(jq .Rate "$scratch/$name.json")"
  figure "$name" "acknowledged after, p50, ms" "$(jq '.P50 / 1e6' "$scratch/$name.json")"
  figure "$name" "acknowledged after, p99, ms" "$(jq '.P99 / 1e6' "$scratch/$name.json")"
  figure "$name" "acknowledged after, most, ms" "$(jq '.Max / 1e6' "$scratch/$name.json")"
  figure "$name" "requests refused" "$(jq .Refused "$scratch/$name.json")"
  figure "$name" "refused without a hint" "$(jq .WithoutHint "$scratch/$name.json")"
  figure "$name" "requests failed" "$(jq .Failed "$scratch/$name.json")"
  figure "$name" "server, cores" "$(jq .Cores "$scratch/$name.json")"
  figure "$name" "server, µs a span" "$(jq 'if .Spans > 0 then .CPU / 1000 / .Spans else 0 end' "$scratch/$name.json")"
  figure "$name" "client, cores" "$(jq '.ClientCPU / .Wall' "$scratch/$name.json")"
  figure "$name" "RSS at the end, MiB" "$(jq '.RSS / 1048576' "$scratch/$name.json")"
  figure "$name" "peak RSS, MiB" "$(jq '.PeakRSS / 1048576' "$scratch/$name.json")"
  figure "$name" "trend of RSS, MiB/h" "$(jq .Slope "$scratch/$name.json")"
  figure "$name" "descriptors, least" "$(jq '.Descriptors[0]' "$scratch/$name.json")"
  figure "$name" "descriptors, most" "$(jq '.Descriptors[1]' "$scratch/$name.json")"
  figure "$name" "threads, least" "$(jq '.Threads[0]' "$scratch/$name.json")"
  figure "$name" "threads, most" "$(jq '.Threads[1]' "$scratch/$name.json")"
}

# checked NAME FLAG…: looks up every thousandth trace of a load.
checked() {
  local name=$1
  shift
  "$bench" audit -json -file "$scratch/sustained.otlp" -url "$url" -connections 2 -every "$every" -journal "$scratch/$name.journal" "$@" \
    >"$scratch/$name.audit.json" || say "$name: the audit found something: $(cat "$scratch/$name.audit.json")"
  figure "$name" "traces audited" "$(jq .Traces "$scratch/$name.audit.json")"
  figure "$name" "spans lost" "$(jq .Lost "$scratch/$name.audit.json")"
  figure "$name" "spans doubled" "$(jq .Doubled "$scratch/$name.audit.json")"
  figure "$name" "spans altered" "$(jq .Altered "$scratch/$name.audit.json")"
  figure "$name" "spans rejected and there" "$(jq .Unsound "$scratch/$name.audit.json")"
}

# watched NAME: four dashboards for $duration.
watched() {
  "$bench" dashboards -json -url "$url" -duration "$duration" >"$scratch/$1.json"
  figure "$1" "queries" "$(jq .Asked "$scratch/$1.json")"
  figure "$1" "queries failed" "$(jq .Failed "$scratch/$1.json")"
  figure "$1" "query p50, ms" "$(jq '.P50 / 1e6' "$scratch/$1.json")"
  figure "$1" "query p95, ms" "$(jq '.P95 / 1e6' "$scratch/$1.json")"
}

# The figures as a Markdown table, a column for each run.
report_sustained() {
  awk -F '\t' '
    !($1 in run) { run[$1] = ++runs; names[runs] = $1 }
    !($2 in row) { row[$2] = ++rows; titles[rows] = $2 }
    { value[$2, $1] = $3 >= 1000 ? sprintf("%d", $3) : sprintf("%.3g", $3) }
    END {
      line = "| figure |"; rule = "| --- |"
      for (i = 1; i <= runs; i++) { line = line " " names[i] " |"; rule = rule " --- |" }
      print line; print rule
      for (r = 1; r <= rows; r++) {
        line = "| " titles[r] " |"
        for (i = 1; i <= runs; i++) line = line " " value[titles[r], names[i]] " |"
        print line
      }
    }' "$sustained_figures"
}

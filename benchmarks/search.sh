#!/usr/bin/env bash
# Measures searches, tags and tag values as docs/benchmarks.md reports them, beside the times of Tempo 3.0.3.
#
#   benchmarks/search.sh SCRATCH_FOLDER [-t TRACES] [-r ROUNDS] [-s SUITE]
#
# Starts a server in a new folder, loads the workload of seed 1 into it, waits until everything is in blocks and the server
# is idle, asks the whole suite of tracebench/queries.json (what kinds of it are supported) once to warm up and ROUNDS
# times (21) for the figures, and prints a Markdown table of medians with the ratios to benchmarks/tempo-3.0.3.tsv and their
# geometric mean. The number of answers must be Tempo's where the suite says that they are fixed. SUITE is another file of
# queries; a ratio of 0 says that Tempo's time is not known. Nothing else should run on the machine. Limits are off.
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
traces=40000 rounds=21 suite=$root/benchmarks/tracebench/queries.json
while getopts t:r:s: option; do
  case $option in
    t) traces=$OPTARG ;;
    r) rounds=$OPTARG ;;
    s) suite=$OPTARG ;;
    *) usage ;;
  esac
done

# shellcheck source=benchmarks/server.sh
. "$root/benchmarks/server.sh"

build_all
workload=$scratch/search.otlp
rm -rf "$scratch/data"
"$bench" generate -traces "$traces" -seed 1 -ago 2h -spread 60m -file "$workload" >&2
jq '[.[] | select(.kind | IN("search", "tags", "values"))]' "$suite" >"$scratch/suite.json"
start_server
"$bench" load -file "$workload" -otlp "127.0.0.1:$otlp_grpc" -pid "$pid" >&2
await_idle
"$bench" query -json -file "$workload" -suite "$scratch/suite.json" -url "$url" -pid "$pid" \
  -warmups 1 -rounds "$rounds" >"$scratch/query.json"
peak=$(peak_mib)
stop_server

echo
echo "Commit $(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown), $(nproc) cores, $traces traces, $(jq .Spans "$workload.json") spans (seed 1), $rounds rounds, peak RSS $(printf %.0f "$peak") MiB."
echo
jq -r '.[] | [.class, .Median[0] / 1e6, .P95[0] / 1e6, .CPU[0] / 1e6, .Facts[0]] | @tsv' "$scratch/query.json" |
  awk -F '\t' -v own="$([ "$traces" = 40000 ] && echo 1 || echo 0)" '
    NR == FNR { tempo[$1] = $2; answers[$1] = $3; next }
    FNR == 1 {
      print "| class | ms | p95 | CPU ms | answers | Tempo 3.0.3, ms | ratio |"
      print "| --- | --- | --- | --- | --- | --- | --- |"
    }
    {
      ratio = tempo[$1] / $2
      if (ratio > 0) { product += log(ratio); classes++ }
      note = own && answers[$1] != "" && answers[$1] != "-" && answers[$1] != $5 ? " (expected " answers[$1] ")" : ""
      printf "| %s | %.3g | %.3g | %.3g | %d%s | %s | %.3g |\n", $1, $2, $3, $4, $5, note, tempo[$1], ratio
    }
    END { if (classes) printf "\nGeometric mean of the ratios over %d classes: %.3g\n", classes, exp(product / classes) }
  ' "$root/benchmarks/tempo-3.0.3.tsv" -

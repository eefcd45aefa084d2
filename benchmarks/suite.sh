# Measures kinds of queries of tracebench/queries.json. Sourced by the measuring scripts, which set $root; bash.
#
#   measure_suite NAME KIND… -- SCRATCH_FOLDER [-t TRACES] [-r ROUNDS] [-s SUITE]

measure_suite() {
  local name=$1 kinds='' traces=40000 rounds=21 OPTIND=1 option
  local suite=$root/benchmarks/tracebench/queries.json
  shift
  while [ "$1" != -- ]; do
    kinds="$kinds${kinds:+, }\"$1\""
    shift
  done
  shift
  [ $# -ge 1 ] || usage
  scratch=$1
  shift
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
  local workload=$scratch/$name.otlp peak
  rm -rf "$scratch/data"
  "$bench" generate -traces "$traces" -seed 1 -ago 2h -spread 60m -file "$workload" >&2
  jq "[.[] | select(.kind | IN($kinds))]" "$suite" >"$scratch/suite.json"
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
  print_suite "$traces"
}

# A Markdown table of medians with the ratios to Tempo's times, and their geometric mean.
print_suite() {
  jq -r '.[] | [.class, .Median[0] / 1e6, .P95[0] / 1e6, .CPU[0] / 1e6, .Facts[0]] | @tsv' "$scratch/query.json" |
    awk -F '\t' -v own="$([ "$1" = 40000 ] && echo 1 || echo 0)" '
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
}

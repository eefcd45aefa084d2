#!/usr/bin/env bash
# Measures TraceQL metrics as docs/benchmarks.md reports them, beside the times of Tempo 3.0.3.
#
#   benchmarks/metrics.sh SCRATCH_FOLDER [-t TRACES] [-r ROUNDS]
#
# Starts a server in a new folder, loads the workload of seed 1 into it, waits until everything is in blocks and the server
# is idle, asks the suite of tracebench/queries.json (what kinds of it are meant here) once to warm up and ROUNDS
# times (21) for the figures, and prints a Markdown table of medians with the ratios to benchmarks/tempo-3.0.3.tsv and their
# geometric mean. The number of answers must be Tempo's where the suite says that they are fixed. Nothing else should run
# on the machine. Limits are off. VIVACE_HEAP and VIVACE_JAVA_OPTS go through to the server. Needs Go 1.26, jq and curl.
set -euo pipefail

usage() {
  sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=benchmarks/suite.sh
. "$root/benchmarks/suite.sh"
measure_suite metrics range instant -- "$@"

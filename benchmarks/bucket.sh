#!/usr/bin/env bash
# Measures trace by id with the blocks in a bucket whose answers take their time, as docs/benchmarks.md reports it.
#
#   benchmarks/bucket.sh SCRATCH_FOLDER [-t TRACES] [-c COLD_RUNS] [-r ROUNDS] [-d FIRST_BYTE]
#
# Starts an S3 server (versitygw on a folder; built once with Go, two minutes) and before it a proxy that holds each answer back for
# FIRST_BYTE (20ms) and counts. Loads the workloads of seed 2 and of seed 1, TRACES (40,000) traces each, waits until all blocks are
# in the bucket, and looks traces of seed 1 up by id: COLD_RUNS (5) times the first one of a fresh process, then ROUNDS (101) by a
# process that has all blocks open. Prints how many GETs of blocks that took, how many of them waited for one another, how many bytes
# came, and the times. Must: of a block that holds the trace at most 2 dependent GETs and 4 MB. Nothing else should run on the machine.
# Limits are off. VIVACE_HEAP and VIVACE_JAVA_OPTS go through to the server. Needs Go 1.26, jq and curl.
set -euo pipefail

usage() {
  sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
[ $# -ge 1 ] || usage
scratch=$1
shift
traces=40000 cold_runs=5 rounds=101 first_byte=20ms
while getopts t:c:r:d: option; do
  case $option in
    t) traces=$OPTARG ;;
    c) cold_runs=$OPTARG ;;
    r) rounds=$OPTARG ;;
    d) first_byte=$OPTARG ;;
    *) usage ;;
  esac
done

# shellcheck source=benchmarks/server.sh
. "$root/benchmarks/server.sh"
# shellcheck source=benchmarks/s3.sh
. "$root/benchmarks/s3.sh"

load() {
  "$bench" generate -traces "$traces" -seed "$1" -ago 2h -spread 60m -file "$scratch/$1.otlp" >&2
  "$bench" load -file "$scratch/$1.otlp" -otlp "127.0.0.1:$otlp_grpc" -pid "$pid" >&2
  await_idle
}

look_up() { # SKIP ROUNDS
  "$bench" lookups -json -file "$scratch/1.otlp" -url "$url" -counters "http://$counters" -skip "$1" -rounds "$2"
}

# A row of the table: the medians of several measurements, and the most of all.
row() {
  jq -rs --arg name "$1" '
    def middle: sort | .[length / 2 | floor];
    def of(f): "\(map(f.Median) | middle) (\(map(f.Most) | max))";
    def megabytes(f): "\(map(f.Median) | middle / 1e4 | round / 100) (\(map(f.Most) | max / 1e4 | round / 100))";
    "| \($name) | \(map(.Lookups) | add) | \(map(.Median) | middle / 1e4 | round / 100) | \(map(.P95) | max / 1e4 | round / 100) | \(of(.Gets)) | \(megabytes(.Bytes)) | \(of(.BlockGets)) | \(of(.Chain)) | \(megabytes(.BlockBytes)) |"' "$2"
}

build_all
install_s3
rm -rf "$scratch/data"
mkdir -p "$scratch/data/wal"
start_s3
start_proxy "$first_byte"
make_bucket
start_server
load 2
load 1
: >"$scratch/cold.json"
for ((run = 0; run < cold_runs; run++)); do
  stop_server
  drop_page_cache
  start_server
  look_up "$run" 1 >>"$scratch/cold.json"
done
look_up 1000 50 >"$scratch/warming.json"
look_up 2000 "$rounds" >"$scratch/warm.json"
"$bench" verify -file "$scratch/1.otlp" -url "$url" -every 200 >&2 || fail "the server gave back other spans than it was sent"
blocks=$(find "$scratch/data/s3/$bucket" -type f -path '*/single-tenant/blocks/*' | wc -l)
stop_server

echo
echo "Commit $(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown), $(nproc) cores, $(jq -s 'map(.Spans) | add' "$scratch/1.otlp.json" "$scratch/2.otlp.json") spans in $blocks blocks, first byte after $first_byte; medians, in brackets the most."
echo
echo '| look-ups | how many | median, ms | p95, ms | GETs | MB | GETs of the block | of these dependent | MB of the block |'
echo '| --- | --- | --- | --- | --- | --- | --- | --- | --- |'
row "the first of a fresh process" "$scratch/cold.json"
row "all blocks open" "$scratch/warm.json"
echo
jq -rs 'if (map(.Chain.Most) | max) <= 2 and (map(.BlockBytes.Most) | max) <= 4000000 then "The must is met:" else "The must is missed:" end
  + " at most \(map(.Chain.Most) | max) dependent GETs and \(map(.BlockBytes.Most) | max) bytes of a block that holds the trace (must: 2 and 4,000,000)."' \
  "$scratch/cold.json" "$scratch/warm.json"

# A bucket for a server under measurement: versitygw on a folder and, if wanted, a proxy before it that holds answers back. Sourced by the
# measuring scripts after server.sh; bash.

bucket=vivace
access_key=vivace-benchmark secret_key=vivace-benchmark-secret
s3=127.0.0.1:${BENCH_S3_PORT:-29000}
proxy=127.0.0.1:${BENCH_S3_PROXY_PORT:-29001}
counters=127.0.0.1:${BENCH_S3_COUNTERS_PORT:-29002}
endpoint=$proxy
s3_pid='' proxy_pid=''

end_server() {
  local each
  for each in $pid $proxy_pid $s3_pid; do kill -KILL "$each" 2>/dev/null || true; done
}

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
    backend: s3
    s3:
      bucket: $bucket
      endpoint: "$endpoint"
      insecure: true
      access_key: $access_key
      secret_key: $secret_key
    wal: { path: "$scratch/data/wal" }
overrides:
  defaults:
    ingestion: { rate_limit_bytes: 1TB, burst_size_bytes: 1TB, max_traces_per_user: 0 }
    global: { max_bytes_per_trace: 0 }
YAML
}

# The S3 server where the tests install it: a folder of the user's cache, named after the CRC-32 of what it holds.
install_s3() {
  local module=github.com/versity/versitygw/cmd/versitygw@v1.8.0 crc folder
  crc=$(printf %s "$module" | gzip -c | tail -c 8 | head -c 4 | od -An -tx4 --endian=little | tr -d ' ')
  folder=${XDG_CACHE_HOME:-$HOME/.cache}/vivace-tests/versitygw-$crc
  if [ ! -e "$folder/complete" ]; then
    say "building versitygw, once"
    mkdir -p "$folder"
    (cd "$folder" && GOBIN=$folder go install "$module") >&2
    printf %s "$module" >"$folder/complete"
  fi
  versitygw=$folder/versitygw
}

await_port() {
  local name=$1 address=$2 its_pid=$3
  until (: <"/dev/tcp/${address%:*}/${address#*:}") 2>/dev/null; do
    kill -0 "$its_pid" 2>/dev/null || fail "$name ended before it listened, see $scratch"
    sleep 0.05
  done
}

start_s3() {
  mkdir -p "$scratch/data/s3"
  ROOT_ACCESS_KEY=$access_key ROOT_SECRET_KEY=$secret_key "$versitygw" --port "$s3" posix "$scratch/data/s3" \
    >>"$scratch/s3.log" 2>&1 &
  s3_pid=$!
  await_port "the S3 server" "$s3" "$s3_pid"
}

# start_proxy FIRST_BYTE
start_proxy() {
  "$bench" delay -listen "$proxy" -counters "$counters" -target "http://$s3" -first-byte "$1" 2>"$scratch/proxy.log" &
  proxy_pid=$!
  await_port "the proxy" "$proxy" "$proxy_pid"
}

make_bucket() {
  local nothing # old versions of curl do not say what they signed
  nothing=$(printf '' | sha256sum | cut -d ' ' -f 1)
  curl -sf --aws-sigv4 aws:amz:us-east-1:s3 --user "$access_key:$secret_key" -H "x-amz-content-sha256: $nothing" \
    -X PUT "http://$s3/$bucket" >/dev/null ||
    fail "the bucket could not be made, see $scratch/s3.log"
}

# Whether nothing is left in the live heads, no section is being written, and nothing waits to be sent to the bucket.
all_in_blocks() {
  curl -sf "$url/metrics" | awk '
    $1 == "vivace_live_head_bytes" || $1 == "vivace_sections_pending" || $1 == "vivace_backlog_objects" { found++; left += $2 }
    END { exit !(found == 3 && left == 0) }'
}


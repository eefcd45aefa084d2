#!/bin/sh
# Checks the scripts themselves on a built tree: finding Java, starting, health, stopping.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
work=$(mktemp -d "${TMPDIR:-/tmp}/vivace-scripts.XXXXXX")
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || :; rm -rf "$work"' EXIT

failed=0
check() { # a sentence, then a command
  sentence=$1
  shift
  if "$@" >"$work/out" 2>&1; then
    echo "ok: $sentence"
  else
    echo "FAILED: $sentence" >&2
    sed 's/^/  /' "$work/out" >&2
    failed=1
  fi
}

# A JDK in name: enough for being found.
fake_jdk() { # folder, version
  mkdir -p "$1/bin"
  printf 'JAVA_VERSION="%s"\n' "$2" >"$1/release"
  : >"$1/bin/java"
  : >"$1/bin/javac"
  chmod +x "$1/bin/java" "$1/bin/javac"
}

fake_jdk "$work/jdk 17" 17.0.1
fake_jdk "$work/jdk25" 25.0.3
fake_jdk "$work/jdk26" 26

finds() { # expected folder, JAVA_HOME, places
  # shellcheck disable=SC2016 # expanded by the inner shell
  found=$(JAVA_HOME=$2 JDK_PLACES=$3 sh -c '. "$1/scripts/jdk.sh"; find_jdk && echo "$JAVA_HOME"' - "$root") || :
  [ "$found" = "$1" ] || { echo "found '$found', expected '$1'"; return 1; }
}

check "a JAVA_HOME that is new enough is used" finds "$work/jdk25" "$work/jdk25" "$work/jdk26"
check "an old JAVA_HOME is passed over" finds "$work/jdk26" "$work/jdk 17" "$work/jdk 17:$work/jdk26"
check "without any JDK none is found" finds "" "" "$work/jdk 17:$work/none"

says_what_to_install() {
  # shellcheck disable=SC2016
  said=$(JAVA_HOME='' JDK_PLACES='' sh -c '. "$1/scripts/jdk.sh"; find_jdk' - "$root" 2>&1) && return 1
  [ "$(printf '%s\n' "$said" | wc -l)" -eq 1 ] && printf '%s' "$said" | grep -q 'needs a JDK 25'
}
check "without any JDK one sentence says what to install" says_what_to_install

heap_is() { # expected, VIVACE_HEAP
  # shellcheck disable=SC2016
  heap=$(VIVACE_HEAP=$2 sh -c 'root=$1; . "$1/scripts/jvm.sh"; heap' - "$root")
  printf '%s\n' "$heap" | grep -Eq "^$1\$" || { echo "heap '$heap', expected $1"; return 1; }
}
check "VIVACE_HEAP sets the heap" heap_is 333m 333m
check "else the heap follows the memory" heap_is '[0-9]{3,4}m' ''

check "--version works" "$root/vivace" --version
check "a wrong flag ends with 1" sh -c '"$1/vivace" --no.such.flag=1; [ $? -eq 1 ]' - "$root"
check "the image's configuration is valid" "$root/vivace" --config.verify "--config.file=$root/config/vivace.yaml"

# A whole life in a folder of its own, on ports that nobody else is told of.
port=$((20000 + $$ % 20000))
flags="--server.http-listen-port=$port --server.grpc-listen-port=0 --distributor.receivers.otlp.protocols.grpc.endpoint=127.0.0.1:0 --distributor.receivers.otlp.protocols.http.endpoint=127.0.0.1:0"
cd "$work"
# shellcheck disable=SC2086 # several flags
"$root/vivace" $flags >"$work/server.out" 2>"$work/server.err" &
server=$!
tries=0
until grep -q 'is ready' "$work/server.err" || [ $tries -ge 60 ]; do
  kill -0 "$server" 2>/dev/null || break
  tries=$((tries + 1))
  sleep 0.5
done
check "the server says that it is ready and what to try" grep -q '^Try: curl' "$work/server.err"
# shellcheck disable=SC2086
check "--health agrees" "$root/vivace" --health $flags

stops_cleanly() {
  kill -TERM "$server"
  wait "$server"
}
check "SIGTERM ends it with 0" stops_cleanly
server=

[ $failed -eq 0 ] || { cat "$work/server.err" >&2; exit 1; }

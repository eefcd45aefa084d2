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

properties_are() { # expected pattern, VIVACE_REVISION
  # shellcheck disable=SC2016
  properties=$(VIVACE_REVISION=$2 sh -c 'root=$3; . "$1/scripts/build.sh"; build_properties' - "$root" - "$work")
  printf '%s\n' "$properties" | grep -Eq -e "$1" || { echo "'$properties', expected $1"; return 1; }
}
check "VIVACE_REVISION says what is built where there is no repository" properties_are '-Dvivace.revision=abc123 ' abc123
check "else it is unknown there" properties_are '-Dvivace.revision=unknown ' ''

heap_is() { # expected, VIVACE_HEAP
  # shellcheck disable=SC2016
  heap=$(VIVACE_HEAP=$2 sh -c 'root=$1; . "$1/scripts/jvm.sh"; heap' - "$root")
  printf '%s\n' "$heap" | grep -Eq "^$1\$" || { echo "heap '$heap', expected $1"; return 1; }
}
check "VIVACE_HEAP sets the heap" heap_is 333m 333m
check "else the heap follows the memory" heap_is '[0-9]{3,4}m' ''

check "--version works" "$root/vivace" --version
check "the command line tool works" "$root/vivace-cli" audit check --help
check "a wrong flag ends with 1" sh -c '"$1/vivace" --no.such.flag=1; [ $? -eq 1 ]' - "$root"
check "the image's configuration is valid" "$root/vivace" --config.verify "--config.file=$root/config/vivace.yaml"

# Whole lives in a folder of their own, on ports that nobody else is told of.
port=$((20000 + $$ % 20000))
flags="--server.http-listen-port=$port --server.grpc-listen-port=0 --distributor.receivers.otlp.protocols.grpc.endpoint=127.0.0.1:0 --distributor.receivers.otlp.protocols.http.endpoint=127.0.0.1:0"
cd "$work"

start() { # more flags; waits until it is ready, half a minute at most
  # shellcheck disable=SC2086 # several flags
  "$root/vivace" $flags "$@" >"$work/server.out" 2>"$work/server.err" &
  server=$!
  wait_for '^Try: curl'
}

wait_for() { # a pattern in what the server says
  tries=0
  until grep -q "$1" "$work/server.err"; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] && kill -0 "$server" 2>/dev/null || { cat "$work/server.err"; return 1; }
    sleep 0.1
  done
}

health() {
  # shellcheck disable=SC2086
  "$root/vivace" --health $flags
}

ends_with() { # the expected exit code
  code=0
  wait "$server" || code=$?
  server=
  [ "$code" -eq "$1" ] || { echo "exit code $code, expected $1"; cat "$work/server.err"; return 1; }
}

refuses_health() {
  if health; then return 1; fi
}

check "the server says when it is ready, and what to try" start
check "--health agrees" health
kill -TERM "$server"
check "SIGTERM ends it with 0" ends_with 0

check "it starts again in the same folder" start --shutdown-delay=60s
kill -TERM "$server"
check "SIGTERM begins the end" wait_for stopping
check "then --health says no" refuses_health
kill -TERM "$server"
check "a second SIGTERM ends it at once, with 143" ends_with 143

[ $failed -eq 0 ]

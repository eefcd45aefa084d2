# How the JVMs of server and tool are started. Sourced by ./vivace, ./vivace-cli, ./test and the container; POSIX sh.
# The caller sets $root; it may set $libraries, the folder with the jars, and $aot_cache.

libraries=${libraries:-$root/server/target/lib}
aot_cache=${aot_cache:-$root/server/target/vivace.aot}

# The memory in MiB that the machine or the container has; 1024 if nobody says.
memory_mib() {
  bytes=
  for limit in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    if [ -z "$bytes" ] && [ -r "$limit" ]; then
      bytes=$(sed -n 's/^\([0-9]\{1,15\}\)$/\1/p' "$limit") # "max" and the huge number of v1 are no limit
    fi
  done
  if [ -z "$bytes" ] && [ -r /proc/meminfo ]; then
    bytes=$(($(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo) * 1024))
  fi
  if [ -z "$bytes" ]; then
    bytes=$(sysctl -n hw.memsize 2>/dev/null || echo 1073741824)
  fi
  echo $((bytes / 1048576))
}

# A quarter of the memory, from 256 MiB to 1 GiB, unless VIVACE_HEAP says otherwise (512m, 2g).
heap() {
  if [ -n "${VIVACE_HEAP:-}" ]; then
    echo "$VIVACE_HEAP"
    return 0
  fi
  mib=$(($(memory_mib) / 4))
  [ "$mib" -lt 256 ] && mib=256
  [ "$mib" -gt 1024 ] && mib=1024
  echo "${mib}m"
}

# The options of config/jvm.options, the heap, and VIVACE_JAVA_OPTS, which wins.
jvm_options() {
  sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$root/config/jvm.options"
  echo "-Xmx$(heap)"
  echo "${VIVACE_JAVA_OPTS:-}"
}

# Every jar, in an order that does not depend on the file system: the cache of classes asks for it.
class_path() {
  (
    LC_ALL=C
    path=
    for jar in "$root"/server/target/server-*.jar "$libraries"/*.jar; do
      [ -f "$jar" ] && path=$path${path:+:}$jar
    done
    printf '%s\n' "$path"
  )
}

# Lets the JVM note once which classes a start loads, so that later starts skip that work. The server
# starts without the cache too, only slower.
train_server() {
  folder=$(mktemp -d "${TMPDIR:-/tmp}/vivace-training.XXXXXX") || return 1
  rm -f "$aot_cache"
  result=0
  # shellcheck disable=SC2046 # options are words, one or more a line
  "$JAVA_HOME/bin/java" $(jvm_options) "-XX:AOTCacheOutput=$aot_cache" \
    -cp "$(class_path)" dev.vivace.server.training.Training "$folder" || result=1
  rm -rf "$folder"
  return $result
}

# Whether the cache of classes is younger than every jar: the JVM would start with the old classes.
cache_fits() {
  [ -s "$aot_cache" ] || return 1
  for jar in "$root"/server/target/server-*.jar "$libraries"/*.jar; do
    if [ -f "$jar" ] && [ "$jar" -nt "$aot_cache" ]; then return 1; fi
  done
}

# Becomes the server, so that signals reach it. The arguments are the server's.
run_server() {
  if cache_fits; then
    # A cache that does not fit, after an update of Java for example, is passed over in silence.
    set -- "-XX:AOTCache=$aot_cache" -Xlog:aot=off -Xlog:cds=off \
      -cp "$(class_path)" dev.vivace.server.Main "$@"
  else
    set -- -cp "$(class_path)" dev.vivace.server.Main "$@"
  fi
  # shellcheck disable=SC2046 # options are words, one or more a line
  exec "$JAVA_HOME/bin/java" $(jvm_options) "$@"
}

# Becomes the command line tool. It is short or mostly waits: a small heap and little compiling.
# VIVACE_CLI_JAVA_OPTS adds options that win.
run_cli() {
  # shellcheck disable=SC2086 # options are words
  exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx256m -XX:+UseCompactObjectHeaders \
    -XX:TieredStopAtLevel=1 -Xshare:auto --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    ${VIVACE_CLI_JAVA_OPTS:-} -cp "$root/cli/target/lib/*:$(cli_jar)" dev.vivace.cli.Main "$@"
}

cli_jar() {
  for jar in "$root"/cli/target/cli-*.jar; do
    [ -f "$jar" ] && printf '%s\n' "$jar"
  done
}

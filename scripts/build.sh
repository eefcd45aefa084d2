# Builds the server and the command line tool. Sourced by ./vivace, ./vivace-cli and ./test, which set $root; POSIX sh.

stamp=$root/server/target/vivace.stamp

# What the build writes into the jar about its sources, as arguments for Maven: what VIVACE_REVISION
# and VIVACE_BRANCH say, for builds without the repository such as the image's, else what git says.
build_properties() {
  revision=${VIVACE_REVISION:-$(git -C "$root" rev-parse --short=12 HEAD 2>/dev/null || echo unknown)}
  branch=${VIVACE_BRANCH:-$(git -C "$root" rev-parse --abbrev-ref HEAD 2>/dev/null || echo unknown)}
  echo "-Dvivace.revision=$revision -Dvivace.branch=$branch -Dvivace.build.date=$(date -u +%Y-%m-%dT%H:%M:%SZ)"
}

# Whether the jars are there and no source is newer than they are.
is_built() {
  [ -f "$stamp" ] && [ -d "$root/server/target/lib" ] && [ -d "$root/cli/target/lib" ] || return 1
  changed=$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main -newer "$stamp" 2>/dev/null | head -n 1)
  [ -z "$changed" ]
}

# Builds the jars, quietly unless that fails.
build() {
  find_maven || return 1
  echo "Building Vivace; this takes about a minute." >&2
  mkdir -p "$root/server/target"
  rm -rf "$root/server/target/lib" "$root/cli/target/lib" "$stamp"
  log=$root/server/target/build.log
  # shellcheck disable=SC2046 # the properties are several words, without blanks inside
  if ! mvn -B -f "$root/pom.xml" -pl server,cli -am package -Dmaven.test.skip=true \
    -Dspotless.check.skip=true $(build_properties) >"$log" 2>&1; then
    grep '^\[ERROR\]' "$log" | head -n 40 >&2
    echo "The build failed; $log holds all of its output." >&2
    return 1
  fi
  touch "$stamp"
}

# Makes the cache of classes unless it is newer than what it was made from.
train_if_needed() {
  [ "$aot_cache" -nt "$stamp" ] && [ "$aot_cache" -nt "$root/config/jvm.options" ] && return 0
  train_server >"$root/server/target/training.log" 2>&1 && return 0
  echo "The start cache could not be made, so starting takes longer; server/target/training.log says why." >&2
  : >"$aot_cache" # empty: not tried again until something changes
}

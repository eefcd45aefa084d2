# Finds the tools that the build and the server need. Sourced by ./vivace, ./vivace-cli and ./test; POSIX sh.

required_java=25

# Prints the feature version of the JDK in folder $1; nothing if there is no JDK.
java_feature() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  version=$(sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
  if [ -z "$version" ]; then
    version=$("$1/bin/java" -version 2>&1 | sed -n '1s/.*"\([0-9][0-9]*\).*/\1/p')
  fi
  printf '%s\n' "$version"
}

# Whether folder $1 holds a JDK that is new enough.
is_jdk() {
  [ -n "$1" ] || return 1
  feature=$(java_feature "$1")
  [ -n "$feature" ] && [ "$feature" -ge "$required_java" ]
}

# The folder above bin/java on the PATH, links resolved.
java_on_path() {
  java=$(command -v java) || return 0
  while [ -L "$java" ]; do
    link=$(readlink "$java")
    case $link in
      /*) java=$link ;;
      *) java=$(dirname "$java")/$link ;;
    esac
  done
  CDPATH='' cd -- "$(dirname "$java")/.." && pwd -P
}

# Where JDKs usually are, one folder a line, the more specific first. JDK_PLACES replaces the list.
jdk_places() {
  if [ -n "${JDK_PLACES+set}" ]; then
    printf '%s\n' "$JDK_PLACES" | tr ':' '\n'
    return 0
  fi
  for place in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    [ -d "$place" ] && printf '%s\n' "$place"
  done
  if [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v "$required_java+" 2>/dev/null || :
  fi
  java_on_path
}

# Sets and exports JAVA_HOME, or says what to install and fails.
find_jdk() {
  if is_jdk "${JAVA_HOME:-}"; then
    export JAVA_HOME
    return 0
  fi
  found=$(jdk_places | while IFS= read -r place; do
    if is_jdk "$place"; then
      printf '%s\n' "$place"
      break
    fi
  done)
  if [ -z "$found" ]; then
    echo "Vivace needs a JDK $required_java or newer and found none: install one (for example Temurin $required_java from https://adoptium.net) or set JAVA_HOME to it." >&2
    return 1
  fi
  JAVA_HOME=$found
  export JAVA_HOME
}

# Fails with a sentence if there is no Maven.
find_maven() {
  command -v mvn >/dev/null 2>&1 && return 0
  echo "Vivace is built with Maven and found no 'mvn' on the PATH: install Apache Maven 3.8 or newer." >&2
  return 1
}

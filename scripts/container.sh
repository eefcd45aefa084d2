#!/bin/sh
# The image's entry point: "run" becomes the server, "train" makes its cache of classes once.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
libraries=$root/lib
aot_cache=$root/vivace.aot
. "$root/scripts/jvm.sh"

command=$1
shift
case $command in
  run) run_server "$@" ;;
  train) train_server ;;
  *) echo "container.sh: found '$command', expected run or train" >&2; exit 1 ;;
esac

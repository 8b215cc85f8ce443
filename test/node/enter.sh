#!/bin/bash
# enter.sh FOLDER COMMAND...: runs a command in the namespaces and cgroups of the node in FOLDER.
set -eu
folder=$1
shift
while read -r cgroup; do echo $$ >"$cgroup/cgroup.procs"; done <"$folder/cgroups"
exec nsenter --target "$(cat "$folder/init.pid")" --mount --net --pid --cgroup --uts --ipc -- \
  env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"

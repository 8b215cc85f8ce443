#!/bin/bash
# start.sh FOLDER ARGUMENTS...: starts init.sh in namespaces and cgroups of its own. FOLDER/cgroups names the cgroups afterwards.
set -eu
folder=$1
name=vmgate-$(basename "$folder")
# Read first: what follows changes it.
mapfile -t lines </proc/self/cgroup
while IFS=: read -r _ hierarchy path; do
  # The unified hierarchy has no controllers where the others have them.
  [ -n "$hierarchy" ] || continue
  parent=/sys/fs/cgroup/${hierarchy#name=}${path%/}
  # A run that was killed could not remove its own.
  for other in "$parent"/vmgate-run-*; do
    if [ -d "$other" ] && [ ! -e "$(dirname "$folder")/${other#"$parent/vmgate-"}" ]; then
      find "$other" -depth -type d -exec rmdir {} + || true
    fi
  done
  mkdir "$parent/$name"
  if [ "$hierarchy" = cpuset ]; then
    for file in cpuset.cpus cpuset.mems; do cat "$parent/$file" >"$parent/$name/$file"; done
  fi
  echo $$ >"$parent/$name/cgroup.procs"
  echo "$parent/$name"
done < <(printf '%s\n' "${lines[@]}") >"$folder/cgroups"
exec unshare --mount --net --pid --cgroup --uts --ipc --propagation private --fork --kill-child -- \
  "$(dirname "$0")/init.sh" "$@"

#!/bin/bash
# join.sh FOLDER PODS ADDRESS OTHER-FOLDER OTHER-PODS OTHER-ADDRESS: lays a cable between two nodes, and the routes to the pods of
# each.
set -eu
folder=$1 pods=$2 address=$3 other_folder=$4 other_pods=$5 other_address=$6
pid=$(cat "$folder/init.pid")
other_pid=$(cat "$other_folder/init.pid")
# The process ids of the machine: a node does not see another's.
inside() { nsenter --target "$1" --mount --net -- "${@:2}"; }
inside "$pid" ip link add cable0 type veth peer name cable0 netns "$other_pid"
for each in "$pid" "$other_pid"; do inside "$each" ip link set cable0 master node0 up; done
inside "$pid" ip route add "$other_pods" via "$other_address"
inside "$other_pid" ip route add "$pods" via "$address"

#!/bin/bash
# init.sh FOLDER TREE NAME ADDRESS: process 1 of a node, in namespaces of its own. Makes them look like a machine of that
# name and address with the packages of TREE installed, and writes its process id, as the machine has it, into FOLDER/init.pid.
set -eu
folder=$1 tree=$2 name=$3 address=$4
read -r pid _ </proc/self/stat
hostname "$name"
mount -t proc proc /proc

# The cgroups of the namespace are the root of what programs see.
umount -R /sys
mount -t sysfs sysfs /sys
mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
for hierarchy in $(cut -d/ -f5 "$folder/cgroups"); do
  mkdir "/sys/fs/cgroup/$hierarchy"
  option=$hierarchy
  if [ "$hierarchy" = systemd ]; then option=none,name=systemd; fi
  mount -t cgroup -o "$option" cgroup "/sys/fs/cgroup/$hierarchy"
done

mount -t overlay overlay -o "lowerdir=$tree/usr:/usr" /usr
mkdir -p "$folder"/var/{lib,log,cache,tmp}
mount --bind "$folder/var" /var
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/lock /run/netns
ln -s /run /var/run
mount --make-rshared /

# A kubelet sets these for the whole machine. Here it finds them set.
mkdir "$folder/sysctl"
already() {
  echo "$2" >"$folder/sysctl/${1##*/}"
  mount --bind "$folder/sysctl/${1##*/}" "/proc/sys/$1"
}
already vm/overcommit_memory 1
already vm/panic_on_oom 0
already kernel/panic 10
already kernel/panic_on_oops 1
already kernel/keys/root_maxkeys 1000000
already kernel/keys/root_maxbytes 25000000

# The node's network card leads at most to another node; without a default route the addresses of Services are unreachable.
ip link set lo up
ip link add node0 type bridge
ip address add "$address/24" dev node0
ip link set node0 up
ip route add default via 172.30.0.1
echo 1 >/proc/sys/net/ipv4/ip_forward
if [ -e /proc/sys/net/bridge ]; then echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables; fi

echo "$pid" >"$folder/init.pid.part"
mv "$folder/init.pid.part" "$folder/init.pid"
while :; do sleep 1000; done

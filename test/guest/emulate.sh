#!/bin/bash
# emulate.sh PACKAGES DISK FOLDER UUID MAC NAMESERVER, in namespaces of its own with what PACKAGES has: boots a machine by
# qemu, without KVM, with the kernel beside DISK, FOLDER/root.img as its disk, FOLDER/seed.iso as its cloud-init disk,
# this UUID in its firmware, and a NIC of this MAC in a network of its own. FOLDER/console is its console.
#
# In that network are the servers of servers.sh; NAMESERVER is the platform's.
#
# Then runs, beside it, the commands that stdin gives, as boot.sh does. FOLDER/keys is /run/keys. $MACHINE is its process.
#
# It has one CPU: with two a boot takes a quarter more of the host's time, and what runs beside it waits for that.
set -eu
packages=$1 disk=$2 folder=$3 uuid=$4 mac=$5 nameserver=$6
mount -t overlay overlay -o "lowerdir=$packages/usr:/usr" /usr
mount -t proc proc /proc
mount -t tmpfs -o mode=755 tmpfs /run
cp -r "$folder/keys" /run/keys

ip link set lo up
ip link add net0 type bridge
ip address add 10.0.2.1/24 dev net0
ip address add "$nameserver/24" dev net0
ip tuntap add guest0 mode tap
ip link set guest0 master net0 up
ip link set net0 up

"$(dirname "$0")/servers.sh" "$nameserver" >"$folder/dnsmasq.log" 2>&1

: >"$folder/console"
qemu-system-x86_64 -machine q35 -accel tcg -cpu max -smp 1 -m 1024 -display none -no-reboot -monitor none \
  -serial "file:$folder/console" -kernel "$disk/vmlinuz" -initrd "$disk/initrd" \
  -append "root=/dev/vda rw console=ttyS0 mitigations=off random.trust_cpu=on" \
  -uuid "$uuid" -smbios "type=1,manufacturer=KubeVirt,product=None,uuid=$uuid" \
  -drive "file=$folder/root.img,format=raw,if=virtio,cache=unsafe" \
  -drive "file=$folder/seed.iso,format=raw,if=virtio,readonly=on" \
  -device pcie-root-port,id=port1,bus=pcie.0,chassis=1,slot=1 \
  -netdev tap,id=net,ifname=guest0,script=no,downscript=no \
  -device "virtio-net-pci,netdev=net,bus=port1,mac=$mac" >"$folder/qemu.log" 2>&1 </dev/null &
export MACHINE=$!

answer() { printf '%s %s\n' "$1" "$(base64 -w0)"; }
set +e
while read -r line; do
  timeout -k 5 400 bash -c "$(base64 -d <<<"$line")" >"$folder/output" 2>&1 </dev/null
  answer $? <"$folder/output"
done

#!/bin/bash
# disk.sh TREE FOLDER, in mount and pid namespaces of its own: makes FOLDER/root.img of the guest in TREE with a kernel
# and what its network needs, and puts FOLDER/vmlinuz and FOLDER/initrd beside it.
set -eu
tree=$1 folder=$2 root=$2/tree/root
mkdir "$folder/tree"
# An upper folder on the disk: it is read as a whole at the end.
mkdir "$folder/tree"/{upper,work,root}
mount -t overlay overlay -o "lowerdir=$tree,upperdir=$folder/tree/upper,workdir=$folder/tree/work" "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
# The guest's own resolv.conf leads to systemd-resolved, which does not run here.
mkdir -p "$root/run/systemd/resolve"
cp /etc/resolv.conf "$root/run/systemd/resolve/stub-resolv.conf"
in_guest() { chroot "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C "$@"; }
in_guest apt-get update
in_guest apt-get install -y --no-install-recommends linux-image-cloud-amd64 initramfs-tools zstd dbus
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
umount "$root/run" "$root/tmp" "$root/proc"
cp "$root"/boot/vmlinuz-* "$folder/vmlinuz"
cp "$root"/boot/initrd.img-* "$folder/initrd"
mke2fs -q -t ext4 -d "$root" "$folder/root.img" 2G
umount "$root"
rm -r "$folder/tree"

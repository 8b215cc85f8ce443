#!/bin/bash
# layers.sh TREE FOLDER, in mount and pid namespaces of its own: makes what other images than the guest in TREE have to
# configure their network, as overlay layers. FOLDER/managers, over TREE, has NetworkManager and ifupdown in place of
# netplan and systemd-resolved; FOLDER/resolvconf, over both, has resolvconf. The servers of a guest's network run from
# there too (servers.sh).
set -eu
tree=$1 folder=$2 root=$2/part/root
mkdir -p "$folder"/{managers,resolvconf} "$folder/part"/{archives/partial,work,root}
in_guest() { chroot "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C "$@"; }

# layer NAME LOWER COMMAND...: what the command changes of LOWER is the layer.
layer() {
  mount -t overlay overlay -o "lowerdir=$2,upperdir=$folder/$1,workdir=$folder/part/work" "$root"
  mount -t proc proc "$root/proc"
  mount -t tmpfs tmpfs "$root/run"
  mount -t tmpfs tmpfs "$root/tmp"
  mount --bind "$folder/part/archives" "$root/var/cache/apt/archives"
  # The guest's own resolv.conf leads to systemd-resolved, which does not run here.
  mkdir -p "$root/run/systemd/resolve"
  cp /etc/resolv.conf "$root/run/systemd/resolve/stub-resolv.conf"
  "${@:3}"
  umount "$root/var/cache/apt/archives" "$root/tmp" "$root/run" "$root/proc" "$root"
}

managers() {
  in_guest apt-get update
  in_guest apt-get install --download-only -y --no-install-recommends resolvconf
  in_guest apt-get install -y --no-install-recommends network-manager ifupdown isc-dhcp-client dnsmasq-base \
    systemd-resolved- netplan.io-
  rm -rf "$root"/var/lib/apt/lists/*
  # As where nothing leads elsewhere: whoever configures the network writes it.
  rm -f "$root/etc/resolv.conf"
  : >"$root/etc/resolv.conf"
}
resolvconf() {
  in_guest sh -c 'dpkg -i /var/cache/apt/archives/resolvconf_*.deb'
}

layer managers "$tree" managers
layer resolvconf "$folder/managers:$tree" resolvconf
rm -r "$folder/part"

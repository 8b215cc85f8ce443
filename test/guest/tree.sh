#!/bin/sh
# tree.sh RELEASE FOLDER: makes a Debian tree in FOLDER with what a guest needs to boot by cloud-init and be
# logged in to. As root, on Debian, with debootstrap; about a minute, 500 MB. A change here makes a new tree.
set -eu
debootstrap --variant=minbase "$1" "$2"

# Nothing is started while packages are installed.
printf '#!/bin/sh\nexit 101\n' >"$2/usr/sbin/policy-rc.d"
chmod +x "$2/usr/sbin/policy-rc.d"

# debootstrap itself can't install cloud-init: its dependencies have alternatives. Without udev the local stage fails.
chroot "$2" env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get install -y --no-install-recommends \
  cloud-init openssh-server systemd-sysv systemd-resolved udev sudo iproute2 netplan.io procps
rm -rf "$2"/var/cache/apt/archives/*.deb "$2"/var/lib/apt/lists/*

# Host keys are made at the first boot, and no two guests are told to be the same machine.
rm -f "$2"/etc/ssh/ssh_host_* "$2"/etc/machine-id
: >"$2/etc/machine-id"

# Images ship a locale; minbase has none but this, and cloud-init fails where it can't set one. One host key is quicker
# than four, and none on the console leaves what matters there.
cat >"$2/etc/cloud/cloud.cfg.d/99-guest.cfg" <<'CONFIG'
datasource_list: [NoCloud, ConfigDrive, None]
locale: C.UTF-8
no_ssh_fingerprints: true
ssh: {emit_keys_to_console: false}
ssh_genkeytypes: [ed25519]
system_info: {network: {renderers: [netplan]}}
CONFIG

#!/bin/bash
# boot.sh TREE FOLDER UUID NIC MAC [NAMESERVER UP], in namespaces of its own: boots the guest whose disk is what
# FOLDER/upper changes of TREE, with FOLDER/seed as its cloud-init disk, this UUID in its firmware, and one NIC. Then runs
# in it the commands that stdin gives, until stdin ends.
#
# The NIC leads nowhere. With NAMESERVER it leads to a network with the servers of servers.sh, and is down until UP, a
# command of bash, starts what configures it in the guest.
#
# A command is a line of base64. Its answer is a line too: exit status, and what was printed, in base64. The boot
# answers first: the statuses of cloud-init's four stages and of sshd, and the console. FOLDER/keys is /run/keys.
set -eu
tree=$1 folder=$2 uuid=$3 nic=$4 mac=$5 nameserver=${6-} up=${7-} root=$2/root
umask 022
mkdir -p "$folder/upper" "$folder/work" "$root"
mount -t overlay overlay -o "lowerdir=$tree,upperdir=$folder/upper,workdir=$folder/work" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
for d in run dev; do mount -t tmpfs -o mode=755 tmpfs "$root/$d"; done
for n in null zero full random urandom tty; do
  : >"$root/dev/$n"
  mount --bind "/dev/$n" "$root/dev/$n"
done
mkdir "$root/dev/pts" "$root/dev/shm" "$root/run/sshd"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
# By the UUID cloud-init tells whether a ConfigDrive is still that of the last boot. Firmware of the host would say
# another one.
if [ -d "$root/sys/class/dmi/id" ]; then mount -t tmpfs tmpfs "$root/sys/class/dmi/id"; fi
cat >"$root/usr/local/sbin/dmidecode" <<STUB
#!/bin/sh
[ "\$2" != system-uuid ] || echo $uuid
STUB
chmod +x "$root/usr/local/sbin/dmidecode"
hostname localhost
ip link set lo up
mount -t tmpfs tmpfs /run
ip netns add outside
ip link add "$nic" address "$mac" type veth peer name net0 netns outside
ip -n outside link set net0 up
if [ "$nameserver" ]; then
  # Of the two that NAMESERVER can be, the other one refuses: it need not be waited for.
  for address in 10.0.2.1 10.0.2.53 10.0.2.54; do ip -n outside address add "$address/24" dev net0; done
  ip netns exec outside chroot "$root" bash -s "$nameserver" <"$(dirname "$0")/servers.sh" >"$folder/dnsmasq.log" 2>&1
else
  ip link set "$nic" up
fi
mkdir -p "$root/var/lib/cloud"
rm -rf "$root/var/lib/cloud/seed"
cp -r "$folder/seed" "$root/var/lib/cloud/seed"
cp -r "$folder/keys" "$root/run/keys"

# What hangs fails: nothing may outlive the test.
in_guest() { timeout -k 5 60 chroot "$root" "$@" </dev/null; }
answer() { printf '%s %s\n' "$1" "$(base64 -w0)"; }

set +e
statuses=
console=$folder/console
: >"$console"
stage() {
  printf '== %s\n' "$*" >>"$console"
  # Into a file: of a pipe, whatever the guest leaves running would hold the other end.
  in_guest "$@" >>"$console" 2>&1
  statuses+=${statuses:+,}$?
}
# The order of the systemd units: the network stage comes when the network is up, and sshd when that stage is through.
stage cloud-init init --local
if [ "$up" ]; then in_guest bash -xc "$up" >>"$console" 2>&1; fi
stage cloud-init init
stage /usr/sbin/sshd
stage cloud-init modules --mode=config
stage cloud-init modules --mode=final
answer "$statuses" <"$console"

while read -r line; do
  in_guest bash -c "$(base64 -d <<<"$line")" >"$folder/output" 2>&1
  answer $? <"$folder/output"
done

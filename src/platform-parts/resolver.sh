#!/bin/sh
# The platform's name servers and search domains for guests with a ConfigDrive,
# whose network data has no search domains and loses its name servers wherever
# netplan or NetworkManager is configured by cloud-init. Every boot; a file is
# replaced only when it differs. @SERVERS@ and @SEARCH@ are lists with blanks.
#
# Lines that begin with # are left out when it is packed, and so are indents: none
# may be content.
d='@SERVERS@'
s='@SEARCH@'
umask 022
exec 2>/dev/null

# put FILE TEXT SERVICE
put() {
  [ "$(cat "$1")" = "$2" ] && return
  mkdir -p "${1%/*}"
  printf '%s\n' "$2" >"$1.new" && mv "$1.new" "$1"
  restorecon -R "${1%/*}"
  systemctl --no-block try-reload-or-restart "$3"
}

# ~. sends every name to these servers, also where DHCP gave a link servers of its own.
[ -e /lib/systemd/systemd-resolved ] && put /etc/systemd/resolved.conf.d/vmgate.conf "[Resolve]
DNS=$d
Domains=$s ~." systemd-resolved
[ -d /etc/NetworkManager ] && put /etc/NetworkManager/conf.d/vmgate.conf "[global-dns]
searches=$(echo "$s" | tr ' ' ,)
[global-dns-domain-*]
servers=$(echo "$d" | tr ' ' ,)" NetworkManager
exit 0

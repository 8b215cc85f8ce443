#!/bin/bash
# servers.sh NAMESERVER: starts the servers of a guest's network where 10.0.2.1 and NAMESERVER are this side's addresses,
# and leaves them running.
#
# A DHCP server gives the guest 10.0.2.15, and names itself as the name server, which answers every name with 192.0.2.66.
# NAMESERVER answers as the platform's.
set -eu
serve() {
  dnsmasq --conf-file=/dev/null --keep-in-foreground --user=root --pid-file= --no-resolv --no-hosts --bind-interfaces \
    "$@" </dev/null &
}
serve --listen-address=10.0.2.1 --address=/#/192.0.2.66 --dhcp-range=10.0.2.15,10.0.2.15,1h --dhcp-authoritative \
  --dhcp-leasefile=/run/leases --dhcp-option=option:dns-server,10.0.2.1 --domain=dhcp.example \
  --dhcp-option=option:domain-search,dhcp.example
serve --listen-address="$1" --local=/#/ --address=/db.shop.svc.cluster.local/10.96.1.1 \
  --address=/api.platform.svc.cluster.local/10.96.1.2

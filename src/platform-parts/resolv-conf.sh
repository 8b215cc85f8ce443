#!/bin/sh
# The platform's name servers and search domains for guests whose /etc/resolv.conf is
# written by a DHCP client, or by cloud-init behind what it finds there: those with
# ifupdown or sysconfig files. At each boot, when the network is up, so that nothing is
# left where the platform has no name servers any more. @LINES@ are the file's.
#
# It is left alone where netplan has a file, where it is a link, and where its first line
# says who manages it, as NetworkManager, resolvconf and systemd-resolved do. So do
# dhcpcd, dhclient-script, by its path, and cloud-init, whose it is here.
#
# Lines that begin with # are left out when it is packed, and so are indents: none
# may be content.
f=/etc/resolv.conf
grep -qs . /etc/netplan/* || [ -L $f ] || sed 1q $f | grep -q 'by [^/cd]' || echo '@LINES@' >$f
exit 0

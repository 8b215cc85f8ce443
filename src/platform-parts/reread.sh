#!/bin/sh
# For guests with a ConfigDrive: cloud-init keeps what it read of it at the first boot as
# long as the firmware's UUID stays, so that neither a new CA nor new name servers would
# come in. When a boot has read it, the copy is of no more use: the last stage removes it,
# and the next boot reads the disk again, as it does every other kind of disk. The
# instance stays the same one, so what runs once has run.
#
# Lines that begin with # are left out when it is packed, and so are indents: none
# may be content.
d=/var/lib/cloud/scripts/per-boot
mkdir -p $d
printf '#!/bin/sh\nrm -f /var/lib/cloud/instance/obj.pkl\n' >$d/vmgate
chmod 700 $d/vmgate
exit 0

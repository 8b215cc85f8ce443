#!/bin/sh
# The platform's user, and the platform's SSH CA trusted for that user alone.
# cloud-init runs this at every boot before sshd starts and before the accounts of
# the owner's user data exist. A file is replaced only when its text differs, so
# that a second run changes nothing. It never fails the boot: its status is 0.
#
# Lines that begin with # are left out when it is packed, and so are indents: none
# may be content. @USER@ is a name of a-z 0-9 _ -, @CA@ public keys, one a line.
u=@USER@
ca='@CA@'
PATH=/usr/sbin:/usr/bin:/sbin:/bin
s=/etc/ssh/sshd_config
m='# vmgate'
umask 022
exec 2>/dev/null

say() {
  logger -t vmgate "$*"
  echo "vmgate: $*"
}

# put FILE MODE TEXT; sets c where the file was changed. u+r leaves the mode as it is.
put() {
  c=
  [ "$(cat "$1")" = "$3" ] && return
  cp -p "$1" "$1.new"
  printf '%s\n' "$3" >"$1.new" && chmod "$2" "$1.new" && mv "$1.new" "$1" && c=1
  restorecon "$1"
}

# A system account: an ordinary one would take UID 1000 from the owner's first user.
# Its password is *: no password fits, yet sshd does not take it for locked, as it
# does ! where PAM is off.
id $u >/dev/null || useradd -rmp '*' -s /bin/sh $u ||
  { adduser -SDs /bin/sh "$u" && echo "$u:*" | chpasswd -e; } ||
  pw useradd $u -m -s /bin/sh -h - ||
  say no user $u
[ -d /etc/sudoers.d ] && put /etc/sudoers.d/$u 440 "$u ALL=(ALL) NOPASSWD: ALL"
command -v sshd >/dev/null || exit 0

# sshd reads these two at each login.
put /etc/ssh/$u.ca 644 "$ca"
put /etc/ssh/$u.principals 644 $u

# Inside Match, so that a CA, principals, users or methods of the owner's stay as
# they are, and a certificate for root opens nothing.
t="Match User $u
TrustedUserCAKeys /etc/ssh/$u.ca
AuthorizedPrincipalsFile /etc/ssh/$u.principals
PubkeyAuthentication yes
AuthenticationMethods publickey
AllowUsers $u
AllowGroups *
Match all"
if [ -d $s.d ] && { [ ! -e $s ] || grep -qi '^[	 ]*include.*sshd_config\.d' $s; }; then
  f=$s.d/00-vmgate.conf
  a=600
else
  # No Include: a block at the end of the file, below a mark. An older block goes,
  # from the mark to its Match all, or to the first line that is not like ours.
  f=$s
  a='u+r'
  o=$(awk '
    $0==m{d=1;next}
    !/^(Match User .*|TrustedUserCAKeys .*|AuthorizedPrincipalsFile .*|PubkeyAuthentication yes|AuthenticationMethods publickey|AllowUsers .*|AllowGroups \*|Match all)$/{d=0}
    !d
    /^Match all$/{d=0}
  ' "m=$m" $s) || {
    say cannot read $s
    exit 0
  }
  t="$o
$m
$t"
fi

k=/run/vmgate.key
rm -f $f.old $k*
cp -p $f $f.old
put $f $a "$t"
if [ "$c" ]; then
  # On a first boot there are no host keys yet: the test uses one of its own.
  mkdir -p /run/sshd
  ssh-keygen -qt ecdsa -N '' -f $k
  if sshd -t -h $k; then
    kill -HUP "$(cat /run/sshd.pid)"
  else
    mv $f.old $f || rm -f $f
    say sshd refuses $f
  fi
fi
rm -f $f.old $k*
exit 0

#!/bin/sh
# unpack.sh FOLDER SCOPE PACKAGE...: unpacks Debian packages into FOLDER with what they depend on: as far as this machine
# lacks it (SCOPE is missing), or all of it (whole). Nothing is installed, and no file outside FOLDER is written.
set -eu
folder=$1 scope=$2
shift 2
mkdir -p "$folder/apt/lists/partial" "$folder/apt/archives/partial" "$folder/usr"
for part in bin sbin lib lib64; do
  mkdir "$folder/usr/$part"
  ln -s "usr/$part" "$folder/$part"
done
status=/var/lib/dpkg/status
if [ "$scope" = whole ]; then
  status=$folder/apt/status
  : >"$status"
fi
apt() {
  apt-get -o "Dir::State::Lists=$folder/apt/lists" -o "Dir::State::status=$status" -o "Dir::Cache=$folder/apt" \
    -o Debug::NoLocking=true -o APT::Sandbox::User=root "$@"
}
apt update
apt install --download-only --yes --no-install-recommends "$@"
for package in "$folder"/apt/archives/*.deb; do
  # Debian's packages still have /bin and /lib of their own; its systems have one /usr.
  dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C "$folder"
done
rm -r "$folder/apt"

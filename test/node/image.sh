#!/bin/bash
# image.sh TREE BUILD BASE NPM SOURCE STORAGE OUTPUT, in a mount namespace of its own with the packages of TREE: builds
# vmgate's image from SOURCE/manifests/Dockerfile, and one for the sandboxes of pods, as OUTPUT/*.tar, without a daemon
# or a registry. In place of the Dockerfile's bases stand Debian's packages in BUILD and BASE, with the node that vmgate
# is tested with.
set -eu
tree=$1 build=$2 base=$3 npm=$4 source=$5 storage=$6 output=$7
mount -t overlay overlay -o "lowerdir=$tree/usr:/usr" /usr
mkdir -p "$storage/tmp" "$output"
export TMPDIR=$storage/tmp BUILDAH_ISOLATION=chroot
echo '{"default": [{"type": "insecureAcceptAnything"}]}' >"$storage/policy.json"
buildah() { command buildah --storage-driver overlay --root "$storage/root" --runroot "$storage/run" "$@"; }
exists() { [ -n "$(buildah images --quiet "$1" 2>/dev/null)" ]; }
commit() { buildah commit --quiet --signature-policy "$storage/policy.json" --rm "$1" "$2"; }
save() { buildah push --quiet --signature-policy "$storage/policy.json" "$1" "docker-archive:$output/$2.tar:$1"; }

node=$source/node_modules/node
tag=$({ cat "$0" "$npm/package.json" "$node/package.json" && echo "$build" "$base"; } | sha256sum | cut -c1-16)
if ! exists "vmgate.test/build:$tag"; then
  container=$(buildah from scratch)
  buildah copy --quiet "$container" "$build" /
  buildah copy --quiet "$container" "$node/bin/node" /usr/local/bin/node
  buildah copy --quiet "$container" "$npm" /usr/local/lib/node_modules/npm
  mkdir -p "$storage/links"
  ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$storage/links/npm"
  buildah copy --quiet "$container" "$storage/links" /usr/local/bin
  # A proxy in front of the registry of npm may have an authority of its own.
  buildah copy --quiet "$container" /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
  buildah config --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$container"
  commit "$container" "vmgate.test/build:$tag"
fi
if ! exists "vmgate.test/base:$tag"; then
  container=$(buildah from scratch)
  buildah copy --quiet "$container" "$base" /
  buildah copy --quiet "$container" "$node/bin/node" /nodejs/bin/node
  commit "$container" "vmgate.test/base:$tag"
fi

container=$(buildah from scratch)
buildah copy --quiet "$container" "$tree/usr/bin/busybox" /bin/busybox
buildah config --cmd '["/bin/busybox", "sleep", "2147483647"]' "$container"
commit "$container" vmgate.test/sandbox:1
save vmgate.test/sandbox:1 sandbox

buildah build --quiet --layers --network host --pull-never --signature-policy "$storage/policy.json" \
  --build-arg "BUILD=vmgate.test/build:$tag" --build-arg "BASE=vmgate.test/base:$tag" \
  --ignorefile "$source/manifests/Dockerfile.dockerignore" --file "$source/manifests/Dockerfile" \
  --tag docker.io/library/vmgate:0.1.0 "$source"
save docker.io/library/vmgate:0.1.0 vmgate

#!/bin/bash
# image.sh TREE BASE NPM SOURCE STORAGE OUTPUT, in a mount namespace of its own with the packages of TREE: builds vmgate's
# image from SOURCE/manifests/Dockerfile, and one for the sandboxes of pods, as OUTPUT/*.tar. No daemon and no registry:
# in place of docker.io's node:24-slim stands one of Debian's packages in BASE and of the node that vmgate is tested with.
set -eu
tree=$1 base=$2 npm=$3 source=$4 storage=$5 output=$6
mount -t overlay overlay -o "lowerdir=$tree/usr:/usr" /usr
mkdir -p "$storage" "$output" "$storage/tmp"
export TMPDIR=$storage/tmp BUILDAH_ISOLATION=chroot
echo '{"default": [{"type": "insecureAcceptAnything"}]}' >"$storage/policy.json"
buildah() { command buildah --storage-driver overlay --root "$storage/root" --runroot "$storage/run" "$@"; }
commit() {
  buildah commit --quiet --signature-policy "$storage/policy.json" --rm "$1" "$2"
}
save() {
  buildah push --quiet --signature-policy "$storage/policy.json" "$1" "docker-archive:$output/$2.tar:$1"
}

if [ -z "$(buildah images --quiet docker.io/library/node:24-slim 2>/dev/null)" ]; then
  container=$(buildah from scratch)
  buildah copy --quiet "$container" "$base" /
  buildah copy --quiet "$container" "$source/node_modules/node/bin/node" /usr/local/bin/node
  buildah copy --quiet "$container" "$npm" /usr/local/lib/node_modules/npm
  mkdir -p "$storage/links"
  ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$storage/links/npm"
  buildah copy --quiet "$container" "$storage/links" /usr/local/bin
  # A proxy in front of the registry of npm may have an authority of its own.
  buildah copy --quiet "$container" /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
  buildah config --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$container"
  commit "$container" docker.io/library/node:24-slim
fi

container=$(buildah from scratch)
buildah copy --quiet "$container" "$tree/usr/bin/busybox" /bin/busybox
buildah config --cmd '["/bin/busybox", "sleep", "2147483647"]' "$container"
commit "$container" vmgate.test/sandbox:1
save vmgate.test/sandbox:1 sandbox

buildah build --quiet --layers --network host --pull-never --signature-policy "$storage/policy.json" \
  --ignorefile "$source/manifests/Dockerfile.dockerignore" --file "$source/manifests/Dockerfile" \
  --tag docker.io/library/vmgate:0.1.0 "$source"
save docker.io/library/vmgate:0.1.0 vmgate

#!/bin/bash
# Makes, once, the images of the tests as OCI layouts, with the tools that people make images with, and prints their folder ($GRAPHDRIVER_CACHE/images):
#   debian-gzip debian-zstd debian-plain debian-chunked    a Debian root in three layers (base, changes and deletions, packages), once a compression
#   busybox                                                 a small image to run
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${GRAPHDRIVER_CACHE:-/var/cache/graphdriver-tests}
images=$cache/images

# The changes of the second layer: what an image build does to files, each kind at least once.
change_root() {
  cd "$1"
  echo 'changed in the second layer' >>etc/motd
  chmod 0600 etc/debconf.conf
  chown 12:34 etc/issue
  touch -d '2001-02-03 04:05:06.789012345Z' etc/issue.net
  rm -r usr/share/doc
  mkdir -p usr/share/doc && echo 'an opaque folder' >usr/share/doc/README
  rm -r usr/share/man usr/share/locale/de etc/shells
  find usr/share/perl -path '*/unicore/lib/*.pl' -delete
  rm -r usr/share/tabset && echo 'a file where a folder was' >usr/share/tabset
  rm usr/bin/tac && mkdir usr/bin/tac && echo 'a folder where a file was' >usr/bin/tac/README
  rm usr/bin/sum && ln -s ../../etc/motd usr/bin/sum
  mv usr/bin/shuf usr/bin/shuffle
  ln usr/bin/perl usr/local/bin/perl-hard && ln usr/bin/perl usr/local/bin/perl-harder
  cp usr/bin/id usr/local/bin/id && chmod 4755 usr/local/bin/id
  cp usr/bin/id usr/local/bin/id-capable && setcap cap_net_raw,cap_net_admin+ep usr/local/bin/id-capable
  mkfifo -m 0640 var/tmp/fifo
  mknod -m 0600 var/tmp/null c 1 3
  mknod -m 0660 var/tmp/block b 7 200
  mkdir -m 3777 var/tmp/sticky
  echo attribute >var/tmp/attribute && setfattr -n user.comment -v 'a value' var/tmp/attribute
  : >var/tmp/empty
}

commit_layer() { # CONTAINER NAME [ARG…]: commits, and prints a new working container on top of what was committed
  local container=$1 name=$2
  shift 2
  buildah commit -q --rm "$@" "$container" "$name" >&2
  buildah from -q --pull-never "$name"
}

build_debian() {
  local container mounted
  container=$(buildah from -q scratch)
  mounted=$(buildah mount "$container")
  cp -a /stage/debian/. "$mounted"
  buildah config --env LANG=C.UTF-8 --env GREETING='hello there' --cmd /bin/bash --label purpose=test "$container"
  container=$(commit_layer "$container" base)
  change_root "$(buildah mount "$container")"
  cd /
  container=$(commit_layer "$container" changed)
  mounted=$(buildah mount "$container")
  cp -r /stage/packages "$mounted/var/tmp/packages"
  chroot "$mounted" sh -c 'dpkg --unpack /var/tmp/packages/*.deb && dpkg --configure -a' </dev/null >&2
  rm -r "$mounted/var/tmp/packages"
  buildah commit -q --rm "$container" debian >&2
  buildah push -q --format oci --compression-format gzip debian oci:/stage/images/debian-gzip:latest >/dev/null
  buildah push -q --format oci --compression-format zstd debian oci:/stage/images/debian-zstd:latest >/dev/null
  buildah push -q --format oci --compression-format zstd:chunked debian oci:/stage/images/debian-chunked:latest >/dev/null
  skopeo copy -q --dest-decompress oci:/stage/images/debian-gzip:latest dir:/scratch/debian-plain >&2
  skopeo copy -q --dest-oci-accept-uncompressed-layers dir:/scratch/debian-plain oci:/stage/images/debian-plain:latest >&2
}

build_busybox() {
  local container mounted
  container=$(buildah from -q scratch)
  mounted=$(buildah mount "$container")
  mkdir -p "$mounted"/{bin,etc,home/guest,proc,root,run,sys,dev,usr/bin,var}
  mkdir -m 1777 "$mounted/tmp"
  cp /usr/bin/busybox "$mounted/bin/busybox"
  chroot "$mounted" /bin/busybox --install -s /bin
  printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'guest:x:1000:1001:guest:/home/guest:/bin/sh' >"$mounted/etc/passwd"
  printf '%s\n' 'root:x:0:' 'guest:x:1001:' 'extra:x:1002:guest' >"$mounted/etc/group"
  chown 1000:1001 "$mounted/home/guest"
  buildah config --env FROM_IMAGE=yes --env 'SPACED=two words' --cmd '["/bin/sh"]' --workingdir /home/guest "$container"
  buildah commit -q --rm "$container" busybox >&2
  buildah push -q --format oci busybox oci:/stage/images/busybox:latest >/dev/null
}

if [ "${1:-}" = --inside ]; then
  export STORAGE_DRIVER=overlay BUILDAH_ISOLATION=chroot
  mkdir -p /etc/containers
  printf '[storage]\ndriver = "overlay"\ngraphroot = "/scratch/storage"\nrunroot = "/run/storage"\n' >/etc/containers/storage.conf
  printf '{"default":[{"type":"insecureAcceptAnything"}]}\n' >/etc/containers/policy.json
  build_busybox
  build_debian
  exit 0
fi

peers=$("$repo/hack/peers.sh")
stamp=$(cat "${BASH_SOURCE[0]}" "$cache/peers.stamp" | sha256sum | cut -d' ' -f1)
exec 9>"$cache/lock"
flock 9
if [ "$(cat "$images/stamp" 2>/dev/null)" = "$stamp" ]; then
  echo "$images"
  exit 0
fi

echo "making the test images in $images" >&2
stage=$cache/images.stage
rm -rf --one-file-system "$stage"
mkdir -p "$stage"/{images,packages}
archives=$peers/var/cache/apt/archives
uri=$(awk '/^deb /{ print $2; exit }' "$peers/etc/apt/sources.list")
cp "$archives"/{attr,libattr1,busybox-static,libcap2-bin,time}_*.deb "$stage/packages"
debootstrap --variant=minbase --include=perl --cache-dir="$archives" trixie "$stage/debian" "$uri" </dev/null >"$cache/images.log" 2>&1 9>&- ||
  { tail -n 20 "$cache/images.log" >&2; exit 1; }
rm -rf "$stage/debian"/var/cache/apt/archives/*.deb "$stage/debian"/var/lib/apt/lists/* "$stage/debian"/proc/* "$stage/debian"/sys/*
GRAPHDRIVER_IMAGES_STAGE=$stage "$repo/hack/enter.sh" /hack/images.sh --inside 9>&- </dev/null >&2
printf '%s\n' "$stamp" >"$stage/images/stamp"
rm -rf --one-file-system "$images"
mv "$stage/images" "$images"
rm -rf --one-file-system "$stage"
echo "$images"

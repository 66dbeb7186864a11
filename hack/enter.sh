#!/bin/bash
# Runs a command on a fresh machine of the peers' root (hack/peers.sh): its own mount namespace and root, everything written to memory and
# dropped at the end, except for what lies in /scratch, which is a new ext4 of its own. Nothing has to be cleaned up, however it ends.
#   enter.sh COMMAND [ARG…]
# On that machine: /scratch (ext4, or tmpfs with GRAPHDRIVER_SCRATCH=tmpfs), /images (hack/images.sh), /command (hack/build.sh), /hack.
# GRAPHDRIVER_SCRATCH_FOLDER holds the file behind /scratch (default /var/tmp), GRAPHDRIVER_SCRATCH_SIZE is its size (default 40G, sparse).
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${GRAPHDRIVER_CACHE:-/var/cache/graphdriver-tests}

if [ "${1:-}" != --in-namespace ]; then
  [ -d "$cache/peers" ] || { echo "$0: there is no $cache/peers: run hack/peers.sh first" >&2; exit 1; }
  mkdir -p "$cache/machine" "$cache/images" "$repo/out"
  exec unshare --mount --propagation private "${BASH_SOURCE[0]}" --in-namespace "$@"
fi
shift

machine=$cache/machine
mount -t tmpfs -o mode=0755 tmpfs "$machine"
mkdir "$machine"/{upper,work,root}
root=$machine/root
mount -t overlay -o "lowerdir=$cache/peers,upperdir=$machine/upper,workdir=$machine/work" overlay "$root"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
# podman keeps its lock table there: another machine's must not be taken for this one's.
mount -t tmpfs tmpfs "$root/dev/shm"
mount -t tmpfs -o mode=0755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mkdir -p "$root"/{scratch,images,command,hack,bench}
if [ "${GRAPHDRIVER_SCRATCH:-ext4}" = tmpfs ]; then
  mount -t tmpfs -o mode=0755 tmpfs "$root/scratch"
else
  backing=$(mktemp "${GRAPHDRIVER_SCRATCH_FOLDER:-/var/tmp}/graphdriver-scratch.XXXXXX")
  trap 'rm -f "$backing"' EXIT
  truncate -s "${GRAPHDRIVER_SCRATCH_SIZE:-40G}" "$backing"
  mkfs.ext4 -q -m 0 "$backing"
  mount -o loop "$backing" "$root/scratch"
  rm -f "$backing"
  trap - EXIT
  rmdir "$root/scratch/lost+found"
fi
mount --bind -o ro "$cache/images" "$root/images"
if [ -n "${GRAPHDRIVER_IMAGES_STAGE:-}" ]; then
  mkdir "$root/stage"
  mount --bind "$GRAPHDRIVER_IMAGES_STAGE" "$root/stage"
fi
mount --bind -o ro "$repo/out" "$root/command"
mount --bind -o ro "$repo/hack" "$root/hack"
mount --bind -o ro "$repo/bench" "$root/bench"

cd "$root"
pivot_root . .
umount -l .
cd /
# As systemd leaves it on the machines that people have.
mount --make-rshared /
export HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin PODMAN_IGNORE_CGROUPSV1_WARNING=1 TMPDIR=/var/tmp
unset XDG_RUNTIME_DIR CONTAINERS_STORAGE_CONF REGISTRY_AUTH_FILE
exec "$@"

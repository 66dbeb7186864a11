#!/bin/bash
# Shows on a kernel that has fs-verity and quotas of projects what the tools do with them: starts Debian trixie's cloud kernel in QEMU's software
# emulation, with the tools of out/ in its memory, an ext4 with fs-verity, and an ext4 and an XFS with quotas as its disks, the former with podman on it,
# and runs verity-guest.sh and quota-guest.sh there. One line a check; the last line is
# 'N passed, N failed, N skipped', and the exit code is zero only where nothing failed. $GRAPHDRIVER_CACHE keeps the kernel between runs.
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$repo/hack/packages.sh"
. "$repo/hack/mirror.sh"

suite=trixie
modules=(virtio_blk loop overlay erofs xfs quota_v2)
cache=${GRAPHDRIVER_CACHE:-/var/cache/graphdriver-tests}
kernel=$cache/test-kernel
limit=600 # seconds that the machine may run

# Downloads the newest cloud kernel of the suite and keeps of it what is started: vmlinuz, and the modules in the order in which they load.
make_kernel() {
  local stage=$kernel.stage version
  rm -rf --one-file-system "$stage"
  mkdir -p "$stage"/{apt/lists/partial,apt/cache/archives/partial,tree,modules}
  cat >"$stage/apt/apt.conf" <<CONF
Dir::Etc::SourceList "$stage/apt/sources.list";
Dir::Etc::SourceParts "-";
Dir::State::Lists "$stage/apt/lists";
Dir::Cache "$stage/apt/cache";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Sandbox::User "root";
CONF
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(debian_mirror) $suite main" >"$stage/apt/sources.list"
  export APT_CONFIG=$stage/apt/apt.conf
  apt-get -qq update >&2
  version=$(apt-cache pkgnames linux-image- | sed -n 's/^linux-image-\([0-9].*-cloud-amd64\)$/\1/p' | sort -V | tail -n 1)
  [ -n "$version" ] || { echo "$0: $suite has no linux-image-*-cloud-amd64" >&2; return 1; }
  echo "downloading the kernel $version" >&2
  (cd "$stage" && apt-get -qq download "linux-image-$version" >&2)
  dpkg-deb --fsys-tarfile "$stage"/linux-image-*.deb | tar -x -C "$stage/tree" --wildcards './boot/vmlinuz-*' '*/modules/*'
  mv "$stage/tree/boot/vmlinuz-$version" "$stage/vmlinuz"
  for module in "${modules[@]}"; do
    add_module "$stage" "$module"
  done
  rm -rf --one-file-system "$stage"/{apt,tree} "$stage"/*.deb
  echo "$version" >"$stage/version"
  rm -rf --one-file-system "$kernel"
  mv "$stage" "$kernel"
}

add_module() { # STAGE NAME: unpacks a module after those that it needs; one that is built in has no file
  local stage=$1 name=$2 packed dependency
  [ ! -e "$stage/modules/$name.ko" ] || return 0
  packed=$(find "$stage/tree" -name "${name//_/[_-]}.ko.xz")
  [ -n "$packed" ] || { grep -qrE "/${name//_/[_-]}\.ko$" "$stage/tree" --include=modules.builtin && return 0; echo "$0: no module $name" >&2; return 1; }
  xz -dc "$packed" >"$stage/$name.ko"
  for dependency in $(modinfo -F depends "$stage/$name.ko" | tr ',' ' '); do
    add_module "$stage" "${dependency//-/_}"
  done
  mv "$stage/$name.ko" "$stage/modules/$name.ko"
  echo "$name" >>"$stage/modules/order"
}

libraries() { ldd "$1" 2>/dev/null | grep -oE '/[^ ]+' || true; }

put() { # ROOT FILE…: copies programs or libraries with the libraries that they need, to where they are here
  local root=$1 file library
  shift
  for file in "$@"; do
    install -D "$(readlink -f "$file")" "$root$file"
    for library in $(libraries "$file"); do
      [ -e "$root$library" ] || install -D "$(readlink -f "$library")" "$root$library"
    done
  done
}

# What the machine boots into: busybox, the tools, a small image as an OCI layout, and verity-guest.sh as its first process. Not packed:
# unpacking costs more under emulation than copying.
make_initrd() { # ROOT OUT
  local root=$1 name
  mkdir -p "$root"/{bin,dev,proc,sys,tmp,run,data,peers,etc,root,mnt}
  cp "$(command -v busybox)" "$root/bin/busybox"
  # The runtime opens OpenSSL by its name.
  # shellcheck disable=SC2046
  put "$root" "$(command -v debugfs)" $(libraries "$repo/out/graphdriver") $(ldconfig -p | sed -n 's/.* \(\/.*\/libssl\.so\.3\)$/\1/p')
  cp "$repo/out/graphdriver" "$root/bin/graphdriver"
  for name in mkcomposefs composefs-info mount.composefs; do
    ln -s graphdriver "$root/bin/$name"
  done
  cp -r "$kernel/modules" "$root/modules"
  cp -r "$cache/images/busybox" "$root/image"
  put "$root" "$(command -v xfs_quota)"
  cp "$repo/hack/verity-guest.sh" "$root/init"
  cp "$repo/hack/quota-guest.sh" "$root/quota-guest.sh"
  chmod 0755 "$root/init"
  (cd "$root" && find . | cpio -o -H newc --quiet) >"$2"
}

# podman, the runtime and the monitor of the peers' root with their libraries, our command, and an image: what containers need.
make_peers() { # ROOT
  local root=$1 peers=$cache/peers file
  mkdir -p "$root"/{dev,proc,sys,run,tmp,xfs,root,store,etc/containers,var/tmp,usr/bin}
  local -a files=(/usr/bin/podman /usr/lib/podman/netavark /usr/bin/conmon /usr/sbin/runc /lib/x86_64-linux-gnu/libssl.so.3)
  # shellcheck disable=SC2046
  for file in "${files[@]}" $(chroot "$peers" ldd "${files[@]}" | grep -oE '/[^ :]+ ' || true) $(libraries "$repo/out/graphdriver"); do
    install -D "$(chroot "$peers" readlink -f "$file" | sed "s|^|$peers|")" "$root$file"
  done
  cp "$repo/out/graphdriver" "$root/usr/bin/graphdriver"
  cp -r "$cache/images/busybox" "$root/image"
  echo '{"default":[{"type":"insecureAcceptAnything"}]}' >"$root/etc/containers/policy.json"
  echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
}

# One thread: where processors are emulated side by side, one now and then runs into a breakpoint by which the kernel patches its own code.
run_machine() {
  # shellcheck disable=SC2046
  timeout "$limit" qemu-system-x86_64 -accel tcg,thread=single -M q35 -cpu Haswell-noTSX -m 1024 -smp 2 -nodefaults -no-user-config -no-reboot \
    -display none -serial stdio -kernel "$kernel/vmlinuz" -initrd "$work/initrd" \
    -append 'console=ttyS0 quiet loglevel=1 panic=-1 mitigations=off nokaslr clearcpuid=cx16' \
    $(for disk in data peers xfs; do echo "-drive if=none,id=$disk,file=$work/$disk,format=raw,cache=unsafe -device virtio-blk-pci,drive=$disk"; done) </dev/null 2>&1 |
    tr -d '\r'
}

[ "$(id -u)" -eq 0 ] || { echo "$0: only root can install what the machine needs" >&2; exit 1; }
[ -x "$repo/out/graphdriver" ] || "$repo/hack/build.sh" >&2
need_packages busybox-static cpio e2fsprogs kmod qemu-system-x86 tar xfsprogs xz-utils >&2
mkdir -p "$cache"
[ -d "$cache/images/busybox" ] && [ -d "$cache/peers" ] || { "$repo/hack/peers.sh" && "$repo/hack/images.sh"; } >&2
exec 9>"$cache/test-kernel.lock"
flock 9
[ -f "$kernel/version" ] || make_kernel
flock -u 9

work=$(mktemp -d "${TMPDIR:-/tmp}/graphdriver-kernel.XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT
trap 'exit 1' INT TERM
make_initrd "$work/root" "$work/initrd"
truncate -s 512M "$work/data"
mkfs.ext4 -q -F -O verity -b 4096 "$work/data"
make_peers "$work/peers-root"
truncate -s 512M "$work/peers" "$work/xfs"
mkfs.ext4 -q -F -O quota,project -E quotatype=prjquota -d "$work/peers-root" "$work/peers"
mkfs.xfs -q "$work/xfs"
echo "kernel $(cat "$kernel/version")"
{ run_machine || true; } | tee "$work/log" | sed -n '/^\(ok\|FAILED\|skipped\|  \)/p'
count() { grep -c "^$1: " "$work/log" || true; }
passed=$(count ok) failed=$(count FAILED) skipped=$(count skipped)
# A machine that hung or died, or a script that ended early, is a failure whatever it had shown till then.
if ! grep -qx 'VM-RC=0' "$work/log" && { [ "$failed" -eq 0 ] || ! grep -q '^VM-RC=' "$work/log"; }; then
  echo "FAILED: the machine comes to its end; its last words:"
  tail -n 30 "$work/log" | sed 's/^/  /'
  failed=$((failed + 1))
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]

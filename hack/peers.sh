#!/bin/bash
# Makes, once, the root in which the tests run podman, skopeo, buildah, conmon, runc and crun as Debian trixie has them, and prints its path.
# It is kept outside the repository: in $GRAPHDRIVER_CACHE, by default /var/cache/graphdriver-tests.
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$repo/hack/packages.sh"
. "$repo/hack/mirror.sh"

suite=trixie
packages=podman,skopeo,buildah,runc,crun,conmon,netavark,ca-certificates,attr,libcap2-bin,busybox-static,procps,time,erofs-utils
cache=${GRAPHDRIVER_CACHE:-/var/cache/graphdriver-tests}
root=$cache/peers
stamp="$suite $packages"

[ "$(id -u)" -eq 0 ] || { echo "$0: only root can make a Debian root" >&2; exit 1; }
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
if [ "$(cat "$cache/peers.stamp" 2>/dev/null)" = "$stamp" ] && [ -x "$root/usr/bin/podman" ]; then
  echo "$root"
  exit 0
fi

need_packages debootstrap >&2
uri=$(debian_mirror)
eval "$(apt-config shell proxy Acquire::http::Proxy)"
if [ -n "${proxy:-}" ] && [ "${proxy:-}" != DIRECT ]; then
  export http_proxy=${http_proxy:-$proxy}
fi

echo "making the peers' root in $root" >&2
rm -rf --one-file-system "$cache/peers.stage"
for attempt in 1 2 3; do
  debootstrap --variant=minbase --include="$packages" "$suite" "$cache/peers.stage" "$uri" </dev/null >"$cache/peers.log" 2>&1 9>&- && break
  [ "$attempt" -lt 3 ] || { tail -n 20 "$cache/peers.log" >&2; exit 1; }
done
# Mount points that every use needs, and the seams through which the tests bring things in.
mkdir -p "$cache/peers.stage"/{scratch,images,command}
rm -f "$cache/peers.stamp"
rm -rf --one-file-system "$root"
mv "$cache/peers.stage" "$root"
printf '%s\n' "$stamp" >"$cache/peers.stamp"
echo "$root"

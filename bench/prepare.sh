# Sourced by the scripts that measure against a registry, after they set repo: makes what they need, and starts the registry (bench/registry.sh).
[ "$(id -u)" -eq 0 ] || { echo "$0: needs root" >&2; exit 1; }
. "$repo/hack/packages.sh"
need_packages docker-registry e2fsprogs
"$repo/hack/peers.sh" >/dev/null
"$repo/hack/images.sh" >/dev/null
[ -x "$repo/out/graphdriver" ] || "$repo/hack/build.sh" >/dev/null
. "$repo/bench/registry.sh"
start_registry

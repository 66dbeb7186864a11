#!/bin/bash
# Measures the command against podman and skopeo on this machine, in one run: bench/run.sh [ROUNDS]. Every pull goes onto a new ext4 of a
# fresh machine (hack/enter.sh), from a docker-registry on the loopback; the tools take turns, and the median of the rounds counts.
# Prints a table, and writes every figure to out/bench.json. Goals that are missed are marked; the exit code is 1 then.
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
rounds=${1:-5}

[ "$(id -u)" -eq 0 ] || { echo "$0: needs root" >&2; exit 1; }
. "$repo/hack/packages.sh"
need_packages docker-registry e2fsprogs
"$repo/hack/peers.sh" >/dev/null
"$repo/hack/images.sh" >/dev/null
[ -x "$repo/out/graphdriver" ] || "$repo/hack/build.sh" >/dev/null

work=$(mktemp -d "${TMPDIR:-/tmp}/graphdriver-bench.XXXXXX")
registry=
clean() {
  [ -z "$registry" ] || kill "$registry" 2>/dev/null || true
  rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' INT TERM

cat >"$work/registry.yml" <<YML
version: 0.1
log: {level: info, formatter: text, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/registry}}
http: {addr: "127.0.0.1:0", secret: loopback}
YML
docker-registry serve "$work/registry.yml" </dev/null >"$work/registry.log" 2>&1 &
registry=$!
for ((i = 0; i < 1000; i++)); do
  host=$(sed -n 's/.*listening on \(127\.0\.0\.1:[0-9]*\).*/\1/p' "$work/registry.log")
  [ -z "$host" ] || break
  kill -0 "$registry" 2>/dev/null || { cat "$work/registry.log" >&2; exit 1; }
  read -rt 0.01 <> <(:) || true
done

inside() { # CASE…: runs cases of bench/inside.sh on a fresh machine; a line of figures each
  GRAPHDRIVER_BENCH_REGISTRY=$host "$repo/hack/enter.sh" /bench/inside.sh "$@" </dev/null
}

inside push >&2
: >"$work/figures"
pulls=(ours:gzip podman:gzip podman-composefs:gzip skopeo:gzip ours:zstd podman:zstd ours:plain podman:plain ours:chunked podman:chunked)
for ((round = 1; round <= rounds; round++)); do
  echo "round $round of $rounds" >&2
  for pull in "${pulls[@]}"; do
    inside pull "${pull%%:*}" "${pull#*:}" >>"$work/figures"
  done
  inside commands >>"$work/figures"
done

mkdir -p "$repo/out"
awk -f "$repo/bench/report.awk" -v json="$repo/out/bench.json" "$work/figures"

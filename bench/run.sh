#!/bin/bash
# Measures the command against podman and skopeo on this machine, in one run: bench/run.sh [ROUNDS]. Every pull goes onto a new ext4 of a
# fresh machine (hack/enter.sh), from a docker-registry on the loopback; the tools take turns, and the median of the rounds counts.
# Prints a table, and writes every figure to out/bench.json. Goals that are missed are marked; the exit code is 1 then.
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
rounds=${1:-5}

. "$repo/bench/prepare.sh"

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
awk -f "$repo/bench/figures.awk" -f "$repo/bench/report.awk" -v json="$repo/out/bench.json" "$work/figures"

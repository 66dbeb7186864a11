#!/bin/bash
# Measures what moves only what is missing against podman and skopeo on this machine, in one run: bench/partial.sh [ROUNDS [CASE…]],
# where a case is one of duplicates, push, convert and many; all of them by default.
#   near-duplicate  after the first of GRAPHDRIVER_BENCH_DUPLICATES (20) zstd:chunked images of one layer, 7,000 files of which one differs, each
#                   other one: time, bytes that the registry sent, and what one more costs on the disk, everything under the root counted
#   first-chunked   the first of them into an empty store
#   push-*          a Debian image of three layers to a registry that has none of it
#   convert         the same from gzip to zstd:chunked, from the registry to the registry; podman cannot, skopeo stands for it
#   into-empty, into-many   the first of them into a store of no layers and of GRAPHDRIVER_BENCH_LAYERS (2,000)
# Every case goes onto a new ext4 of a fresh machine (hack/enter.sh); the tools take turns, and the median of all measurements counts. Prints a
# table, and writes every figure to out/bench-partial.json. Goals that are missed are marked; the exit code is 1 then.
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
rounds=${1:-3}
cases=("${@:2}")
[ ${#cases[@]} -gt 0 ] || cases=(duplicates push convert many)
for case in "${cases[@]}"; do
  [[ $case =~ ^(duplicates|push|convert|many)$ ]] || { echo "$0: there is no case '$case'" >&2; exit 1; }
done
duplicates=${GRAPHDRIVER_BENCH_DUPLICATES:-20}
layers=${GRAPHDRIVER_BENCH_LAYERS:-2000}

. "$repo/bench/prepare.sh"

inside() { # CASE…: runs a case of bench/inside-partial.sh on a fresh machine, which sees the registry's log in /stage; a line a figure
  GRAPHDRIVER_BENCH_REGISTRY=$host GRAPHDRIVER_IMAGES_STAGE=$work "$repo/hack/enter.sh" /bench/inside-partial.sh "$@" </dev/null
}

wanted() { # CASE
  [[ " ${cases[*]} " == *" $1 "* ]]
}

wanted duplicates || duplicates=1
echo "making $duplicates images" >&2
inside make_duplicates "$duplicates" >&2
: >"$work/figures"
for ((round = 1; round <= rounds; round++)); do
  echo "round $round of $rounds" >&2
  if wanted duplicates; then
    for tool in ours podman podman-composefs; do
      inside pull_duplicates "$tool" "$duplicates" >>"$work/figures"
    done
  fi
  if wanted push; then
    for tool in ours podman skopeo; do
      inside push "$tool" gzip "$round" >>"$work/figures"
      inside push "$tool" zstd:chunked "$round" >>"$work/figures"
    done
  fi
  if wanted convert; then
    for tool in ours skopeo; do
      inside convert "$tool" "$round" >>"$work/figures"
    done
  fi
done
if wanted many; then
  inside pull_into_many "$layers" "$rounds" >>"$work/figures"
fi

mkdir -p "$repo/out"
awk -f "$repo/bench/figures.awk" -f "$repo/bench/partial.awk" -v json="$repo/out/bench-partial.json" "$work/figures"

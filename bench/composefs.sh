#!/bin/bash
# Measures mkcomposefs and the look-up of one path: bench/composefs.sh [--c-tools FOLDER] [--rounds N]. With the folder of a build of the C tools
# (https://github.com/composefs/composefs; optimised, as distributions build it) both run in turns, and the ratios of the medians are printed.
# Inputs are made anew: a dump of one million entries, the dump of a layer of 9,320, a folder of 78,000 files and 2.5 GB.
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
c_tools='' rounds=5
while [ $# -gt 0 ]; do
  case $1 in
    --c-tools) c_tools=$2 && shift 2 ;;
    --rounds) rounds=$2 && shift 2 ;;
    *) echo "usage: $0 [--c-tools FOLDER] [--rounds N]" >&2 && exit 2 ;;
  esac
done
[ -z "$c_tools" ] || [ -x "$c_tools/mkcomposefs" ] || { echo "$0: there is no $c_tools/mkcomposefs" >&2; exit 1; }
[ -x "$repo/out/mkcomposefs" ] || "$repo/hack/build.sh" >/dev/null
[ -x /usr/bin/time ] || { . "$repo/hack/packages.sh" && need_packages time; }

work=$(mktemp -d "${TMPDIR:-/tmp}/graphdriver-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
repetitions=20

echo "making the inputs in $work" >&2
zcat "$repo/testdata/composefs/dumps/debian-layer.dump.gz" >"$work/layer.dump"
awk 'BEGIN {
  srand(1)
  print "/ 4096 40755 2 0 0 0 1700000000.0 - - -"
  for (count = 1; count < 1000000; count++) {
    if (count % 100 == 1) {
      folder = sprintf("/d%05d", count / 100)
      printf "%s 4096 40755 2 0 0 0 %d.0 - - -\n", folder, 1700000000 + count
      continue
    }
    name = digest = ""
    for (i = 0; i < 8; i++) { name = name sprintf("%08x", rand() * 4294967296); digest = digest sprintf("%08x", rand() * 4294967296) }
    printf "%s/file-%02d.txt %d 100644 1 0 0 0 %d.%d %s/%s - %s\n", folder, count % 100, 100 + count, 1700000000 + count % 1000, count, substr(name, 1, 2), substr(name, 3), digest
  }
}' >"$work/million.dump"
for ((folder = 0; folder < 78; folder++)); do
  mkdir -p "$work/tree/$folder"
  head -c $((32052 * 1000)) /dev/urandom | split -a 3 -b 32052 - "$work/tree/$folder/file-"
done

measure() { # CASE TOOL COMMAND…: a line of case, tool, wall seconds, CPU seconds, peak kilobytes
  local name=$1 tool=$2 TIMEFORMAT='%R %U %S' figures
  shift 2
  figures=$({ time /usr/bin/time -f '%M' -o "$work/peak" "$@" >"$work/output" 2>&1; } 2>&1) || { cat "$work/output" >&2; echo "$name by $tool failed" >&2; exit 1; }
  echo "$figures" | awk -v name="$name" -v tool="$tool" -v peak="$(tail -n1 "$work/peak")" '{ printf "%s %s %.4f %.4f %d\n", name, tool, $1, $2 + $3, peak }'
}

repeat() { # CASE TOOL COMMAND…: the mean of many, for what is over in milliseconds
  local name=$1 tool=$2
  shift 2
  measure "$name" "$tool" bash -c 'count=$1; shift; for ((i = 0; i < count; i++)); do "$@" || exit 1; done' repeat "$repetitions" "$@" |
    awk -v count="$repetitions" '{ printf "%s %s %.4f %.4f %d\n", $1, $2, $3 / count, $4 / count, $5 }'
}

tools=(ours) && [ -z "$c_tools" ] || tools+=(c)
folder_of() { if [ "$1" = ours ]; then echo "$repo/out"; else echo "$c_tools"; fi; }
"$repo/out/mkcomposefs" --from-file "$work/million.dump" "$work/million.img"

for ((round = 1; round <= rounds; round++)); do
  echo "round $round of $rounds" >&2
  for tool in "${tools[@]}"; do
    make=$(folder_of "$tool")/mkcomposefs
    measure million-entries "$tool" "$make" --from-file --print-digest-only "$work/million.dump"
    cp "$work/output" "$work/million.$tool"
    measure directory "$tool" "$make" --print-digest-only "$work/tree"
    cp "$work/output" "$work/tree.$tool"
    repeat layer "$tool" "$make" --from-file "$work/layer.dump" "$work/layer.img"
  done
  repeat look-up ours "$repo/out/graphdriver" composefs info "$work/million.img" /d05000/file-50.txt
  repeat start-up ours "$repo/out/graphdriver" version
done >"$work/figures"

[ -z "$c_tools" ] || { cmp "$work/million.ours" "$work/million.c" && cmp "$work/tree.ours" "$work/tree.c"; } || { echo "the images differ" >&2; exit 1; }
awk '
  function median(case_tool, column,    i, j, value, n, values) {
    n = count[case_tool]
    for (i = 1; i <= n; i++) values[i] = figure[case_tool, i, column]
    for (i = 2; i <= n; i++) { value = values[i]; for (j = i - 1; j > 0 && values[j] > value; j--) values[j + 1] = values[j]; values[j + 1] = value }
    return values[int((n + 1) / 2)]
  }
  function row(name, wall_goal, peak_goal,    ours, theirs) {
    ours = name " ours"; theirs = name " c"
    printf "%-16s %8.1f %8.1f %8.1f", name, median(ours, 1) * 1000, median(ours, 2) * 1000, median(ours, 3) / 1024
    if (count[theirs]) {
      printf " %9.1f %8.1f %8.1f %7.2f %7.2f", median(theirs, 1) * 1000, median(theirs, 2) * 1000, median(theirs, 3) / 1024, median(ours, 1) / median(theirs, 1), median(ours, 3) / median(theirs, 3)
      if (wall_goal && median(ours, 1) > wall_goal * median(theirs, 1)) { printf "  wall over %.1f", wall_goal; missed = 1 }
      if (peak_goal && median(ours, 3) > peak_goal * median(theirs, 3)) { printf "  peak over %.1f", peak_goal; missed = 1 }
    }
    print ""
  }
  { key = $1 " " $2; n = ++count[key]; for (i = 1; i <= 3; i++) figure[key, n, i] = $(i + 2) }
  END {
    printf "%-16s %8s %8s %8s %9s %8s %8s %7s %7s\n", "", "wall ms", "CPU ms", "peak MB", "C wall ms", "CPU ms", "peak MB", "wall", "peak"
    row("million-entries", 0.3, 0.7); row("directory", 0.7); row("layer"); row("look-up"); row("start-up")
    exit missed
  }' "$work/figures"

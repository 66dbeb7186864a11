#!/bin/bash
# The gate: installs what the tests need, builds, checks the formatting, runs every test. The last line is 'N passed, N failed, N skipped';
# the exit code is zero only where nothing failed. GRAPHDRIVER_CACHE (default /var/cache/graphdriver-tests) keeps the peers' root and the
# images between runs; everything else is temporary. With arguments, only the test projects so named run, and kernel-vm for the checks on a
# kernel with fs-verity and quotas: hack/test.sh GraphDriver.EndToEnd.Tests kernel-vm.
set -uo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# In a namespace of its own: whatever a test leaves running or mounted, however this script ends, goes with it.
if [ "$(id -u)" -eq 0 ] && [ "${1:-}" != --in-namespace ] && unshare --mount --pid --fork true 2>/dev/null; then
  exec unshare --mount --propagation private --pid --fork --kill-child --mount-proc "${BASH_SOURCE[0]}" --in-namespace "$@" </dev/null
fi
[ "${1:-}" = --in-namespace ] && shift

. "$repo/hack/packages.sh"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 HOME=${HOME:-/root}
# A temporary folder of this run alone, so that nothing stays behind.
TMPDIR=$(mktemp -d "${TMPDIR:-/tmp}/graphdriver-test.XXXXXX")
export TMPDIR
results=$TMPDIR/results
trap 'rm -rf --one-file-system "$TMPDIR"' EXIT
trap 'exit 1' INT TERM

passed=0 failed=0 skipped=0

step() { # NAME COMMAND…: a step whose failure counts as one failed test
  local name=$1 started=$SECONDS
  shift
  echo "== $name"
  if "$@"; then
    echo "== $name: done in $((SECONDS - started)) s"
    return 0
  fi
  echo "== $name: FAILED"
  failed=$((failed + 1))
  return 1
}

finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ]
  exit
}

install() {
  need_dotnet "$repo" || return 1
  need_packages btrfs-progs bzip2 chromium conmon debootstrap docker-registry e2fsprogs erofs-utils fdisk gzip libcap2-bin attr runc skopeo smem tar util-linux xfsprogs xz-utils zstd
}

peers() {
  if [ "$(id -u)" -ne 0 ]; then
    echo "not root: the tests that need it are skipped"
    return 0
  fi
  "$repo/hack/peers.sh" && "$repo/hack/images.sh"
}

# The command and the tests are built side by side: neither keeps two cores busy.
build() {
  local code
  "$repo/hack/build.sh" >"$TMPDIR/command.log" 2>&1 &
  dotnet build "$repo/GraphDriver.sln" -v quiet --nologo -nodeReuse:false
  code=$?
  wait $! || { cat "$TMPDIR/command.log"; return 1; }
  return "$code"
}

# Goes on beside the tests, which wait for the disk and each other most of the time.
begin_format() {
  dotnet format "$repo/GraphDriver.sln" --verify-no-changes --no-restore >"$TMPDIR/format.log" 2>&1 &
  format=$!
}

format() { wait "$format" || { cat "$TMPDIR/format.log"; return 1; }; }

# Adds what one project's result file says. A run that ended without one, or that failed without naming a test, counts as one failure.
count() { # RESULT_FILE EXIT_CODE
  local total=0 succeeded=0 executed=0 counters
  counters=$(grep -o '<Counters [^>]*' "$1" 2>/dev/null)
  attribute() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
  if [ -n "$counters" ]; then
    total=$(attribute total) executed=$(attribute executed) succeeded=$(attribute passed)
  fi
  passed=$((passed + succeeded)) skipped=$((skipped + total - executed)) failed=$((failed + executed - succeeded))
  if [ "$2" -ne 0 ] && [ "$executed" -eq "$succeeded" ]; then
    failed=$((failed + 1))
  fi
}

run_tests() {
  local project name code
  for project in "$repo"/tests/*/*.Tests.csproj; do
    name=$(basename "$project" .csproj)
    [ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
    echo "== $name"
    dotnet test "$project" --no-build --nologo --blame-hang-timeout 20m --results-directory "$results/$name" --logger 'trx;LogFileName=result.trx' --logger 'console;verbosity=minimal'
    code=$?
    count "$results/$name/result.trx" "$code"
  done
}

# What a kernel with fs-verity and quotas shows, each of its checks a test.
kernel() {
  local log=$TMPDIR/kernel.log code
  [ $# -eq 0 ] || [[ " $* " == *" kernel-vm "* ]] || return 0
  echo "== kernel-vm"
  if [ "$(id -u)" -ne 0 ]; then
    echo "skipped: not root"
    skipped=$((skipped + 1))
    return 0
  fi
  "$repo/hack/kernel-vm.sh" 2>&1 | tee "$log"
  code=${PIPESTATUS[0]}
  if [[ "$(tail -n 1 "$log")" =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
    passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2])) skipped=$((skipped + BASH_REMATCH[3]))
    [ "$code" -eq 0 ] || [ "${BASH_REMATCH[2]}" -gt 0 ] || failed=$((failed + 1))
  else
    failed=$((failed + 1))
  fi
}

step install install || finish
step peers peers || finish
step build build || finish
begin_format
run_tests "$@"
kernel "$@"
step format format
finish

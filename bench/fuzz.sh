#!/bin/bash
# Fuzzes the readers of composefs images, dumps and tables of contents: bench/fuzz.sh [EXECUTIONS [SEED]], 10 million by default. See Fuzzer.cs for what
# counts as a finding; each is written to out/fuzz, and the exit code is 1 where there is one.
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
dotnet build "$repo/bench/GraphDriver.Fuzz" -c Release -v quiet --nologo -nodeReuse:false
mkdir -p "$repo/out/fuzz"
cd "$repo/out/fuzz"
exec "$repo/bench/GraphDriver.Fuzz/bin/Release/net10.0/GraphDriver.Fuzz" "$repo/testdata" "${@:-10000000}"

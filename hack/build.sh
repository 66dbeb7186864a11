#!/bin/bash
# Publishes the command, compiled ahead of time for linux-x64 as one stripped file, and the names it answers to:
#   out/graphdriver   out/mkcomposefs   out/composefs-info   out/mount.composefs
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$repo/hack/packages.sh"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
need_dotnet "$repo"
compiler=()
command -v clang >/dev/null || command -v gcc >/dev/null || compiler=(gcc libc6-dev)
need_packages "${compiler[@]}" zlib1g-dev

# Its own artifacts folder keeps this build and a build of the solution from writing over each other's intermediates.
artifacts="$repo/out/artifacts"
# Where the driver alone has changed, the compiler ahead of time sometimes takes what it made before for current.
rm -rf "$artifacts/obj/GraphDriver.Cli/release_linux-x64/native"
dotnet publish "$repo/cli/GraphDriver.Cli.csproj" -c Release -r linux-x64 --artifacts-path "$artifacts" -v quiet --nologo -nodeReuse:false
published="$artifacts/publish/GraphDriver.Cli/release_linux-x64/GraphDriver.Cli"
# Renamed into place: a running command keeps the file it was started from.
install -m 0755 "$published" "$repo/out/.graphdriver"
mv -f "$repo/out/.graphdriver" "$repo/out/graphdriver"
for name in mkcomposefs composefs-info mount.composefs; do
  ln -sfn graphdriver "$repo/out/$name"
done
echo "$repo/out/graphdriver"

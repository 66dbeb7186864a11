#!/bin/bash
# Pushes COUNT images that differ in one file, each one layer of about 180 MB in 7,000 files (the Debian root of hack/images.sh), as zstd:chunked
# to REGISTRY/near-duplicate:1 … :COUNT. Runs on a machine of hack/enter.sh:
#   near-duplicates.sh REGISTRY COUNT
set -euo pipefail
registry=$1 count=$2
export STORAGE_DRIVER=overlay BUILDAH_ISOLATION=chroot
storage=(--root /scratch/near-duplicates --runroot /run/near-duplicates)

buildah "${storage[@]}" pull -q oci:/images/debian-gzip:latest >/dev/null
image=$(buildah "${storage[@]}" images -q | head -n1)
for ((i = 1; i <= count; i++)); do
  container=$(buildah "${storage[@]}" from -q --pull-never "$image")
  printf 'image %d is like no other\n' "$i" >"$(buildah "${storage[@]}" mount "$container")/etc/motd"
  buildah "${storage[@]}" commit -q --rm --squash "$container" "near-duplicate:$i" >/dev/null
  buildah "${storage[@]}" push -q --tls-verify=false --compression-format zstd:chunked "near-duplicate:$i" "docker://$registry/near-duplicate:$i"
  buildah "${storage[@]}" rmi "near-duplicate:$i" >/dev/null
done
rm -rf /scratch/near-duplicates

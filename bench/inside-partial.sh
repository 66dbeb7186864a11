#!/bin/bash
# The part of bench/partial.sh that runs on a fresh machine. Prints lines as bench/inside.sh does, and 'value name tool number'.
set -euo pipefail
case=("$@")
set --
. /bench/inside.sh
log=/stage/registry.log

sent() { # How many bytes the registry has sent so far
  sleep 0.05 # it writes its line after the client has its answer
  sed -n 's/.*response completed.* http\.response\.written=\([0-9]*\).*/\1/p' "$log" | awk '{ sum += $1 } END { printf "%d\n", sum }'
}

used() { # FOLDER: what it takes on the disk in bytes, everything counted
  sync
  du -s --block-size=1 "$1" | cut -f1
}

storage_conf() { # TOOL: a storage.conf for podman
  local composefs=""
  if [ "$1" = podman-composefs ]; then
    ln -sf /command/mkcomposefs /usr/local/bin/mkcomposefs
    composefs='[storage.options]
pull_options = {enable_partial_images = "true", use_hard_links = "false", convert_images = "true"}
[storage.options.overlay]
use_composefs = "true"'
  fi
  printf '[storage]\ndriver = "overlay"\ngraphroot = "/scratch/podman"\nrunroot = "/run/podman"\n%s\n' "$composefs" >/etc/containers/storage.conf
}

make_duplicates() { # COUNT
  local container mounted source i
  storage_conf podman
  skopeo copy -q --preserve-digests --dest-tls-verify=false oci:/images/debian-gzip:latest "docker://$registry/debian-gzip:latest"
  buildah pull -q oci:/images/debian-gzip:latest >/dev/null
  source=$(buildah mount "$(buildah from -q --pull-never "$(buildah images -q | head -n1)")")
  container=$(buildah from -q scratch)
  mounted=$(buildah mount "$container")
  cp -a "$source/." "$mounted/"
  for ((i = 1; i <= $1; i++)); do
    head -c 20000 /dev/urandom >"$mounted/usr/share/differs"
    buildah commit -q "$container" "duplicate$i" >/dev/null
    buildah push -q --tls-verify=false --format oci --compression-format zstd:chunked "duplicate$i" "docker://$registry/duplicate:$i" >/dev/null
    buildah rmi -f "duplicate$i" >/dev/null
  done
}

pull_duplicates() { # TOOL COUNT
  local tool=$1 count=$2 root=/scratch/podman pull before first i
  case $tool in
    ours) root=/scratch/ours pull=(/command/graphdriver --root $root --runroot /run/ours pull -q --tls-verify=false) ;;
    *) storage_conf "$tool"; pull=(podman pull -q --tls-verify=false) ;;
  esac
  "${pull[0]}" version >/dev/null
  before=$(sent)
  measure first-chunked "$tool" "${pull[@]}" "$registry/duplicate:1"
  echo "value first-chunked-bytes $tool $(($(sent) - before))"
  first=$(used "$root")
  for ((i = 2; i <= count; i++)); do
    before=$(sent)
    measure near-duplicate "$tool" "${pull[@]}" "$registry/duplicate:$i"
    echo "value near-duplicate-bytes $tool $(($(sent) - before))"
  done
  echo "value near-duplicate-disk $tool $((($(used "$root") - first) / (count - 1)))"
}

push() { # TOOL FORMAT ROUND
  local tool=$1 format=$2 target="docker://$registry/push-$1-${2//[^a-z]/}-$3:latest" name=push-${2#zstd:}
  case $tool in
    ours)
      ours pull -q oci:/images/debian-plain:latest >/tmp/id
      measure "$name" ours /command/graphdriver --root /scratch/ours --runroot /run/ours push -q --tls-verify=false --compression-format "$format" "$(cat /tmp/id)" "$target"
      ;;
    podman)
      storage_conf podman
      podman pull -q oci:/images/debian-plain:latest >/tmp/id
      measure "$name" podman podman push -q --tls-verify=false --compression-format "$format" "$(cat /tmp/id)" "$target"
      ;;
    skopeo)
      skopeo --version >/dev/null
      measure "$name" skopeo skopeo copy -q --dest-tls-verify=false --dest-compress --dest-compress-format "$format" oci:/images/debian-plain:latest "$target"
      ;;
  esac
}

convert() { # TOOL ROUND
  local tool=$1 source="docker://$registry/debian-gzip:latest" target="docker://$registry/convert-$1-$2:latest"
  case $tool in
    ours)
      /command/graphdriver version >/dev/null
      measure convert ours /command/graphdriver --root /scratch/ours --runroot /run/ours convert -q --tls-verify=false "$source" "$target"
      ;;
    skopeo)
      skopeo --version >/dev/null
      measure convert skopeo skopeo copy -q --src-tls-verify=false --dest-tls-verify=false --dest-compress --dest-compress-format zstd:chunked \
        "$source" "$target"
      ;;
  esac
}

pull_into_many() { # LAYERS ROUNDS
  local count=$1 rounds=$2 i j folder=/scratch/content
  local many=(/command/graphdriver --root /scratch/many --runroot /run/many) empty=(/command/graphdriver --root /scratch/empty --runroot /run/empty)
  mkdir $folder
  for ((i = 1; i <= count; i++)); do
    for ((j = 0; j < 5; j++)); do echo "$i $j" >"$folder/file$j"; done
    tar -c -C $folder . | "${many[@]}" import -q - >/dev/null
  done
  for ((i = 1; i <= rounds; i++)); do
    measure into-empty ours "${empty[@]}" pull -q --tls-verify=false "$registry/duplicate:1"
    "${empty[@]}" rmi "$registry/duplicate:1" >/dev/null
    measure into-many ours "${many[@]}" pull -q --tls-verify=false "$registry/duplicate:1"
    "${many[@]}" rmi "$registry/duplicate:1" >/dev/null
  done
}

"${case[@]}"

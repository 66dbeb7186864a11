#!/bin/bash
# The part of bench/run.sh that runs on a fresh machine. Prints 'case tool wall-seconds cpu-seconds peak-kilobytes' for each measurement.
set -euo pipefail
registry=$GRAPHDRIVER_BENCH_REGISTRY
mkdir -p /etc/containers
printf '{"default":[{"type":"insecureAcceptAnything"}]}\n' >/etc/containers/policy.json
repetitions=20

ours() { /command/graphdriver --root /scratch/ours --runroot /run/ours "$@"; }
podman_on() { podman --root /scratch/podman --runroot /run/podman --tmpdir /run/podman/libpod --runtime runc "$@"; }

measure() { # CASE TOOL COMMAND…
  local name=$1 tool=$2
  shift 2
  sync
  # GNU time counts in hundredths of a second, the shell in thousandths: time from the one, memory from the other.
  local TIMEFORMAT='%R %U %S' figures
  figures=$({ time /usr/bin/time -f '%M' -o /tmp/peak "$@" >/tmp/output 2>&1; } 2>&1) || { cat /tmp/output >&2; echo "$name by $tool failed" >&2; exit 1; }
  echo "$figures" | awk -v name="$name" -v tool="$tool" -v peak="$(tail -n1 /tmp/peak)" '{ printf "%s %s %.4f %.4f %d\n", name, tool, $1, $2 + $3, peak }'
}

repeat() { # CASE TOOL COMMAND…: the mean of many, for what is over in milliseconds
  local name=$1 tool=$2
  shift 2
  "$@" >/dev/null 2>&1 # once unmeasured, so that files are cached for every tool alike
  measure "$name" "$tool" bash -c 'count=$1; shift; for ((i = 0; i < count; i++)); do "$@" || exit 1; done' repeat "$repetitions" "$@" |
    awk -v count="$repetitions" '{ printf "%s %s %.4f %.4f %d\n", $1, $2, $3 / count, $4 / count, $5 }'
}

push() {
  for image in debian-gzip debian-zstd debian-plain debian-chunked; do
    skopeo copy -q --preserve-digests --dest-tls-verify=false "oci:/images/$image:latest" "docker://$registry/$image:latest"
  done
}

pull() { # TOOL FORM
  local reference=$registry/debian-$2:latest
  case $1 in
    ours)
      /command/graphdriver version >/dev/null
      measure "pull-$2" ours /command/graphdriver --root /scratch/ours --runroot /run/ours pull -q --tls-verify=false "$reference"
      ;;
    podman)
      podman --version >/dev/null
      measure "pull-$2" podman podman --root /scratch/podman --runroot /run/podman pull -q --tls-verify=false "$reference"
      ;;
    podman-composefs)
      ln -sf /command/mkcomposefs /usr/local/bin/mkcomposefs
      cat >/etc/containers/storage.conf <<'CONF'
[storage]
driver = "overlay"
graphroot = "/scratch/podman"
runroot = "/run/podman"
[storage.options]
pull_options = {enable_partial_images = "true", use_hard_links = "false", convert_images = "true"}
[storage.options.overlay]
use_composefs = "true"
CONF
      podman --version >/dev/null
      measure "pull-$2" podman-composefs podman pull -q --tls-verify=false "$reference"
      ;;
    skopeo)
      skopeo --version >/dev/null
      measure "pull-$2" skopeo skopeo copy -q --src-tls-verify=false "docker://$reference" dir:/scratch/dir
      ;;
  esac
}

commands() {
  local image=$registry/debian-gzip:latest
  ours pull -q --tls-verify=false "$image" >/dev/null
  podman_on pull -q --tls-verify=false "$image" >/dev/null
  local ours=(/command/graphdriver --root /scratch/ours --runroot /run/ours)
  local podman=(podman --root /scratch/podman --runroot /run/podman --tmpdir /run/podman/libpod --runtime runc)
  repeat version ours /command/graphdriver version
  repeat version podman podman --version
  repeat images ours "${ours[@]}" images
  repeat images podman "${podman[@]}" images
  repeat mount+unmount ours sh -c 'image=$1; shift; "$@" mount "$image" && "$@" unmount "$image"' mount "$image" "${ours[@]}"
  repeat mount+unmount podman sh -c 'image=$1; shift; "$@" image mount "$image" && "$@" image unmount "$image"' mount "$image" "${podman[@]}"
  repeat run ours "${ours[@]}" run --rm --network none --runtime runc "$image" true
  repeat run podman "${podman[@]}" run --rm --network none "$image" true
}

"$@"

# Part of verity-guest.sh, in whose words it speaks: what quotas do, on XFS beside podman, and on ext4.
[ -b /dev/vdb ] && mount -t ext4 -o prjquota /dev/vdb /peers || { echo 'FAILED: mount the ext4 with quotas'; failed=1; }
mount -t xfs -o prjquota /dev/vdc /peers/xfs || { echo 'FAILED: mount the XFS with quotas'; failed=1; }
mount -t cgroup2 cgroup /sys/fs/cgroup
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs shm /dev/shm
for folder in dev proc sys run; do
  mount --rbind "/$folder" "/peers/$folder"
done

peer() { # COMMAND…: on the root that has podman
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TMPDIR=/var/tmp chroot /peers "$@"
}

ours() { peer graphdriver --root /xfs/root --runroot /run/xfs "$@"; }
theirs() { peer podman --runtime runc --root /xfs/root --runroot /run/xfs --tmpdir /run/libpod --cgroup-manager cgroupfs --events-backend none "$@"; }
on_ext4() { peer graphdriver --root /store/root --runroot /run/store --storage-conf /store/storage.conf "$@"; }

has() { # METRIC CONTAINER VALUE…: the last metrics give the container one of the values
  local metric=$1 container=$2 value
  shift 2
  for value; do
    grep -q "^graphdriver_container_quota_$metric{id=\"[0-9a-f]*\",name=\"$container\"} $value\$" /tmp/metrics && return 0
  done
  cat /tmp/metrics >&2
  return 1
}

measure() { # COMMAND: its metrics
  "$1" metrics >/tmp/metrics 2>/tmp/err
}

limits() { # the projects of the XFS that have a limit, in KiB
  xfs_quota -x -c 'report -p -n -N -b' /peers/xfs | awk '$4 > 0 { print $4 }' | sort -n | xargs
}

limited_to() { # EXPECTED…: these are all
  [ "$(limits)" = "$*" ] || { limits >&2; return 1; }
}

quotas_on_xfs() {
  check 'pull an image into a store on an XFS with quotas' ours pull oci:/image
  image=$(tail -n 1 /tmp/out)
  check 'podman makes a container with a quota there' theirs create --name theirs1 --network none --storage-opt size=20M "$image" true
  refused 'a container cannot write more than its size allows' 'No space left on device' \
    ours run --runtime runc --name ours1 --storage-opt size=10M "$image" dd if=/dev/zero of=/big bs=1M count=12
  check 'podman makes another one' theirs create --name theirs2 --network none --storage-opt size=30M "$image" true
  refused 'nor make more files than its inodes allow' 'No space left on device' \
    ours run --runtime runc --name ours2 --storage-opt inodes=40 --storage-opt size=50M "$image" sh -c 'for i in $(seq 50); do touch /f$i || exit 1; done'
  check 'and what is within the limits is written' ours run --runtime runc --rm --storage-opt size=10M "$image" dd if=/dev/zero of=/big bs=1M count=8
  check 'every container keeps the limit that it was given, podman'\''s too' limited_to 10240 20480 30720 51200
  measure ours
  check 'metrics tell ours' has limit_bytes ours1 10485760
  check 'and podman'\''s' has limit_bytes theirs2 31457280
  check 'and what is used' sh -c '[ "$(sed -n "s/^graphdriver_container_quota_used_bytes.*ours1.* //p" /tmp/metrics)" -gt 9000000 ]'
  check 'and inodes' has used_files ours2 38 39 40
  check 'remove containers' ours rm ours1 ours2
  check 'whose limits go with them' limited_to 20480 30720
  check 'the store is sound, with what podman keeps for its quotas' ours check
}

quotas_on_ext4() {
  printf '[storage]\ndriver = "overlay"\n[storage.options.overlay]\nsize = "8M"\n' >/peers/store/storage.conf
  check 'pull an image into a store on an ext4 with quotas' on_ext4 pull oci:/image
  refused 'the size of storage.conf is kept' 'uota exceeded' on_ext4 run --runtime runc --rm "$image" dd if=/dev/zero of=/big bs=1M count=12
  check 'and an option of the container comes before it' on_ext4 run --runtime runc --rm --storage-opt size=0 "$image" dd if=/dev/zero of=/big bs=1M count=12
}

refused 'a container with a quota on a file system without them is refused' 'without it' \
  graphdriver --root /data/plain --runroot /run/plain run --runtime /bin/true --storage-opt size=1M "$name" true
quotas_on_xfs
quotas_on_ext4

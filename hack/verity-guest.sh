#!/bin/busybox sh
# The first process of the machine that kernel-vm.sh starts: checks the tools on a kernel and file systems with fs-verity and quotas, prints one line a
# check ('ok: …', 'FAILED: …' with what was seen indented below) and, last of all, VM-RC=0 or 1. Processes are dear here: a tool takes seconds.
/bin/busybox --install -s /bin
export PATH=/bin:/sbin:/usr/sbin HOME=/root LC_ALL=C TMPDIR=/tmp
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs run /run
for module in $(cat /modules/order); do
  insmod "/modules/$module.ko" || echo "FAILED: load the module $module"
done
tries=0
while [ ! -b /dev/vda ] && [ "$tries" -lt 100 ]; do sleep 0.05; tries=$((tries + 1)); done
mount -t ext4 /dev/vda /data || echo 'FAILED: mount the disk'
cd /data || exit
failed=0

fail() { # NAME: with what the last command said
  failed=1
  echo "FAILED: $1"
  head -n 5 /tmp/out /tmp/err | sed 's/^/  /'
}

check() { # NAME COMMAND…: the command succeeds
  local name=$1
  shift
  if "$@" >/tmp/out 2>/tmp/err; then echo "ok: $name"; else fail "$name"; fi
}

refused() { # NAME TEXT COMMAND…: the command fails and says so
  local name=$1 text=$2
  shift 2
  if ! "$@" >/tmp/out 2>/tmp/err && grep -qF -e "$text" /tmp/err; then echo "ok: $name"; else fail "$name"; fi
}

# The reader gets an I/O error and not one byte; the kernel says why.
unreadable() { # NAME FILE KERNEL'S_WORDS [SKIPPED_BLOCKS]
  dmesg -c >/dev/null
  if ! dd "if=$2" bs=4096 skip="${4:-0}" count=1 >/tmp/out 2>/tmp/err && [ ! -s /tmp/out ] && grep -qi 'i/o error\|input/output error' /tmp/err \
    && dmesg >/tmp/kernel && grep -qF -e "$3" /tmp/kernel; then
    echo "ok: $1"
  else
    cat /tmp/kernel >>/tmp/err
    fail "$1"
  fi
}

same_block() { # FILE FILE BLOCK: both hold the same there
  dd "if=$1" of=/tmp/one bs=4096 skip="$3" count=1 2>/tmp/err && dd "if=$2" of=/tmp/other bs=4096 skip="$3" count=1 2>/tmp/err && cmp /tmp/one /tmp/other
}

# Changes some bytes on the device, below the file system: nobody who reads the file may notice but fs-verity.
damage() { # FILE BLOCK
  local block
  sync
  block=$(debugfs -R "bmap ${1#/data} $2" /dev/vda 2>/dev/null)
  [ "${block:-0}" -gt 0 ] || { echo "FAILED: find block $2 of $1"; failed=1; return 1; }
  printf 'DAMAGED!' | dd of=/dev/vda bs=1 seek=$((block * 4096 + 100)) conv=notrunc 2>/dev/null
  sync
  echo 3 >/proc/sys/vm/drop_caches
}

object_of() { # FILE: its object's path below the digest store
  sed -n "s|^/$1 .* \([0-9a-f]\{2\}/[0-9a-f]\{62\}\) .*|\1|p" /data/dump | head -n 1
}

replace() { # OBJECT FILE: gives the object's name to the file
  mv -f "$2" "$1"
}

composefs_images() {
  mkdir -p src mnt mnt2 objects
  seq 1000000 1003000 >src/intact
  seq 2000000 2003000 >src/replaced
  seq 3000000 3003000 >src/unsealed
  seq 4000000 4003000 >src/damaged
  echo 'short enough for the image itself' >src/inline
  : >src/empty
  ln -s intact src/link
  digest=$(mkcomposefs --digest-store=objects --print-digest src image 2>/tmp/err)
  composefs-info dump image >dump 2>>/tmp/err
  refused 'an unsealed image is refused where its digest is asked for' 'Image has no fs-verity' mount.composefs -o "basedir=objects,digest=$digest" image mnt
  check 'seal an image' graphdriver composefs seal image
  check "the kernel's digest of the image is the one that mkcomposefs printed" [ "$(cat /tmp/out)" = "$digest" ]
  refused 'a wrong image digest is refused' 'Image has wrong fs-verity' mount.composefs -o "basedir=objects,digest=$(echo "$digest" | tr 0-9a-f 1-9a-f0)" image mnt
  check 'nothing is mounted by what was refused' [ -z "$(grep ' /data/mnt' /proc/mounts)" ]
  check 'the right image digest is mounted' mount.composefs -o "basedir=objects,digest=$digest" image mnt
  check 'with verity=require' grep -q '/data/mnt overlay .*verity=require' /proc/mounts
  check 'the mounted tree has the content of its source' diff -r src mnt
  check 'measure-file gives the kernel'\''s digests, which name the objects' measured "$(object_of intact)" "$(object_of damaged)"
  refused 'a sealed object cannot be written' 'not permitted' sh -c "echo x >>objects/$(object_of intact)"
  umount mnt
}

measured() { # OBJECT…
  local expected
  expected=$(for object; do echo "$object" | tr -d /; done)
  # shellcheck disable=SC2046
  [ "$(composefs-info measure-file $(for object; do echo "objects/$object"; done))" = "$expected" ]
}

composefs_tampering() {
  seq 2000001 2003001 >other
  cp "objects/$(object_of unsealed)" copy
  check 'seal other content' graphdriver composefs seal other
  replace "objects/$(object_of replaced)" other
  replace "objects/$(object_of unsealed)" copy
  damage "objects/$(object_of damaged)" 1
  check 'an image over objects that were tampered with is mounted with verity' mount.composefs -o "basedir=objects,digest=$digest,verity" image mnt
  unreadable 'an object of other content, sealed, is an I/O error' mnt/replaced 'has the wrong fs-verity digest'
  unreadable 'an object of the right content, unsealed, is an I/O error' mnt/unsealed 'has no fs-verity digest'
  unreadable 'a block that changed on the device is an I/O error' mnt/damaged 'FILE CORRUPTED' 1
  check 'the blocks before it are read' same_block src/damaged mnt/damaged 0
  check 'the blocks after it are read' same_block src/damaged mnt/damaged 2
  check 'objects that nobody touched are read' cmp src/intact mnt/intact
  check 'without verity the same image is mounted' mount.composefs -o basedir=objects image mnt2
  check 'and gives the other content, so that it was verity which refused it' sh -c 'seq 2000001 2003001 | cmp - mnt2/replaced'
  umount mnt mnt2
  sed 's/ [0-9a-f]\{64\}$/ -/' dump >dump.unnamed
  mkcomposefs --from-file dump.unnamed unnamed 2>/tmp/err
  check 'an image that names no digests is mounted with verity' mount.composefs -o basedir=objects,verity unnamed mnt
  unreadable 'and its objects are I/O errors' mnt/intact 'has no digest specified'
  umount mnt
  check 'create --seal makes a sealed image' graphdriver composefs create --seal --from-file --print-digest dump created
  check 'of the same digest' [ "$(cat /tmp/out)" = "$digest" ]
  check 'which is mounted by it' mount.composefs -o "basedir=objects,digest=$digest" created mnt
  umount mnt
  check 'seal by SHA-512 with a salt, the digest that of our own arithmetic' graphdriver composefs seal --hash sha512 --salt 0123456789abcdef src/intact
  damage image 0
  refused 'an image whose first block changed on the device is refused' 'Failed to mount' mount.composefs -o "basedir=objects,digest=$digest" image mnt
}

# The pulls of store_layers: into a store that asks for nothing, and into one whose mounts all ask for verity.
plain="graphdriver --root /data/plain --runroot /run/plain"
strict="graphdriver --root /data/strict --runroot /run/strict --storage-conf /run/strict.conf"

store_layers() {
  local layer
  check 'pull an image into a store that asks for no verity' $plain pull oci:/image
  name=$(tail -n 1 /tmp/out)
  refused 'a layer of which nothing is sealed is refused where verity is required' 'are not sealed by fs-verity' $plain mount --require-verity "$name"
  check 'nothing is mounted by that' [ -z "$(grep ' /data/plain/overlay/[0-9a-f]*/merged' /proc/mounts)" ]
  check 'without the option it is mounted' $plain mount "$name"
  (cd "$(cat /tmp/out)" && find . -type f -exec sha256sum {} +) >/data/contents
  refused 'and that mount is not given to who requires verity' 'is mounted without verity=require' $plain mount --require-verity "$name"
  $plain umount "$name" >/dev/null
  check 'seal the objects of the layer' sh -c 'find plain/overlay/*/diff -type f | xargs graphdriver composefs seal'
  mounted_with_verity 'a layer of sealed objects is mounted where verity is required' $plain mount --require-verity "$name"
  $plain umount "$name" >/dev/null

  printf '[storage]\ndriver = "overlay"\n[storage.options.overlay]\nmountopt = "nodev,verity=require"\n' >/run/strict.conf
  check 'pull into a store with mountopt = "verity=require"' $strict pull oci:/image
  layer=$(echo strict/overlay/*/composefs-data)
  check 'seals the metadata image and every object' all_sealed "$layer/composefs.blob" strict/overlay/*/diff
  mounted_with_verity 'its image is mounted with verity unasked' $strict mount "$name"
}

mounted_with_verity() { # NAME COMMAND…: the mount that the command prints has the option and the content
  check "$@"
  merged=$(cat /tmp/out)
  check 'with verity=require' grep -q " $merged overlay .*verity=require" /proc/mounts
  check 'with the content of the mount without' sh -c "cd $merged && sha256sum -c -s /data/contents"
}

all_sealed() { # IMAGE DIFF: none of the files can be opened for writing, which the kernel denies to sealed ones even to root
  local file
  for file in "$1" "$2"/*/*; do
    if (: >>"$file") 2>/dev/null; then echo "$file is not sealed" >&2; return 1; fi
  done
}

store_tampering() {
  # The image's busybox is by far its greatest file.
  large=$(find "$merged" -type f -size +500k | head -n 1)
  object=$(find strict/overlay/*/diff -type f -size +500k | head -n 1)
  cp "$large" /run/large
  damage "$object" 5
  unreadable 'a block of a mounted layer that changed on the device is an I/O error' "$large" 'FILE CORRUPTED' 5
  check 'its other blocks are read' same_block /run/large "$large" 6
  $strict umount "$name" >/dev/null
  cp /run/large copy
  replace "$object" copy
  check 'the layer with an object that is not sealed is mounted' $strict mount "$name"
  unreadable 'and the object is an I/O error, though its content is right' "$large" 'has no fs-verity digest'
  $strict umount "$name" >/dev/null
  { head -c 4096 /run/large | tr 'a-z' 'A-Z'; tail -c +4097 /run/large; } >other
  graphdriver composefs seal other >/dev/null
  replace "$object" other
  check 'the layer with an object of other content, sealed, is mounted' $strict mount "$name"
  unreadable 'and the object is an I/O error' "$large" 'has the wrong fs-verity digest'
  $strict umount "$name" >/dev/null
  pooled=strict/graphdriver/objects/${object#strict/overlay/*/diff/}
  ln "$object" kept
  $strict rmi "$name" >/dev/null
  mkdir -p "$(dirname "$pooled")"
  ln -f kept "$pooled"
  refused 'a pull that finds it in the pool names it' 'is sealed with the fs-verity digest' $strict pull oci:/image
  check 'and takes it out of the pool, so that the next pull brings the content' $strict pull oci:/image
  mounted_with_verity 'which is mounted' $strict mount "$name"
  $strict umount "$name" >/dev/null

  # As after a reboot: what the pool has from before is read once before it is used. The link keeps it when the image goes.
  ln "$pooled" damaged
  $strict rmi "$name" >/dev/null
  touch -d '2001-02-03 04:05:06' "$pooled"
  damage damaged 5
  check 'a pull over an object of the pool with a changed block brings the content again' $strict pull oci:/image
  mounted_with_verity 'and it is mounted' $strict mount "$name"
}

composefs_images
composefs_tampering
store_layers
store_tampering
cd /
. /quota-guest.sh
sync
echo "VM-RC=$failed"
poweroff -f

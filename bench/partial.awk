# The goals of bench/partial.sh; bench/figures.awk reads the figures. podman is held to the faster of its two ways of keeping layers.

function podman(name,   plain, composefs) {
  plain = wall[name " podman"]; composefs = wall[name " podman-composefs"]
  return plain < composefs ? plain : composefs
}

function least(name,   plain, composefs) {
  plain = peak[name " podman"]; composefs = peak[name " podman-composefs"]
  return plain < composefs ? plain : composefs
}

END {
  table()
  if (measured("near-duplicate ours")) {
    goal("near-duplicate pull, wall, of podman", ratio(wall["near-duplicate ours"], podman("near-duplicate")), 0.15)
    goal("first zstd:chunked pull, wall, of podman", ratio(wall["first-chunked ours"], podman("first-chunked")), 0.25)
    goal("near-duplicate pull, peak memory, of podman", ratio(peak["near-duplicate ours"], least("near-duplicate")), 1)
    goal("first zstd:chunked pull, peak memory, of podman", ratio(peak["first-chunked ours"], least("first-chunked")), 1)
    goal("one more near-duplicate on the disk, MB", value["near-duplicate-disk ours"] / 1000000, 4.4)
  }
  if (measured("push-gzip ours")) {
    goal("push in gzip, wall, of podman", ratio(wall["push-gzip ours"], wall["push-gzip podman"]), 0.5)
    goal("push in zstd:chunked, wall, of podman", ratio(wall["push-chunked ours"], wall["push-chunked podman"]), 0.5)
    goal("push in gzip, peak memory, of podman", ratio(peak["push-gzip ours"], peak["push-gzip podman"]), 1)
    goal("push in zstd:chunked, peak memory, of podman", ratio(peak["push-chunked ours"], peak["push-chunked podman"]), 1)
  }
  if (measured("convert ours")) {
    goal("conversion to zstd:chunked, wall, of skopeo", ratio(wall["convert ours"], wall["convert skopeo"]), 0.5)
    goal("conversion, peak memory, of skopeo", ratio(peak["convert ours"], peak["convert skopeo"]), 1)
  }
  if (measured("into-many ours")) {
    goal("pull into a store of many layers, wall, of an empty one", ratio(wall["into-many ours"], wall["into-empty ours"]), 1.2)
  }
  finish()
}

# The goals of bench/run.sh; bench/figures.awk reads the figures.

END {
  table()
  goal("gzip pull, wall, of podman with plain overlay", wall["pull-gzip ours"] / wall["pull-gzip podman"], 0.25)
  goal("gzip pull, wall, of podman with convert_images", wall["pull-gzip ours"] / wall["pull-gzip podman-composefs"], 0.12)
  goal("gzip pull, CPU, of podman with plain overlay", cpu["pull-gzip ours"] / cpu["pull-gzip podman"], 0.35)
  goal("gzip pull, peak memory, of podman with plain overlay", peak["pull-gzip ours"] / peak["pull-gzip podman"], 1)
  goal("zstd pull, wall, of our gzip pull", wall["pull-zstd ours"] / wall["pull-gzip ours"], 1)
  goal("plain pull, wall, of our gzip pull", wall["pull-plain ours"] / wall["pull-gzip ours"], 1)
  goal("version, wall in seconds", wall["version ours"], 0.02)
  goal("images, wall, of podman", wall["images ours"] / wall["images podman"], 0.5)
  goal("mount and unmount, wall, of podman", wall["mount+unmount ours"] / wall["mount+unmount podman"], 0.5)
  goal("run --rm IMAGE true, wall, of podman", wall["run ours"] / wall["run podman"], 0.6)
  finish()
}

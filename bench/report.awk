# Medians of the rounds, ratios and goals, from lines of 'case tool wall cpu peak'.

function median(values, count,   i, j, held) {
  for (i = 2; i <= count; i++) {
    held = values[i]
    for (j = i - 1; j >= 1 && values[j] > held; j--) values[j + 1] = values[j]
    values[j + 1] = held
  }
  return count % 2 ? values[(count + 1) / 2] : (values[count / 2] + values[count / 2 + 1]) / 2
}

function of(key, measure,   i, values) {
  for (i = 1; i <= rounds[key]; i++) values[i] = figure[key, measure, i]
  return median(values, rounds[key])
}

function goal(text, value, limit) {
  printf "%-72s %7.3f  at most %5.2f  %s\n", text, value, limit, value <= limit ? "met" : "MISSED"
  goals = goals (goals == "" ? "" : ",") sprintf("\n    {\"goal\": \"%s\", \"value\": %.4f, \"limit\": %.2f, \"met\": %s}", text, value, limit, value <= limit ? "true" : "false")
  if (value > limit) missed = 1
}

{
  key = $1 " " $2
  if (!(key in rounds)) order[++keys] = key
  n = ++rounds[key]
  figure[key, "wall", n] = $3
  figure[key, "cpu", n] = $4
  figure[key, "peak", n] = $5
}

END {
  printf "%-16s %-18s %10s %10s %10s\n", "", "", "wall s", "CPU s", "peak MB"
  lines = ""
  for (i = 1; i <= keys; i++) {
    key = order[i]
    split(key, parts, " ")
    wall[key] = of(key, "wall"); cpu[key] = of(key, "cpu"); peak[key] = of(key, "peak") / 1024
    printf "%-16s %-18s %10.3f %10.3f %10.1f\n", parts[1], parts[2], wall[key], cpu[key], peak[key]
    lines = lines (i == 1 ? "" : ",") sprintf("\n    {\"case\": \"%s\", \"tool\": \"%s\", \"rounds\": %d, \"wall\": %.4f, \"cpu\": %.4f, \"peak_mb\": %.1f}", parts[1], parts[2], rounds[key], wall[key], cpu[key], peak[key])
  }
  print ""
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
  printf "{\n  \"figures\": [%s\n  ],\n  \"goals\": [%s\n  ]\n}\n", lines, goals >json
  exit missed
}

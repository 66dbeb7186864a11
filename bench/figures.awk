# Medians of the rounds, ratios and goals, from lines of 'case tool wall cpu peak'; a report (report.awk, partial.awk) says which goals there are.
# Other lines, 'value name tool number', are figures of one kind alone, such as bytes.
function median(values, count,   i, j, held) {
  for (i = 2; i <= count; i++) {
    held = values[i]
    for (j = i - 1; j >= 1 && values[j] > held; j--) values[j + 1] = values[j]
    values[j + 1] = held
  }
  return count % 2 ? values[(count + 1) / 2] : (values[count / 2] + values[count / 2 + 1]) / 2
}

function of(key, measure,   i, held) {
  for (i = 1; i <= rounds[key]; i++) held[i] = figure[key, measure, i]
  return median(held, rounds[key])
}

function ofValue(key,   i, held) {
  for (i = 1; i <= valueRounds[key]; i++) held[i] = values[key, i]
  return median(held, valueRounds[key])
}

function ratio(one, other) {
  return other > 0 ? one / other : 1e9
}

# Whether there is a figure of 'case tool': a run may be of some cases alone.
function measured(key) {
  return key in rounds
}

function goal(text, value, limit) {
  printf "%-72s %7.3f  at most %5.2f  %s\n", text, value, limit, value <= limit ? "met" : "MISSED"
  goals = goals (goals == "" ? "" : ",") sprintf("\n    {\"goal\": \"%s\", \"value\": %.4f, \"limit\": %.2f, \"met\": %s}", text, value, limit, value <= limit ? "true" : "false")
  if (value > limit) missed = 1
}

$1 == "value" {
  key = $2 " " $3
  if (!(key in valueRounds)) valueOrder[++valueKeys] = key
  values[key, ++valueRounds[key]] = $4
  next
}

{
  key = $1 " " $2
  if (!(key in rounds)) order[++keys] = key
  n = ++rounds[key]
  figure[key, "wall", n] = $3
  figure[key, "cpu", n] = $4
  figure[key, "peak", n] = $5
}

# Prints the medians, and keeps them in wall, cpu, peak and value.
function table(   i, key, parts) {
  printf "%-16s %-18s %10s %10s %10s\n", "", "", "wall s", "CPU s", "peak MB"
  lines = ""
  for (i = 1; i <= keys; i++) {
    key = order[i]
    split(key, parts, " ")
    wall[key] = of(key, "wall"); cpu[key] = of(key, "cpu"); peak[key] = of(key, "peak") / 1024
    printf "%-16s %-18s %10.3f %10.3f %10.1f\n", parts[1], parts[2], wall[key], cpu[key], peak[key]
    lines = lines (i == 1 ? "" : ",") sprintf("\n    {\"case\": \"%s\", \"tool\": \"%s\", \"rounds\": %d, \"wall\": %.4f, \"cpu\": %.4f, \"peak_mb\": %.1f}", parts[1], parts[2], rounds[key], wall[key], cpu[key], peak[key])
  }
  for (i = 1; i <= valueKeys; i++) {
    key = valueOrder[i]
    split(key, parts, " ")
    value[key] = ofValue(key)
    printf "%-34s %-18s %14.0f\n", parts[1], parts[2], value[key]
    lines = lines (lines == "" ? "" : ",") sprintf("\n    {\"value\": \"%s\", \"tool\": \"%s\", \"rounds\": %d, \"median\": %.0f}", parts[1], parts[2], valueRounds[key], value[key])
  }
  print ""
}

# Writes all figures, and ends with 1 where a goal was missed.
function finish() {
  printf "{\n  \"figures\": [%s\n  ],\n  \"goals\": [%s\n  ]\n}\n", lines, goals >json
  exit missed
}

# Sourced by the scripts that measure against a registry: work (a folder that goes at the end), and start_registry, which sets host.
work=$(mktemp -d "${TMPDIR:-/tmp}/graphdriver-bench.XXXXXX")
registry=
clean() {
  [ -z "$registry" ] || kill "$registry" 2>/dev/null || true
  rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' INT TERM

# Its log, $work/registry.log, has a line for each response with the bytes that were sent (http.response.written).
start_registry() {
  cat >"$work/registry.yml" <<YML
version: 0.1
log: {level: info, formatter: text, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/registry}, delete: {enabled: true}}
http: {addr: "127.0.0.1:0", secret: loopback}
YML
  : >"$work/registry.log"
  docker-registry serve "$work/registry.yml" </dev/null >>"$work/registry.log" 2>&1 &
  registry=$!
  local i
  for ((i = 0; i < 1000; i++)); do
    host=$(sed -n 's/.*listening on \(127\.0\.0\.1:[0-9]*\).*/\1/p' "$work/registry.log")
    [ -z "$host" ] || return 0
    kill -0 "$registry" 2>/dev/null || break
    read -rt 0.01 <> <(:) || true
  done
  cat "$work/registry.log" >&2
  exit 1
}

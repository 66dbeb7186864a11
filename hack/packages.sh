# Sourced by the scripts beside it: installs Debian packages that are missing, and only those.

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "$0: '$*' needs root, and there is no sudo" >&2
    return 1
  fi
}

need_packages() {
  local package missing=()
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ "${#missing[@]}" -eq 0 ] && return 0
  command -v apt-get >/dev/null || { echo "$0: missing: ${missing[*]}; only Debian's apt-get is known here, install them by hand" >&2; return 1; }
  echo "installing ${missing[*]}" >&2
  # A list that cannot be refreshed may still name a package that can be fetched: the installation decides.
  as_root apt-get -qq -o Acquire::Retries=3 update >&2 || echo "$0: apt-get update failed, going on with the lists at hand" >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold \
    install --no-install-recommends "${missing[@]}" </dev/null >&2
}

need_dotnet() {
  local wanted
  wanted=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$1/global.json")
  if ! command -v dotnet >/dev/null; then
    echo "$0: the .NET SDK is missing: install version $wanted, or a later one of the same feature band, so that 'dotnet' is in PATH" >&2
    return 1
  fi
  (cd "$1" && dotnet --version >/dev/null) || { echo "$0: the .NET SDK does not satisfy global.json, which asks for $wanted" >&2; return 1; }
}

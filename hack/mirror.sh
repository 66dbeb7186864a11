# Sourced by the scripts beside it: where Debian packages of another release come from.

# The machine's own mirror, whatever it is: the place its apt takes the release from. GRAPHDRIVER_MIRROR comes before it.
debian_mirror() {
  local uri=${GRAPHDRIVER_MIRROR:-$(mirror_of_apt)}
  [ -n "$uri" ] || { as_root apt-get -qq update >&2; uri=$(mirror_of_apt); }
  [ -n "$uri" ] || { echo "$0: apt names no Debian mirror; set GRAPHDRIVER_MIRROR" >&2; return 1; }
  echo "$uri"
}

mirror_of_apt() (
  . /etc/os-release
  apt-get indextargets --format '$(RELEASE) $(CODENAME) $(REPO_URI)' 'Created-By: Packages' 'Component: main' |
    awk -v release="$VERSION_CODENAME" '$1 == release || $2 == release { print $NF; exit }'
)

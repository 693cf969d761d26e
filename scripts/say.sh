# What the set-up scripts share: how they speak, how they stop, how they add a Debian package.

say() { printf '  %s\n' "$*"; }

stop() {
    printf '\nmake: %s\n\n' "$*" >&2
    exit 2
}

# Installs with apt-get when root; otherwise says the exact line and stops.
install_debian_packages() {
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        stop "please run this line once, then the same command again:  sudo apt-get update && sudo apt-get install -y $*"
    fi
    say "installing Debian's $*"
    log=$(mktemp)
    if ! { apt-get -q update && DEBIAN_FRONTEND=noninteractive \
           apt-get -q install -y --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
        tail -n 15 "$log" >&2
        rm -f "$log"
        stop "apt-get could not install $*; what it said stands above."
    fi
    rm -f "$log"
}

#!/bin/sh
# Makes .venv with the newest Python (3.11 or later) this machine has. Debian ships Python without
# the module that fills a virtual environment; that one package is added when we may, said when not.
set -eu
cd "$(dirname "$0")/.."
. scripts/say.sh

if .venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    exit 0
fi

# The Makefile puts .venv/bin first; an environment about to be made anew must not make itself.
PATH=$(printf '%s' "$PATH" | sed "s|^$PWD/.venv/bin:||")

find_python() {
    for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
}

python=$(find_python)
[ -n "$python" ] || stop "Python 3.11 or later is needed and none was found. On Debian 12:  apt-get install python3"

if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    # A Python that is not Debian's own has its own way to be completed; we don't guess it.
    case $("$python" -c 'import sys; print(sys.base_prefix)') in
        /usr) install_debian_packages "python$version-venv" ;;
        *) stop "$python lacks the modules venv and ensurepip; reinstall it with them, or name another: make setup PYTHON=..." ;;
    esac
fi

say "making the virtual environment .venv with $("$python" --version)"
rm -rf .venv
"$python" -m venv .venv

#!/bin/sh
# Renews the hash-locked requirement files from pyproject.toml.
#
# The files must hold names, versions and hashes only: where packages come from is the business of
# the machine that installs them. So the machine's own package settings are kept out of the
# resolution, and no index, no annotation and no path of this machine is written.
set -eu
cd "$(dirname "$0")/.."

for name in $(env | sed -n 's/^\(\(UV\|PIP\)_[A-Z_]*\(INDEX\|FIND_LINKS\)[A-Z_]*\)=.*/\1/p'); do
    unset "$name"
done

lock() {
    file=requirements/$1.txt
    shift
    echo "locking $file"
    .venv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
        --custom-compile-command "make lock" --output-file "$file" "$@"
}

# Each file is held to the versions of those before it, so one environment fits them all.
lock runtime pyproject.toml ${UPGRADE:+--upgrade}
held="--constraint requirements/runtime.txt"
for group in build test oracle bench tools; do
    # shellcheck disable=SC2086  # the list of constraints is meant to fall into words
    lock "$group" --group "$group" $held ${UPGRADE:+--upgrade}
    held="$held --constraint requirements/$group.txt"
done

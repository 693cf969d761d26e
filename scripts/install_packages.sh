#!/bin/sh
# Installs the locked requirement files named as arguments (runtime, build, test, …) into .venv:
# these versions with these hashes or nothing, and wheels only, so that no compiler is needed.
set -eu
cd "$(dirname "$0")/.."
. scripts/say.sh

say "installing Python packages: $*"
for name in "$@"; do
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes --only-binary :all: -r "requirements/$name.txt" ||
        stop "the packages of requirements/$name.txt could not be installed; what pip said stands above."
done

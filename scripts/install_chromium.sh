#!/bin/sh
# Makes sure that a Chromium is there for the tests that drive a real browser.
set -eu
cd "$(dirname "$0")/.."
. scripts/say.sh

if command -v chromium >/dev/null 2>&1; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    install_debian_packages chromium
elif [ "${CI:-}" = true ]; then
    stop "no Chromium here, and the browser tests must run:  sudo apt-get update && sudo apt-get install -y chromium"
else
    say "no Chromium here, so the browser tests will be skipped; to run them:"
    say "  sudo apt-get update && sudo apt-get install -y chromium"
fi

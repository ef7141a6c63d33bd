#!/usr/bin/env bash
# Renew the lock files from pyproject.toml and package.json (needs uv and npm; `make lock`).
# No lock names the address of an index: whoever installs uses the index they have set up.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header --no-annotate --quiet --upgrade "$@"
}

compile --group build -o requirements.lock
compile --group build --group dev --constraint requirements.lock -o requirements-dev.lock
for group in node bench deploy; do
    uv pip compile --group "pyproject.toml:$group" --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet \
        -o "requirements-$group.lock"
done
npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

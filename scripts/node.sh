#!/usr/bin/env bash
# TypeScript (as a checker of our JSDoc) and Biome. Needs Node.js 20 or newer.
set -euo pipefail
if ! command -v npm >/dev/null; then
    echo "The checks of the front end need Node.js 20 or newer (https://nodejs.org); it is not on the PATH." >&2
    exit 1
fi
# Versions are exact in package.json; a lock file would bind the platforms of whoever wrote it.
npm install --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error

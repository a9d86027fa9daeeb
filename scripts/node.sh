#!/usr/bin/env bash
# The checks of the front end; with `acceptance`, also the foreign tools that build course pages. Needs Node.js 20.
set -euo pipefail
if ! command -v npm >/dev/null; then
    echo "The checks of the front end need Node.js 20 or newer (https://nodejs.org); it is not on the PATH." >&2
    exit 1
fi
# Versions are exact in package.json; a lock file would bind the platforms of whoever wrote it.
npm install --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error
if [[ "${1:-}" == acceptance ]]; then
    npm install --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error \
        mystmd@1.8.3 reveal.js@6.0.2 @asyncapi/parser@3.6.6 \
        @redocly/cli@2.77.0 @stoplight/spectral-cli@6.16.3
fi

#!/usr/bin/env bash
# A Chromium for the tests of the page: the one that is there, else the system's package, else Playwright's.
set -euo pipefail
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then
        echo "Testing the page in $(command -v "$name")."
        exit 0
    fi
done
if command -v apt-get >/dev/null && [[ $(id -u) == 0 ]]; then
    echo "Installing Chromium from the system's packages..."
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null && exit 0
fi
echo "Installing Playwright's Chromium..."
"${PYTHON:?}" -m playwright install --with-deps chromium

#!/usr/bin/env bash
# A Chromium for the tests of the page. First the headless shell, also Playwright's, or installed if it can be: it is
# Chromium without its own windows, and costs a quarter less. Else the Chromium that is there, else the system's package,
# else Playwright's. benchmarks/browser.py looks in the same order.
set -euo pipefail
there() {
    for name in "$@"; do
        if command -v "$name" >/dev/null; then
            echo "Testing the page in $(command -v "$name")."
            exit 0
        fi
    done
}
install() {
    [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null || return 1
    echo "Installing $1 from the system's packages..."
    { apt-get update && apt-get install -y --no-install-recommends "$1" fonts-dejavu-core; } >/dev/null 2>&1
}
there chromium-headless-shell
cache=${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}
there "$cache"/chromium_headless_shell-*/*/*headless*shell
install chromium-headless-shell && there chromium-headless-shell
there chromium chromium-browser google-chrome
install chromium && there chromium
echo "Installing Playwright's Chromium..."
"${PYTHON:?}" -m playwright install --with-deps chromium

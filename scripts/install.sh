#!/usr/bin/env bash
# Installs the lab into $PYTHON's environment, editable; with the name of a dependency group, that group too.
# The CPU build of torch is enough, 5 GB smaller where the default is a GPU build: its index is asked first, or the one
# that TORCH_INDEX names; the default index is the fallback.
set -euo pipefail
pip=("${PYTHON:?}" -m pip install -qq --disable-pip-version-check --constraint constraints.txt)
cpu_builds=https://download.pytorch.org/whl/cpu

if ! "$PYTHON" -c 'import torch' 2>/dev/null; then
    echo "Installing PyTorch (CPU)..."
    if [[ -n "${TORCH_INDEX:-}" ]]; then
        "${pip[@]}" torch --index-url "$TORCH_INDEX"
    elif ! "${pip[@]}" torch --index-url "$cpu_builds" --retries 1 --timeout 15 2>/dev/null; then
        echo "The index of CPU builds has none for this platform, or cannot be reached: asking the default index..."
        "${pip[@]}" torch
    fi
fi
echo "Installing Descent Lab..."
"${pip[@]}" --editable ".[server]"
if [[ -n "${1:-}" ]]; then
    echo "Installing the tools of tests and checks ($1)..."
    "${pip[@]}" --group "$1"
fi

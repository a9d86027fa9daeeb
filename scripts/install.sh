#!/usr/bin/env bash
# Installs the lab into $PYTHON's environment, editable; with the name of a dependency group, that group too.
# The CPU build of torch is enough: it is asked for first, and whatever the index has is the fallback.
set -euo pipefail
pip=("${PYTHON:?}" -m pip install -qq --disable-pip-version-check --constraint constraints.txt)

if ! "$PYTHON" -c 'import torch' 2>/dev/null; then
    echo "Installing PyTorch (CPU)..."
    if [[ -n "${TORCH_INDEX:-}" ]]; then
        "${pip[@]}" torch --index-url "$TORCH_INDEX"
    else
        "${pip[@]}" torch
    fi
fi
echo "Installing Descent Lab..."
"${pip[@]}" --editable .
if [[ -n "${1:-}" ]]; then
    echo "Installing the tools of tests and checks ($1)..."
    "${pip[@]}" --group "$1"
fi

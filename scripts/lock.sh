#!/usr/bin/env bash
# Pins every package, with hashes, in requirements.lock: for images, and for whoever wants exactly what was tested.
set -euo pipefail
cd "$(dirname "$0")/.."
"${PYTHON:-.venv/bin/python}" -m piptools compile --quiet --allow-unsafe --generate-hashes --strip-extras \
    --no-annotate --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options \
    --extra server --extra postgresql --constraint constraints.txt \
    --output-file requirements.lock pyproject.toml

#!/usr/bin/env bash
# A release: the wheel, its checksums, and a bill of materials (CycloneDX) of what it stands on, all in dist/.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
rm -rf dist && mkdir dist
"$python" -m build --outdir dist
"$python" scripts/licences.py
git diff --exit-code docs/licences.md || { echo "docs/licences.md has changed: commit it first." >&2; exit 1; }
# From the lock, so that the bill holds exactly what an image holds; cyclonedx-bom is asked for by the dev group.
"$python" -m cyclonedx_py requirements requirements.lock --output-reproducible --of JSON -o dist/sbom.json
(cd dist && sha256sum -- * > SHA256SUMS)
ls -l dist

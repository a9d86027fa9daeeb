#!/usr/bin/env bash
# Installs the foreign Python programs that acceptance tests run, in an environment of their own, .foreign: its packages
# come first there, those of $PYTHON's environment and the lab behind them.
set -euo pipefail
"${PYTHON:?}" -m venv .foreign
.foreign/bin/python -m pip install -qq --disable-pip-version-check \
    jupyterlab==4.6.6 marimo==0.25.2 plotly==7.1.0 openapi-python-client==0.29.1 twine==7.0.0 \
    polars==2.1.0 pyarrow==26.0.1
packages='import sysconfig; print(sysconfig.get_path("purelib"))'
folder=$(.foreign/bin/python -c "$packages")
{ "$PYTHON" -c "$packages"; pwd; } >"$folder/zz-descentlab.pth"

"""Jupyter launcher: starts the lab from its tile in JupyterLab or JupyterHub, by jupyter-server-proxy."""

import sys
from typing import Any

from .paths import ROOT


def serve() -> dict[str, Any]:
    """Configuration for jupyter-server-proxy: the command, its environment and its tile."""
    return {
        "command": [
            sys.executable,
            "-m",
            "descentlab",
            "--port",
            "{port}",
            "--root-path",
            "{base_url}descentlab",
        ],
        "environment": {"PYTHONPATH": str(ROOT)} if (ROOT / "pyproject.toml").exists() else {},
        "timeout": 90,
        "absolute_url": True,
        "launcher_entry": {
            "title": "Descent Lab",
            "icon_path": str(ROOT / "static" / "icon.svg"),
            "category": "Notebook",
        },
        "new_browser_tab": False,
    }

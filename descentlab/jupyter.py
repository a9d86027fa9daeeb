"""The lab in JupyterLab and on a JupyterHub, by jupyter-server-proxy: it starts when its tile is pressed."""

import sys
from typing import Any

from .paths import ROOT


def serve() -> dict[str, Any]:
    """What jupyter-server-proxy starts: for one person, at that person's address."""
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

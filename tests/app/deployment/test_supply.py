"""Dependencies: pinned, hashed, licences listed, none with a known advisory."""

import importlib.util
import re
import sys
from importlib.metadata import version

import pytest
from launch import ROOT
from packaging.requirements import Requirement
from packaging.version import Version

LOCK = (ROOT / "requirements.lock").read_text()
ENTRY = re.compile(r"^(\S+)==(\S+)[^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n?)+)", re.MULTILINE)

FLOORS = {
    "fastapi": "0.65.2",  # CVE-2021-32677
    "h11": "0.16.0",  # CVE-2025-43859
    "jinja2": "3.1.6",  # CVE-2025-27516
    "mako": "1.2.2",  # CVE-2022-40023
    "orjson": "3.9.15",  # CVE-2024-27454
    "pillow": "10.3.0",  # CVE-2024-28219
    "scikit-learn": "1.5.0",  # CVE-2024-5206
    "starlette": "1.3.1",  # CVE-2025-62727, CVE-2026-48710, CVE-2026-54282 and others
    "torch": "2.10.0",  # CVE-2025-32434, CVE-2026-24747
}
"""The first version without the named advisory; no older one may be installed."""


def locked():
    return {name.lower(): (Version(number), hashes) for name, number, hashes in ENTRY.findall(LOCK)}


def test_every_package_is_pinned_and_hashed():
    starts = re.findall(r"^[A-Za-z0-9].*$", LOCK, re.MULTILINE)
    assert len(starts) == len(locked()) > 30
    assert "://" not in LOCK, "no address of a registry"
    assert "WARNING" not in LOCK


def test_every_requirement_is_locked_at_a_fitting_version():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    lines = {*project["dependencies"], *extras["torch"], *extras["server"], *extras["postgresql"]}
    for line in lines - {"descentlab[torch]"}:
        asked = Requirement(line)
        assert asked.specifier.contains(locked()[asked.name][0]), line


@pytest.mark.parametrize("name", FLOORS)
def test_package_is_not_older_than_its_advisory_floor(name):
    assert locked()[name][0] >= Version(FLOORS[name])
    assert Version(version(name)) >= Version(FLOORS[name])


@pytest.mark.parametrize("name", ["multipart", "python_multipart"])
def test_form_parser_is_not_installed(name):
    """The server accepts JSON alone; many advisories concern form parsers."""
    assert name.replace("_", "-") not in locked()
    assert name not in sys.modules


def test_every_licence_is_listed():
    spec = importlib.util.spec_from_file_location("licences", ROOT / "scripts" / "licences.py")
    licences = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(licences)
    listed = dict(re.findall(r"^\| (\S+) \| (.+) \|$", (ROOT / "docs/licences.md").read_text(), re.MULTILINE))
    assert set(licences.locked()) <= set(listed)
    assert "not stated" not in listed.values()
